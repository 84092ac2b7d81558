"""The health of each outlet: what its visits left, over a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from aggregator.models.report import OutletVerdict
from aggregator.operation.asking import Asking
from aggregator.operation.history import History, Visit
from aggregator.operation.rhythm import Rhythm
from aggregator.registry.outlets import Outlet
from aggregator.store.rows import Brought

USUAL_ZONE = ZoneInfo("Asia/Shanghai")
"""Zone of an outlet that left the registry."""
BARS = "▁▂▃▄▅▆▇█"
MAX_GAP = 999.0
"""Hours; a longer usual gap means that no link is usual."""

NEVER = Asking()
NOTHING = Brought(0, 0)

Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Figures of an outlet over its visits; counts are sums unless they say otherwise."""

    outlet: str
    visits: int
    reached: float
    """Share of the visits with a poll in which an entry point had a readable answer."""
    ok: float
    """Share of the visits whose verdict is ok."""
    links_seen: int
    links_new: int
    stored: int
    refused: int
    failed: int
    gone: int
    waiting: int
    """After the last visit."""
    given_up: int
    fill: Shares
    """Stored stories that have a field, as a share, by field."""
    rules: Mapping[str, Shares]
    """Stored stories in which a rule read a field, as a share, by field and rule."""
    lengths: tuple[int, ...]
    """Characters of the stored texts: least, quartiles, most; the quartiles are medians over the visits."""
    last_reached: datetime | None
    last_stored: datetime | None
    seconds: float
    """Median over the visits."""
    usual_gaps: tuple[tuple[float | None, ...], ...]
    """Hours between two new links by weekday (Monday first) and hour, in the outlet's zone; None: no link is usual."""
    events: int
    """Events with a story of this outlet."""
    alone: int
    """Of them, those that no other outlet has."""
    new_by_visit: tuple[int, ...]
    stored_by_visit: tuple[int, ...]
    failed_by_visit: tuple[int, ...]
    """Failed, refused and gone."""
    asking: Asking
    """When it is asked."""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values; times are ISO 8601 in UTC, the interval of the polls is in minutes."""
        asking, paused = self.asking, self.asking.paused
        found = asdict(self) | {name: _iso(getattr(self, name)) for name in ("last_reached", "last_stored")}
        found["asking"] = {
            "every": asking.every and round(asking.every.total_seconds() / 60, 1),
            "due": _iso(asking.due),
            "paused": paused and {"host": paused.host, "until": _iso(paused.until), "reason": paused.reason},
        }
        return found


def healths(
    history: History, outlets: Mapping[str, Outlet], brought: Mapping[str, Brought], asking: Mapping[str, Asking]
) -> list[Health]:
    """Return the health of each outlet that was visited, by id."""
    return [
        health_of(name, visits, zone_of(outlets.get(name)), brought.get(name, NOTHING), asking.get(name, NEVER))
        for name, visits in history.items()
    ]


def zone_of(outlet: Outlet | None) -> ZoneInfo:
    """Return the zone of an outlet; None is one that left the registry."""
    return outlet.timezone if outlet else USUAL_ZONE


def health_of(outlet: str, visits: Sequence[Visit], zone: ZoneInfo, brought: Brought, asking: Asking = NEVER) -> Health:
    """Return the health of one outlet over its visits, of which there is at least one."""
    reports = [visit.report for visit in visits]
    sums = {
        name: sum(getattr(report, name) for report in reports)
        for name in ("links_seen", "links_new", "stored", "refused", "failed", "gone", "given_up")
    }
    rules = rule_shares(visits)
    return Health(
        outlet=outlet,
        visits=len(visits),
        reached=sum(visit.reached for visit in visits) / (sum(visit.report.polled for visit in visits) or 1),
        ok=sum(report.verdict is OutletVerdict.OK for report in reports) / len(visits),
        **sums,
        waiting=reports[-1].waiting,
        fill={name: round(sum(shares.values()), 4) for name, shares in rules.items()},
        rules=rules,
        lengths=_lengths(visits),
        last_reached=max((visit.at for visit in visits if visit.reached), default=None),
        last_stored=max((visit.at for visit in visits if visit.report.stored), default=None),
        seconds=median(report.seconds for report in reports),
        usual_gaps=_gaps(Rhythm.of([visit for visit in visits if visit.reached], zone)),
        events=brought.events,
        alone=brought.alone,
        new_by_visit=tuple(report.links_new for report in reports),
        stored_by_visit=tuple(report.stored for report in reports),
        asking=asking,
        failed_by_visit=tuple(report.failed + report.refused + report.gone for report in reports),
    )


def rule_shares(visits: Sequence[Visit]) -> dict[str, dict[str, float]]:
    """Return the share of the stored stories in which a rule read a field, by field and rule."""
    counts: dict[str, Counter[str]] = {}
    profiled = [visit for visit in visits if visit.report.fields]  # a report of an earlier version has none
    stored = sum(visit.report.stored for visit in profiled)
    for visit in profiled:
        for name, rules in visit.report.fields.items():
            counts.setdefault(name, Counter()).update(rules)
    return {
        name: {rule: round(stories / stored, 4) for rule, stories in rules.most_common()}
        for name, rules in counts.items()
        if stored
    }


def sparkline(values: Sequence[float], most: int = 12) -> str:
    """Draw the last values as bars from 0 to the highest of them."""
    shown = values[-most:]
    top = max(shown, default=0)
    return "".join(BARS[round(value / top * (len(BARS) - 1))] if top else BARS[0] for value in shown)


def _lengths(visits: Sequence[Visit]) -> tuple[int, ...]:
    profiles = [visit.report.lengths for visit in visits if visit.report.lengths]
    if not profiles:
        return ()
    columns = [*zip(*profiles, strict=True)]
    return (min(columns[0]), *(round(median(column)) for column in columns[1:-1]), max(columns[-1]))


def _gaps(rhythm: Rhythm) -> tuple[tuple[float | None, ...], ...]:
    return tuple(tuple(_rounded(rhythm.usual_gap(day, hour)) for hour in range(24)) for day in range(7))


def _rounded(gap: float | None) -> float | None:
    return None if gap is None or gap > MAX_GAP else round(gap, 2)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
