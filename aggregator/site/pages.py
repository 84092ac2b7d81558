"""Pages from templates: every text on one line of visible characters, every link within the site or to the web."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from rich.cells import cell_len, set_cell_size

from aggregator.formats.naming import LANGUAGE_TAGS, printed_date
from aggregator.formats.safe import one_line, web_address
from aggregator.inspection.edition import STAGES
from aggregator.models import OF_LABEL, Language
from aggregator.registry import Registry
from aggregator.site.words import Words

SEARCH_INDEX = "search-index.js"
STATIC = ("site.css", "search.js")
MAX_CELLS = 24
"""Width of a name beside a picture; a Chinese character takes two cells."""
_PLAIN_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
KINDS = ("editions", "events", "articles", "outlets", "sources")
"""Folders of the pages."""


def page_of(kind: str, name: str) -> str:
    """Return the path of a page: its id; of an id that is not made for paths, as a label, a hash."""
    stem = name if _PLAIN_ID.fullmatch(name) else f"x-{sha256(name.encode('utf-8', 'replace')).hexdigest()[:16]}"
    return f"{kind}/{stem}.html"


class Names:
    """Names of outlets, sources and sections in one language; what the registry does not have has its id."""

    def __init__(self, registry: Registry, language: Language) -> None:
        self._registry, self._language = registry, language
        self._sections = {section.id: section.names.in_language(language) for section in registry.sections}

    def outlet(self, outlet: str) -> str:
        """Return the name of an outlet."""
        found = self._registry.outlets.get(outlet)
        return getattr(found.name, self._language) if found else outlet

    def source(self, source: str) -> str:
        """Return the name of a source; of one that is not registered, its label."""
        found = self._registry.sources.get(source)
        return getattr(found.name, self._language) if found else source.removeprefix(OF_LABEL)

    def section(self, section: str | None) -> str:
        """Return the name of a section."""
        return self._sections.get(section or "", section or "")


class Pages:
    """Writes pages into a folder."""

    def __init__(self, folder: Path, registry: Registry, language: Language) -> None:
        self._folder = folder
        self.language, self.names, self.words = language, Names(registry, language), Words(language)
        self._templates = _environment(self.words, self.names, language)
        self.written = set[str]()
        """Paths of the pages that are there."""
        for kind in KINDS:
            (folder / kind).mkdir()
        for name in STATIC:
            self.write(name, Path(__file__).with_name("templates").joinpath(name).read_text("utf-8"))

    def render(self, path: str, template: str, **values: Any) -> None:
        """Write a page; `root` leads from it to the site's folder."""
        page = self._templates.get_template(template)
        self.write(path, page.render(path=path, root="../" * path.count("/"), written=self.written, **values))

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        (self._folder / path).write_bytes(text.encode("utf-8"))
        self.written.add(path)

    def write_search(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Write the search index, as a script: pages of a disk may not fetch a file.

        A row is the kind of a thing, its title, what is said beside it, and the path of its page.
        """
        shown = [[kind, one_line(title), one_line(beside), path] for kind, title, beside, path in rows]
        self.write(SEARCH_INDEX, f"const FOUND_IN = {json.dumps(shown, ensure_ascii=False, separators=(',', ':'))};\n")


def _environment(words: Words, names: Names, language: Language) -> Environment:
    templates = Environment(
        loader=PackageLoader("aggregator.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
        extensions=["jinja2.ext.i18n"],
    )
    templates.install_gettext_callables(words.one, words.counted, newstyle=True)  # type: ignore[attr-defined]
    templates.filters |= {
        "web": web_address,
        "time": _time,
        "span": _span,
        "day": lambda day: printed_date(date.fromisoformat(day), language),
        "share": lambda value: f"{100 * value:.0f} %",
        "word": words.one,
        "short": shortened,
    }
    templates.globals |= {
        "tag": LANGUAGE_TAGS[language],
        "tags": LANGUAGE_TAGS,
        "language": language,
        "names": names,
        "page_of": page_of,
        "stages": STAGES,
    }
    return templates


def _visible(value: Any) -> Any:
    """Keep out what hides or turns text, whichever value it is in."""
    return one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _time(moment: datetime | None, precision: str | None = "minute") -> Markup | str:
    """Write a time in UTC, to the day if no more is known."""
    if moment is None:
        return "–"
    shown = moment.strftime("%Y-%m-%d" if precision == "day" else "%Y-%m-%d %H:%M")
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(timespec="minutes"), shown)


def _span(time: timedelta) -> str:
    """Write a length of time in hours and minutes."""
    minutes = round(time / timedelta(minutes=1))
    return f"{minutes // 60}:{minutes % 60:02}"


def shortened(name: str) -> str:
    """Cut a name to the room beside a picture."""
    return name if cell_len(name) <= MAX_CELLS else set_cell_size(name, MAX_CELLS - 1).rstrip() + "…"
