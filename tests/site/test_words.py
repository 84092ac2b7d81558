"""The words of the site: all of its English has Chinese, and no text of the store passes for a word of ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from aggregator.attribution.confidence import CONFIDENCE
from aggregator.inspection.edition import STAGES
from aggregator.models import AmendmentKind, SourceKind
from aggregator.site.words import FILE, Words

TEMPLATES = sorted(FILE.parent.glob("templates/*.html"))
READER = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, autoescape=True)


def texts(template: Path) -> list[str]:
    """Return the English texts of a template; of a plural the singular, which leads to the Chinese for both."""
    found = READER.extract_translations(template.read_text("utf-8"))
    return [text if isinstance(text, str) else text[0] for _, _, text in found]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_text_has_chinese(template: Path) -> None:
    chinese = Words("zh")
    assert [text for text in texts(template) if not re.search(r"[\u4e00-\u9fff]", chinese.one(text))] == []


def test_every_word_of_the_store_that_is_shown_has_chinese() -> None:
    chinese = Words("zh")
    shown = [*CONFIDENCE, *STAGES.values(), *SourceKind, *(kind.value for kind in AmendmentKind)]
    assert [word for word in shown if chinese.one(word) == word] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_only_constants_are_words_of_ours(template: Path) -> None:
    """A text that is looked up as ours is printed without escaping."""
    text = template.read_text("utf-8")
    assert re.findall(r"\b_\((?!\"[^\"{}]*\"\))", text) == []
    assert re.findall(r"\|\s*(?:safe|tojson)|autoescape|Markup", text) == []


def test_no_text_is_left_over() -> None:
    used = {text for template in TEMPLATES for text in texts(template)}
    plots = FILE.with_name("plots.py").read_text("utf-8")
    ours, _, _ = FILE.read_text("utf-8").partition("# Fields.")
    known = re.findall(r'^"([^"]+)" =', ours, re.MULTILINE)
    assert [text for text in known if text not in used and f'"{text}"' not in plots] == []
    assert len(known) == len(set(known))
