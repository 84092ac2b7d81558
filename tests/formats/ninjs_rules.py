"""The rules of IPTC ninjs 3.1 for the properties that we write, as a JSON Schema in our own words.

The standard closes every object: a property that it does not define is a fault, and so are the names of ninjs 1 and 2,
which are in lower case. The standard has more properties than these; a digest uses none of them.
"""

from __future__ import annotations

from typing import Any

STRING = {"type": "string"}
_PART = r"(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
URI = {
    "type": "string",
    "pattern": rf"^[a-z][a-z0-9+.-]*:(?://(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?)?{_PART}*$",
}
"""RFC 3986, which the standard's format `uri` names."""
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
MOMENT = {
    "type": "string",
    "pattern": rf"^\d{{4}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T{_CLOCK}:[0-5]\d(\.\d+)?(Z|[+-]{_CLOCK})$",
}


def closed(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def several(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


TEXT = closed(("value",), role=STRING, contentType=STRING, value=STRING)
BODY = closed(
    ("value",),
    role=STRING,
    contentType=STRING,
    value=STRING,
    charCount={"type": "integer"},
    wordCount={"type": "integer"},
)
RENDITION = closed(("name",), name=STRING, href=URI, contentType=STRING, title=STRING, sizeInBytes={"type": "integer"})
PARTY = closed(name=STRING, role=STRING, uri=URI, literal=STRING)
PERCENT = {"type": "integer", "minimum": 0, "maximum": 100}
SUBJECT = closed(
    name=STRING, rel=STRING, uri=URI, literal=STRING, creator=STRING, relevance=PERCENT, confidence=PERCENT
)

ITEM: dict[str, Any] = {
    "uri": URI,
    "type": {
        "enum": [
            "text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning",
        ]
    },
    "representationType": {"enum": ["full", "partial"]},
    "profile": STRING,
    "version": STRING,
    "firstCreated": MOMENT,
    "versionCreated": MOMENT,
    "contentCreated": MOMENT,
    "embargoedUntil": MOMENT,
    "expires": MOMENT,
    "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
    "urgency": {"type": "integer", "minimum": 1, "maximum": 9},
    "copyrightHolder": STRING,
    "copyrightNotice": STRING,
    "usageTerms": STRING,
    "edNote": STRING,
    "language": STRING,
    "title": STRING,
    "by": STRING,
    "slugline": STRING,
    "located": STRING,
    "descriptions": several(TEXT),
    "headlines": several(TEXT),
    "bodies": several(BODY),
    "subjects": several(SUBJECT),
    "events": several(closed(id=STRING, name=STRING, rel=STRING, uri=URI, literal=STRING)),
    "infoSources": several(PARTY),
    "renditions": several(RENDITION),
    "altIds": several(closed(role=STRING, value=STRING)),
    "genres": several(closed(name=STRING, uri=STRING, literal=STRING)),
    "standard": closed(name=STRING, version=STRING, schema=URI),
    "digitalSourceType": closed(name=STRING, uri=URI, literal=STRING),
}  # fmt: skip

ASSOCIATION = closed(("name", "uri"), **ITEM, name=STRING, rel=STRING)
NINJS = closed(("uri",), **ITEM, associations=several(ASSOCIATION))
