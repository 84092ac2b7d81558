"""A digest in another language. Pure, given the translator.

Title, tag line, sections, datelines and credits come from the registries. Headlines and paragraphs are translated,
sentence by sentence, and checked; an entry without a good translation is left out, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aggregator.errors import HelperFailed
from aggregator.models import Digest, Edition, Entry, FollowUp, Language, Omission, Revised, Story
from aggregator.style import dateline
from aggregator.style.clauses import ends_sentence, fitting, join, split
from aggregator.style.figures import in_one_style
from aggregator.style.highlights import highlights
from aggregator.style.lengths import LENGTHS, size
from aggregator.style.lint import lint_brief, lint_entry
from aggregator.style.revised import without_text
from aggregator.style.title import title_lines
from aggregator.text.sentences import sentences
from aggregator.translation import Translator
from aggregator.translation.checks import NAME_LOST, translation_faults
from aggregator.translation.names import KnownNames

STAGE = "translate"
_STOPS: Mapping[Language, str] = {"zh": "。", "en": "."}


class _BadTranslation(Exception):
    """The reason an entry has no good translation."""


@dataclass(frozen=True, slots=True)
class _Task:
    """From which language to which, and the tools."""

    source: Language
    target: Language
    translator: Translator
    known: KnownNames

    def ask(self, lines: Sequence[str]) -> list[str]:
        return self.translator.translate(lines, self.source, self.target)

    def faults(self, line: str, answer: str, entry: Entry) -> list[str]:
        return translation_faults(line, answer, self.source, self.target, self.known, entry.day)


def translate_digest(
    digest: Digest,
    edition: Edition,
    translator: Translator,
    known: KnownNames,
    stories: Mapping[str, Story],
    on_entry: Callable[[], None] = lambda: None,
) -> Digest:
    """Return a digest in the language of `edition`, the same edition in another language.

    `stories`: those behind the entries, by id, which the lint compares each entry with. Entries left out are omissions,
    and the others are renumbered. A translator's failure is never raised. `on_entry` is called after each entry.
    """
    task = _Task(digest.edition.language, edition.language, translator, known)
    outcomes = [_outcome(entry, task, stories, on_entry) for entry in digest.entries]
    kept = [outcome for outcome in outcomes if isinstance(outcome, Entry)]
    entries = tuple(replace(entry, number=number) for number, entry in enumerate(kept, 1))
    current = [entry for entry in entries if not entry.withdrawn]
    in_brief = [_brief(brief, task, stories) for brief in digest.briefs]
    briefs = [outcome for outcome in in_brief if isinstance(outcome, Entry)]
    omissions = [
        omission for outcome in (*outcomes, *in_brief) if not isinstance(outcome, Entry) for omission in outcome
    ]
    return Digest(
        edition=edition,
        highlights=highlights(edition, current),
        entries=entries,
        briefs=tuple(replace(brief, number=number) for number, brief in enumerate(briefs, len(entries) + 1)),
        title_lines=title_lines(edition, current),
        omissions=tuple(sorted([*digest.omissions, *omissions], key=lambda omission: (omission.stage, omission.story))),
        notes=(*digest.notes, *_notes(digest, entries)),
        made_at=digest.made_at,
        outlets=digest.outlets,
    )


def left_out(digest: Digest) -> list[str]:
    """Return why entries were left out of a translated digest, each reason once."""
    return list(dict.fromkeys(omission.reason for omission in digest.omissions if omission.stage == STAGE))


def lines_of(entry: Entry) -> list[str]:
    """Return the texts of an entry to translate: its headline, and each sentence of its paragraph if it is printed."""
    return [entry.headline, *(() if entry.withdrawn else sentences(entry.paragraph))]


def _outcome(
    entry: Entry, task: _Task, stories: Mapping[str, Story], on_entry: Callable[[], None]
) -> Entry | list[Omission]:
    """Return an entry translated, or its stories as omissions."""
    try:
        translated = _translate(entry, task)
        behind = [stories[name] for name in entry.stories if name in stories]
        if findings := lint_entry(translated, behind, task.target):
            raise _BadTranslation(findings[0])
    except (HelperFailed, _BadTranslation) as reason:
        return [Omission(story, STAGE, f"{entry.headline}: {reason}") for story in entry.stories]
    finally:
        on_entry()
    return translated


def _brief(brief: Entry, task: _Task, stories: Mapping[str, Story]) -> Entry | list[Omission]:
    """Return a brief translated, its headline alone, or its stories as omissions."""
    line = replace(brief, paragraph="")
    try:
        (headline,) = map(in_one_style, _answers(line, task))
        translated = replace(
            line,
            headline=join(split(headline)),
            credit=brief.attribution.name.in_language(task.target),
            written={"headline": _writers(brief, "headline", task)},
            revised=_revised(brief, task),
        )
        behind = [stories[name] for name in brief.stories if name in stories]
        if findings := lint_brief(translated, behind, task.target):
            raise _BadTranslation(findings[0])
    except (HelperFailed, _BadTranslation) as reason:
        return [Omission(story, STAGE, f"{brief.headline}: {reason}") for story in brief.stories]
    return translated


def _translate(entry: Entry, task: _Task) -> Entry:
    language = task.target
    headline, *lines = map(in_one_style, _answers(entry, task))
    paragraph = _without_dateline(_paragraph(lines, language), entry)
    translated = replace(
        entry,
        headline=join(fitting(split(headline), LENGTHS[language].max_headline, language)),
        paragraph=dateline.after_dateline(paragraph, language),
        credit=entry.attribution.name.in_language(language),
        written={field: _writers(entry, field, task) for field in ("headline", "paragraph")},
        followups=tuple(_followups(entry, task)),
        revised=_revised(entry, task),
    )
    translated = replace(translated, dateline=dateline.dateline_of(translated, language))
    return without_text(translated, language) if entry.withdrawn else translated


def _revised(entry: Entry, task: _Task) -> tuple[Revised, ...]:
    """Return the marks of an entry, their reasons translated; a reason without a good translation stays as written."""
    return tuple(replace(mark, reason=_reason(mark.reason, entry, task)) for mark in entry.revised)


def _followups(entry: Entry, task: _Task) -> Iterator[FollowUp]:
    """Yield what came of an entry, translated; a line without a good translation is left out."""
    for followup in entry.followups:
        line = replace(entry, headline=followup.headline, paragraph="", day=followup.day)
        try:
            (headline,) = map(in_one_style, _answers(line, task))
        except (HelperFailed, _BadTranslation):
            continue
        yield replace(followup, headline=join(split(headline)))


def _reason(reason: str, entry: Entry, task: _Task) -> str:
    try:
        (answer,) = task.ask([reason])
    except HelperFailed:
        return reason
    return reason if task.faults(reason, answer, entry) else answer


def _answers(entry: Entry, task: _Task) -> list[str]:
    """Return good translations of an entry's lines; ask again with the names put in if names were lost."""
    lines = lines_of(entry)
    answers = task.ask(lines)
    for index, (line, answer) in enumerate(zip(lines, answers, strict=True)):
        faults = task.faults(line, answer, entry)
        if faults and all(fault.startswith(NAME_LOST) for fault in faults):
            answers[index] = _ask_with_names(line, faults[0], task)
            faults = task.faults(line, answers[index], entry)
        if faults:
            raise _BadTranslation(faults[0])
    return answers


