"""Metrics for Prometheus, from what the runs left in the store, in its text format 0.0.4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aggregator.models.delivery import DeliveryState, Selection
from aggregator.models.report import OutletVerdict, Verdict
from aggregator.operation.history import LOOK_BACK, History, histories
from aggregator.store import Store

HELP = {
    "aggregator_run_verdict": "1 for the verdict of the last run, 0 for the others.",
    "aggregator_run_finished_timestamp_seconds": "When the last run ended.",
    "aggregator_run_duration_seconds": "How long the last run took.",
    "aggregator_run_stories": "Stories that the last run stored, copies included.",
    "aggregator_run_copies": "Copies that the last run stored.",
    "aggregator_edition_made_timestamp_seconds": "When an edition of this name was last written.",
    "aggregator_edition_entries": "Entries of the last written edition of this name.",
    "aggregator_outlet_ok_timestamp_seconds": "When the run began in which the outlet was last complete.",
    "aggregator_outlet_stored_timestamp_seconds": "When the run began in which the outlet last had a new story.",
    "aggregator_outlet_stories": "Stories that the last visit to the outlet stored.",
    "aggregator_outlet_links_waiting": "Links without a story that a later run asks for again.",
    "aggregator_outlet_links_given_up": "Links that the last visit to the outlet gave up.",
    "aggregator_deliveries": "Deliveries that have not arrived, by channel and state.",
}
"""Every metric, all of them gauges. Times are Unix times."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A value of a metric."""

    metric: str
    value: float
    labels: Mapping[str, str]


def metrics(store: Store, now: datetime) -> str:
    """Return the metrics: of the last run that ended, and of the outlets and editions of the last four weeks."""
    runs = [run for run in store.runs.since(now - LOOK_BACK) if run["finished_at"]]
    found = [*_of_run(runs), *_of_editions(runs), *_of_outlets(histories(runs)), *_of_deliveries(store)]
    return "".join(_lines(found))


def _of_run(runs: list[Mapping[str, Any]]) -> Iterator[Sample]:
    if not runs:
        return
    last = max(runs, key=lambda run: run["finished_at"])
    outlets = (last["report"] or {}).get("outlets", ())
    for verdict in Verdict:
        yield Sample("aggregator_run_verdict", last["verdict"] == verdict, {"verdict": verdict})
    yield Sample("aggregator_run_finished_timestamp_seconds", last["finished_at"].timestamp(), {})
    yield Sample("aggregator_run_duration_seconds", (last["finished_at"] - last["started_at"]).total_seconds(), {})
    yield Sample("aggregator_run_stories", sum(outlet["stored"] for outlet in outlets), {})
    yield Sample("aggregator_run_copies", sum(outlet["copies"] for outlet in outlets), {})


def _of_editions(runs: Iterable[Mapping[str, Any]]) -> Iterator[Sample]:
    written = [run for run in runs if (run["report"] or {}).get("files")]
    last = {run["parameters"]["edition"]: run for run in written}
    for name, run in sorted(last.items()):
        yield Sample("aggregator_edition_made_timestamp_seconds", run["finished_at"].timestamp(), {"edition": name})
        yield Sample("aggregator_edition_entries", run["report"]["entries"], {"edition": name})


def _of_outlets(history: History) -> Iterator[Sample]:
    for outlet, visits in history.items():
        last, labels = visits[-1].report, {"outlet": outlet}
        times = {
            "ok": [visit.at for visit in visits if visit.report.verdict is OutletVerdict.OK],
            "stored": [visit.at for visit in visits if visit.report.stored],
        }
        for name, found in times.items():
            if found:
                yield Sample(f"aggregator_outlet_{name}_timestamp_seconds", found[-1].timestamp(), labels)
        yield Sample("aggregator_outlet_stories", last.stored, labels)
        yield Sample("aggregator_outlet_links_waiting", last.waiting, labels)
        yield Sample("aggregator_outlet_links_given_up", last.given_up, labels)


def _of_deliveries(store: Store) -> Iterator[Sample]:
    waiting = [state for state in DeliveryState if state is not DeliveryState.SENT]
    found = Counter((each.channel, each.state) for each in store.outbox.find(Selection(), waiting))
    for (channel, state), count in sorted(found.items()):
        yield Sample("aggregator_deliveries", count, {"channel": channel, "state": state})


def _lines(found: Iterable[Sample]) -> Iterator[str]:
    """Yield the lines, each metric with its head, in the order of `HELP`."""
    samples = sorted(found, key=lambda sample: [*HELP].index(sample.metric))
    before = None
    for sample in samples:
        if sample.metric != before:
            yield f"# HELP {sample.metric} {HELP[sample.metric]}\n# TYPE {sample.metric} gauge\n"
        before = sample.metric
        labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in sample.labels.items())
        yield f"{sample.metric}{f'{{{labels}}}' if labels else ''} {sample.value:.16g}\n"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
