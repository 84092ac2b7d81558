"""The forms in which a digest is written: each a pure function from a `Digest` to text, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aggregator.formats import json, markdown, text
from aggregator.models import Digest


@dataclass(frozen=True, slots=True)
class Format:
    """A form of the digest, and the name of its file."""

    file_name: str
    render: Callable[[Digest], str]


FORMATS: Mapping[str, Format] = {
    "text": Format("digest.txt", text.render),
    "markdown": Format("digest.md", markdown.render),
    "json": Format("digest.json", json.render),
}


def render_all(digest: Digest) -> dict[str, str]:
    """Return the digest in every format, by file name."""
    return {form.file_name: form.render(digest) for form in FORMATS.values()}
