"""The report of a run, as its phases add to it, and its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from aggregator.errors import in_a_line
from aggregator.models import Digest, Story
from aggregator.models.report import (
    DeliveryReport,
    LanguageReport,
    OutletReport,
    OutletVerdict,
    RunReport,
    Verdict,
)
from aggregator.redaction import redact
from aggregator.text.counted import counted


def begun(run: str) -> RunReport:
    """Return the report of a run that has done nothing yet."""
    return RunReport(run=run, verdict=Verdict.OK, reasons=())


def crawled(
    report: RunReport, outlets: Sequence[OutletReport], not_due: Mapping[str, datetime], recorded: Path | None
) -> RunReport:
    """Add the outlets; the run is partial if one is not complete. One that was not due lacks nothing."""
    reasons = (f"{outlet.outlet}: {_reason(outlet)}" for outlet in outlets if outlet.verdict is not OutletVerdict.OK)
    return replace(
        lacking(report, reasons),
        outlets=tuple(outlets),
        not_due={outlet: due.isoformat(timespec="seconds") for outlet, due in not_due.items()},
        recorded=str(recorded) if recorded else None,
    )


def stopped(report: RunReport) -> bool:
    """Return whether a signal ended the crawl."""
    return any(outlet.verdict is OutletVerdict.STOPPED for outlet in report.outlets)


def written(report: RunReport, digest: Digest, stories: Iterable[Story], paths: Iterable[Path]) -> RunReport:
    """Add the edition and its files; its stories are among `stories`."""
    printed = {name for entry in digest.entries for name in entry.stories}
    times = [story.published for story in stories if story.id in printed and story.published]
    return replace(
        report,
        edition=digest.edition.key,
        entries=len(digest.entries),
        left=len(digest.omissions),
        notes=digest.notes,
        newest=max(times).isoformat(timespec="seconds") if times else None,
        files=tuple(map(str, paths)),
    )


def cautioned(report: RunReport, language: str, findings: Iterable[str]) -> RunReport:
    """Add what an edition prints in a language that its cautions name."""
    return replace(report, cautions=(*report.cautions, *(f"{language}: {finding}" for finding in findings)))


def translated(report: RunReport, languages: Sequence[LanguageReport]) -> RunReport:
    """Add the other languages; the run is partial if anything is missing in one."""
    reasons = (f"{language.language}: {reason}" for language in languages for reason in language.reasons)
    return replace(lacking(report, reasons), languages=tuple(languages))


def delivered(report: RunReport, deliveries: Sequence[DeliveryReport]) -> RunReport:
    """Add the deliveries; the run is partial if one failed."""
    failures = (trouble for delivery in deliveries if (trouble := delivery.trouble))
    return replace(lacking(report, failures), deliveries=tuple(deliveries))


def lacking(report: RunReport, reasons: Iterable[str]) -> RunReport:
    """Add reasons for which the run is partial, unless it is worse."""
    found = tuple(map(redact, reasons))
    partial = found and report.verdict is Verdict.OK
    return replace(report, verdict=Verdict.PARTIAL if partial else report.verdict, reasons=(*report.reasons, *found))


def blocked(report: RunReport, reasons: Iterable[str], edition: str | None = None) -> RunReport:
    """Say why no edition was written."""
    return replace(report, verdict=Verdict.BLOCKED, reasons=(*reasons, *report.reasons), edition=edition)


def failed(report: RunReport, error: BaseException) -> RunReport:
    """Say which error ended the run."""
    return replace(report, verdict=Verdict.FAILED, reasons=(redact(in_a_line(error)), *report.reasons))


def killed(run: str) -> RunReport:
    """Report a run that never wrote its end."""
    return RunReport(run=run, verdict=Verdict.FAILED, reasons=("killed, or the machine went down",))


def _reason(report: OutletReport) -> str:
    """Return what an outlet lacks: time, its first fault and the number of the others, stories for its links."""
    counts = {"waiting": report.waiting, "given up": report.given_up}
    unread = [f"{counted(links, 'link')} {state}" for state, links in counts.items() if links]
    late = ["its time was up"] if report.verdict is OutletVerdict.OVERDUE else []
    return "; ".join([*late, *_faults(report), *unread]) or str(report.verdict)


def _faults(report: OutletReport) -> list[str]:
    if not report.faults:
        return []
    first = report.faults[0]
    more = f" (and {len(report.faults) - 1} more)" if len(report.faults) > 1 else ""
    return [f"{first.reason}{more}" if first.url in first.reason else f"{first.reason}: {first.url}{more}"]
