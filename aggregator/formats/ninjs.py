"""IPTC ninjs 3.1: the edition as a package of news items with their sources, for newsroom systems.

The standard: https://iptc.org/standards/ninjs/; roles and source types are IPTC NewsCodes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from aggregator.formats.calendar_block import calendar_lines
from aggregator.formats.head import head_line
from aggregator.formats.labels import followup_line, machine_note, outlet_lines, revision_notes
from aggregator.formats.layout import printed_sections
from aggregator.formats.naming import LANGUAGE_TAGS, dated_title, edition_urn, entry_urn, in_zone
from aggregator.formats.safe import cleaned, web_address
from aggregator.formats.site import NOWHERE, Site
from aggregator.models import Attribution, Digest, Edition, Entry, SectionQuota

_NEWSCODES = "http://cv.iptc.org/newscodes"
_ORIGINATED = f"{_NEWSCODES}/contentprodpartyrole/origcont"
_INFORMED = f"{_NEWSCODES}/contentprodpartyrole/originfo"
_PASSED_ON = f"{_NEWSCODES}/contentprodpartyrole/distributor"
_BRIEFING = {"name": "Briefing", "uri": f"{_NEWSCODES}/genre/Summary"}
_STANDARD = {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"}
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WRITTEN_FIELDS = frozenset({"headline", "paragraph"})


def render(digest: Digest, site: Site = NOWHERE) -> str:
    """Write the package as UTF-8 text."""
    return json.dumps(package(digest, site), ensure_ascii=False, indent=2) + "\n"


def package(digest: Digest, site: Site = NOWHERE) -> dict[str, Any]:
    """Return the package as JSON values: the edition, with its entries as associations in the order of print."""
    digest = cleaned(digest)
    edition = digest.edition
    return {
        "uri": edition_urn(edition),
        "type": "composite",
        "representationType": "full",
        "profile": "digest",
        **_common(edition),
        **_revision(digest.revised_at, digest.revisions, edition),
        **({"contentCreated": in_zone(digest.made_at, edition).isoformat()} if digest.made_at else {}),
        "title": dated_title(edition.title, edition.day, edition.language),
        "headlines": [{"role": "main", "contentType": "text/plain", "value": digest.title}],
        "descriptions": [*_descriptions(digest)],
        "genres": [_BRIEFING],
        **_page(edition, site),
        **_machines(digest),
        "altIds": [{"role": "edition", "value": edition.key}],
        "associations": [
            *(_item(entry, quota, edition) for quota, entries in printed_sections(digest) for entry in entries),
            *(_brief(brief, digest) for brief in digest.briefs),
        ],
        "standard": _STANDARD,
    }


def _common(edition: Edition) -> dict[str, str]:
    return {
        "versionCreated": edition.end.isoformat(),
        "pubStatus": "usable",
        "language": LANGUAGE_TAGS[edition.language],
    }


def _revision(at: datetime | None, changes: int, edition: Edition, *, withdrawn: bool = False) -> dict[str, str]:
    """Return version, its time and state of what was changed after it was printed; the first version is 1."""
    if at is None:
        return {}
    state = {"pubStatus": "canceled"} if withdrawn else {}
    return {"version": str(changes + 1), "versionCreated": in_zone(at, edition).isoformat(), **state}


def _notes(entry: Entry, edition: Edition) -> dict[str, str]:
    notes = revision_notes(entry, edition)
    return {"edNote": " ".join(notes)} if notes else {}


def _descriptions(digest: Digest) -> Iterator[dict[str, str]]:
    yield {"role": "tagline", "contentType": "text/plain", "value": digest.edition.tagline}
    if line := head_line(digest):
        yield {"role": "head", "contentType": "text/plain", "value": line}
    for line in calendar_lines(digest):
        yield {"role": "calendar", "contentType": "text/plain", "value": line}
    for line in outlet_lines(digest):
        yield {"role": "outlets", "contentType": "text/plain", "value": line}
    for line in digest.highlights:
        yield {"role": "highlight", "contentType": "text/plain", "value": line}


def _page(edition: Edition, site: Site) -> dict[str, Any]:
    address = site.edition_address(edition.key, "digest.html")
    return {"renditions": [_web("page", address, edition.title)]} if address else {}


def _web(name: str, address: str, title: str) -> dict[str, str]:
    """Return a rendition; a lone percent sign is escaped, since the schema demands a URI."""
    href = _LONE_PERCENT.sub("%25", address)
    return {"name": name, "href": href, "contentType": "text/html", "title": title}


def _item(entry: Entry, quota: SectionQuota, edition: Edition) -> dict[str, Any]:
    return {
        "name": entry.headline,
        "rel": "entry",
        "uri": entry_urn(edition, entry),
        "type": "text",
        "representationType": "full",
        "profile": "text-only",
        **_common(edition),
        **_revision(entry.revised_at, len(entry.revised), edition, withdrawn=entry.withdrawn),
        **_notes(entry, edition),
        "headlines": [{"role": "main", "contentType": "text/plain", "value": entry.headline}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": entry.dateline + entry.paragraph}],
        "by": entry.credit,
        "infoSources": [*_sources(entry, edition)],
        "subjects": [{"name": quota.names.in_language(edition.language), "literal": quota.section, "rel": "section"}],
        "events": [{"id": entry.event, "rel": "about"}],
        **_addresses(entry),
        "altIds": [{"role": "story", "value": story} for story in entry.stories],
        **_remarks(entry, edition),
        **_machine(entry),
    }


def _brief(brief: Entry, digest: Digest) -> dict[str, Any]:
    """Return the item of a brief: it has a headline and no body."""
    quota = next(quota for quota in digest.edition.sections if quota.section == brief.section)
    return {key: value for key, value in _item(brief, quota, digest.edition).items() if key != "bodies"}


def _sources(entry: Entry, edition: Edition) -> Iterator[dict[str, str]]:
    """Yield the source that originated the entry, those that passed it on (by id), and those its text cites."""
    credited: Attribution = entry.attribution
    yield {"name": entry.credit, "role": _ORIGINATED, "literal": credited.source}
    for step in credited.chain:
        if step != credited.source:
            yield {"role": _PASSED_ON, "literal": step}
    for cited in credited.cited:
        name = cited.names.in_language(edition.language)
        yield {"name": name, "role": _INFORMED, **({"literal": cited.source} if cited.source else {})}


def _addresses(entry: Entry) -> dict[str, Any]:
    """Return the addresses of the story, and of the text credited if known."""
    found = {"story": web_address(entry.url), "original": web_address(entry.attribution.original_url)}
    renditions = [_web(name, address, entry.credit) for name, address in found.items() if address]
    return {"renditions": renditions} if renditions else {}


def _remarks(entry: Entry, edition: Edition) -> dict[str, Any]:
    """Return what is new of an event that an earlier edition had, and in a review what came of it."""
    later = [followup_line(each, edition) for each in entry.followups]
    found = [("update", fact) for fact in entry.update] + [("followup", line) for line in later]
    remarks = [{"role": role, "contentType": "text/plain", "value": value} for role, value in found]
    return {"descriptions": remarks} if remarks else {}


def _machine(entry: Entry) -> dict[str, Any]:
    """Return IPTC's code for an entry that a machine wrote, wholly or partly."""
    return _source_type(whole=_is_whole(entry)) if entry.written else {}


def _machines(digest: Digest) -> dict[str, Any]:
    """Return the note on what machines wrote, and IPTC's code for an edition that they wrote, wholly or partly."""
    note = machine_note(digest)
    return {"edNote": note, **_source_type(whole=all(map(_is_whole, digest.entries)))} if note else {}


def _is_whole(entry: Entry) -> bool:
    return entry.written.keys() >= _WRITTEN_FIELDS


def _source_type(*, whole: bool) -> dict[str, Any]:
    code = "trainedAlgorithmicMedia" if whole else "compositeWithTrainedAlgorithmicMedia"
    return {"digitalSourceType": {"uri": f"{_NEWSCODES}/digitalsourcetype/{code}"}}
