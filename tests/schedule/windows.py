"""The window of a slot, as a document states it."""

from datetime import timedelta

from aggregator.schedule.slots import Slot


def window(slot: Slot) -> dict[str, str]:
    """Return the `edition` of a document; its window was open for three hours."""
    return {
        "start": (slot.closed - timedelta(hours=3)).isoformat(), "end": slot.closed.isoformat(),
        "zone": str(slot.closed.tzinfo), "day": slot.day.isoformat(), "name": slot.edition,
    }  # fmt: skip