def _ask_with_names(line: str, fault: str, task: _Task) -> str:
    put_in = task.known.put_in(line, task.source, task.target)
    if put_in == line:
        raise _BadTranslation(fault)
    try:
        return task.ask([put_in])[0]
    except HelperFailed as error:
        raise _BadTranslation(fault) from error


def _writers(entry: Entry, field: str, task: _Task) -> str:
    """Return the helpers that wrote a field: `openai, libretranslate` if it was shortened first."""
    return ", ".join(filter(None, (entry.written.get(field), task.translator.id)))


def _paragraph(lines: Sequence[str], language: Language) -> str:
    """Join sentences, as many from the first as a paragraph may have."""
    text = ""
    for sentence in lines:
        whole = sentence if ends_sentence(sentence) else sentence.rstrip(",;:，；：、") + _STOPS[language]
        longer = (text + (" " if text and language == "en" else "") + whole).strip()
        if text and size(longer, language) > LENGTHS[language].max_paragraph:
            break
        text = longer
    return text


def _without_dateline(paragraph: str, entry: Entry) -> str:
    """Cut a dateline that the translator wrote itself; the edition prints its own."""
    opening = dateline.open_up(paragraph)
    if opening.day not in (None, (entry.day.month, entry.day.day)):
        raise _BadTranslation(f"opens with another day: {paragraph[:30]}")
    return opening.rest[:1].upper() + opening.rest[1:] if opening.rest != paragraph else paragraph


def _notes(digest: Digest, entries: Sequence[Entry]) -> Iterator[str]:
    lost = len(digest.entries) - len(entries)
    if lost:
        yield f"{lost} of {len(digest.entries)} entries have no good translation"
    filled = {entry.section for entry in entries}
    for section in dict.fromkeys(entry.section for entry in digest.entries):
        if section not in filled:
            yield f"section {section} is empty and was dropped"
