"""A newsroom that looks at its alarms after each run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from aggregator.models import Alarm
from aggregator.operation.alarms import Past, changes, judge
from aggregator.operation.history import LOOK_BACK, Visit
from aggregator.registry.outlets import Outlet
from tests.operation.visiting import HOME

OUTLETS = {
    "lake": Outlet.model_validate(
        {
            "id": "lake", "name": {"zh": "湖畔", "en": "Lake"}, "home": HOME, "hosts": ["lake.example"],
            "source": "lake", "story": "/a/", "entries": [{"kind": "feed", "url": f"{HOME}list"}],
        }
    )
}  # fmt: skip

MINUTES = timedelta(minutes=9)
"""From the beginning of a run to its end, when the alarms are judged."""


class Watch:
    """The alarms of one outlet, run by run."""

    def __init__(self, visits: Sequence[Visit] = ()) -> None:
        self.past: list[Visit] = []
        self.open: list[Alarm] = []
        for visit in visits:
            self.see(visit)

    def see(self, visit: Visit) -> tuple[list[str], list[str]]:
        """Judge after one more visit; return the keys of the alarms that begin, and of those that are over."""
        self.past = [*(old for old in self.past if old.at >= visit.at - LOOK_BACK), visit]
        past = Past(visit.at + MINUTES, {"lake": tuple(self.past)})
        found = judge(past, OUTLETS, {each.key: each.since for each in self.open})
        changed = changes(self.open, found, OUTLETS, past)
        over = [each.key for each in changed.over]
        self.open = [*(each for each in self.open if each.key not in over), *changed.begun]
        return [each.key for each in changed.begun], over
