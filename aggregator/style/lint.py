"""Lint of one entry: its form, its length, and whether what it says is in the stories of its event."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from aggregator.models import Entry, Language, Story
from aggregator.style import dateline, furniture, words
from aggregator.style.clauses import EDGE, ends_sentence, is_balanced
from aggregator.style.headline import fits
from aggregator.style.lengths import LENGTHS, size
from aggregator.style.paragraph import long_enough
from aggregator.style.subject import is_nameless
from aggregator.style.typography import typeset
from aggregator.text import figures, language_of, letters
from aggregator.text.marks import marks
from aggregator.text.sentences import sentences

_BROKEN_FIGURE = re.compile(r"[增涨跌升降减长至达超近约逾破][，,]\s?\d[\d.,]*")
_CLAUSE = re.compile(r"[，。！？；：、（）“”‘’《》「」…,;:()\"!?]|\.(?!\d)")


def lint_entry(entry: Entry, stories: Sequence[Story], language: Language) -> list[str]:
    """Return the faults of an entry, one line each, read against the stories of its event.

    The house's own words announce a withdrawal; an entry that an operator revised is not read against stories.
    """
    if entry.revised:
        return _lint_revised(entry, language)
    if stories and stories[0].id == entry.stories[0] and marks(stories[0].title, stories[0].text).withdrawn:
        return [*_form(entry, language), *_wording(entry, language), *_length(entry, language, notice=True)]
    facts = _figures(entry, stories, language) if entry.written else _facts(entry, stories)
    return [*_form(entry, language), *_wording(entry, language), *_length(entry, language), *facts, *_forbidden(entry)]


def lint_brief(entry: Entry, stories: Sequence[Story], language: Language) -> list[str]:
    """Return the faults of a brief, one line each, read against the stories of its event; its headline is printed."""
    entry = replace(entry, paragraph="")
    if entry.revised:
        return [*_credit(entry, language), *_headline(entry, language), *_forbidden(entry)]
    facts = _figures(entry, stories, language) if entry.written else _numbers(entry, stories)
    length = _length_of_brief(entry, language)
    return [*_credit(entry, language), *_headline(entry, language), *length, *facts, *_forbidden(entry)]


def _lint_revised(entry: Entry, language: Language) -> list[str]:
    if entry.withdrawn:
        return [*_credit(entry, language), *_headline(entry, language)]
    length = _length(entry, language, notice=True)
    return [*_form(entry, language), *_wording(entry, language), *length, *_forbidden(entry)]


def is_line(text: str) -> bool:
    """Return whether a text is one line, without space around it."""
    return bool(text.strip()) and text == text.strip() and len(text.splitlines()) == 1


def _form(entry: Entry, language: Language) -> Iterator[str]:
    yield from _credit(entry, language)
    yield from (
        f"headline of another report is not one line: {each.headline!r}"
        for each in entry.followups
        if not is_line(each.headline)
    )
    if entry.dateline != dateline.dateline_of(entry, language):
        yield f"dateline {entry.dateline!r} is not that of {entry.day}"
    if not is_line(entry.paragraph) or not ends_sentence(entry.paragraph):
        yield f"paragraph does not end with a sentence: {entry.paragraph[-20:]!r}"
    if dateline.open_up(entry.paragraph).rest != entry.paragraph:
        yield f"dateline is doubled: {entry.paragraph[:30]!r}"


def _credit(entry: Entry, language: Language) -> Iterator[str]:
    if entry.credit != entry.attribution.name.in_language(language) or not is_line(entry.credit):
        yield f"credit {entry.credit!r} is not that of {entry.attribution.source}"


def _wording(entry: Entry, language: Language) -> Iterator[str]:
    """Find what a reader would stumble over in a headline or a paragraph."""
    yield from _headline(entry, language)
    yield from _faults("paragraph", entry.paragraph)
    if not (entry.written or entry.overridden) and typeset(entry.paragraph, language) != entry.paragraph:
        yield f"marks or spaces of another typesetting: {entry.paragraph!r}"
    if language_of(entry.paragraph) != language:
        yield f"paragraph is not in {language}: {entry.paragraph[:30]!r}"
    yield from _sentences(entry)


def _headline(entry: Entry, language: Language) -> Iterator[str]:
    if not is_line(entry.headline) or entry.headline.endswith(("…", "...", "，", "、", ",")):
        yield f"headline is not a finished line: {entry.headline!r}"
    yield from _faults("headline", entry.headline)
    if match := _BROKEN_FIGURE.search(entry.headline):
        yield f"headline: a comma before a figure: {match.group()!r}"
    if is_nameless(entry.headline):
        yield f"headline names nobody: {entry.headline!r}"
    if dateline.open_up(entry.headline).rest != entry.headline:
        yield f"headline has a dateline: {entry.headline!r}"
    if not (entry.written or entry.overridden) and typeset(entry.headline, language) != entry.headline:
        yield f"marks or spaces of another typesetting: {entry.headline!r}"


def _faults(name: str, text: str) -> Iterator[str]:
    """Find the faults that a headline and a paragraph may have alike."""
    for fault, found in (
        ("a quotation, title or bracket is open", not is_balanced(text)),
        ("cut off", words.CUT_OFF.search(words.QUOTED.sub("", text))),
        ("no such date", words.IMPOSSIBLE_DATE.search(text)),
        ("the outlet speaks of itself", words.OWN_VOICE.search(words.QUOTED.sub("", text))),
    ):
        if found:
            yield f"{name}: {fault}: {text!r}"


def _sentences(entry: Entry) -> Iterator[str]:
    found = sentences(entry.paragraph)
    if len(set(found)) < len(found):
        yield f"a sentence is said twice: {Counter(found).most_common(1)[0][0]!r}"
    first, last = found[0], found[-1]
    if first[0] in EDGE or words.NAMELESS.match(first) or words.HOLLOW.match(first):
        yield f"paragraph opens with nobody: {first!r}"
    if words.ANNOUNCED.search(last):
        yield f"paragraph announces what does not follow: {last!r}"
    stated = dateline.stated(first, entry.day)
    if (stated and stated.opening) or dateline.coming_day_inside(first, entry.day) != first:
        yield f"a second day opens the paragraph: {first!r}"


def _length(entry: Entry, language: Language, *, notice: bool = False) -> Iterator[str]:
    bounds, length = LENGTHS[language], size(entry.paragraph, language)
    short = length < bounds.min_flash or not (entry.written or long_enough(entry.paragraph, language))
    if not fits(entry.headline, language):
        yield f"headline longer than {bounds.max_headline}: {entry.headline!r}"
    if (short and not notice) or length > bounds.max_paragraph:
        yield f"paragraph of {length:g} characters, not {bounds.min_paragraph} to {bounds.max_paragraph}"


def _length_of_brief(entry: Entry, language: Language) -> Iterator[str]:
    bounds, length = LENGTHS[language], size(entry.headline, language)
    if not (entry.written or entry.overridden) and not bounds.min_brief <= length <= bounds.max_brief:
        yield f"brief of {length:g} characters, not {bounds.min_brief} to {bounds.max_brief}: {entry.headline!r}"


def _facts(entry: Entry, stories: Sequence[Story]) -> Iterator[str]:
    """Find clauses and numbers that are in none of the stories."""
    originals = [f"{story.title}\n{story.text}" for story in stories]
    tidied = [" ".join(map(furniture.tidy, text.splitlines())) for text in originals]
    undated = [dateline.without_day_anywhere(text, entry.day) for text in tidied]
    known = [letters(text) for text in (*originals, *undated)]
    for clause in filter(None, map(letters, _CLAUSE.split(entry.paragraph))):
        if not any(clause in text for text in known):
            yield f"not in its stories: {clause!r}"
    yield from _numbers(entry, stories)


def _numbers(entry: Entry, stories: Sequence[Story]) -> Iterator[str]:
    """Find numbers, as they are written, that are in none of the stories."""
    if len(stories) != len(entry.stories):
        yield "a story of the event is not among the stories"
    originals = [f"{story.title}\n{story.text}" for story in stories]
    numbers = {number for text in originals for number in words.NUMBER.findall(text)}
    for number in words.NUMBER.findall(entry.headline + "\n" + entry.paragraph):
        if number not in numbers:
            yield f"number not in its stories: {number}"


def _figures(entry: Entry, stories: Sequence[Story], language: Language) -> Iterator[str]:
    """Find numbers that are in none of the stories; the words of a machine are not theirs."""
    if len(stories) != len(entry.stories):
        yield "a story of the event is not among the stories"
    known = frozenset[figures.Reading]().union(*map(_readings, stories))
    for text in (entry.headline, entry.paragraph):
        undated = figures.read(figures.without_day(text, language, entry.day), language)
        for figure in figures.missing(undated, figures.NONE, known):
            yield f"number not in its stories: {figure}"


def _readings(story: Story) -> frozenset[figures.Reading]:
    return figures.read(story.title + "\n" + story.text, story.language).possible


def _forbidden(entry: Entry) -> Iterator[str]:
    for match in words.FORBIDDEN.finditer(entry.headline + "\n" + entry.paragraph):
        yield f"forbidden: {match.group()}"
