"""iCalendar (RFC 5545): the days that bind by the entries of a digest, as whole days that block nobody's time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.formats.labels import LABELS, marked
from aggregator.formats.naming import edition_urn, entry_urn, urn
from aggregator.formats.safe import cleaned, web_address
from aggregator.models import BindingDay, Digest, Edition, Entry

if TYPE_CHECKING:
    from icalendar import Event

MEDIA_TYPE = "text/calendar"
_MAKER = "-//newsdesk-digest//EN"


def has_days(digest: Digest) -> bool:
    """Return whether the edition has a calendar file, and an entry with a day for it."""
    return digest.edition.calendar_file and any(entry.days for entry in digest.printed)


def render(digest: Digest) -> str:
    """Write the calendar, with CRLF; an event keeps its id when its entry is revised."""
    from icalendar import Calendar  # few editions have a calendar

    digest = cleaned(digest)
    edition = digest.edition
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("uid", edition_urn(edition))
    calendar.add("name", digest.edition.title)
    briefs = (replace(brief, paragraph="") for brief in digest.briefs)  # it is not printed
    for entry in (*digest.entries, *briefs):
        for bound in entry.days:
            calendar.add_component(_event(entry, bound, edition))
    text: str = calendar.to_ical().decode("utf-8")
    return text


def _event(entry: Entry, bound: BindingDay, edition: Edition) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", urn("day", entry_urn(edition, entry), bound.bond.value, bound.day.isoformat()))
    event.add("dtstamp", entry.revised_at or edition.end)
    event.add("sequence", len(entry.revised))
    event.add("dtstart", bound.day)
    labels = LABELS[edition.language]
    event.add("summary", f"{labels.bond_names[bound.bond]}{labels.colon}{marked(entry, edition.language)}")
    event.add("description", "\n".join(filter(None, (entry.paragraph, entry.credit))))
    event.add("transp", "TRANSPARENT")
    if address := web_address(entry.url):
        event.add("url", address)
    return event
