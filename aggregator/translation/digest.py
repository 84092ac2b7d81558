"""A digest in another language. Pure, given the translator.

Title, tag line, sections, datelines and credits are those of the registries in that language. Headlines and paragraphs
are translated, sentence by sentence, and checked; an entry that is not good is left out, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aggregator.errors import HelperFailed
from aggregator.models import Digest, Edition, Entry, Language, Omission, Story
from aggregator.style import dateline
from aggregator.style.clauses import ends_sentence, fitting, join, split
from aggregator.style.highlights import highlights
from aggregator.style.lengths import LENGTHS, size
from aggregator.style.lint import lint_entry
from aggregator.text.sentences import sentences
from aggregator.translation import Translator
from aggregator.translation.checks import NAME_LOST, translation_faults
from aggregator.translation.names import KnownNames

STAGE = "translate"
_STOPS: Mapping[Language, str] = {"zh": "。", "en": "."}


class _NotTranslated(Exception):
    """An entry that has no good translation, and why."""


def translated(
    digest: Digest, edition: Edition, translator: Translator, known: KnownNames, stories: Mapping[str, Story]
) -> Digest:
    """Return a digest as the same edition in another language, `edition`, prints it.

    `stories`: those behind the entries, by id, which the lint reads each entry against. Entries left out stand in
    `left`, and those that stay are numbered on. Raises nothing for what a translator does.
    """
    told = [_outcome(entry, digest.edition.language, edition, translator, known, stories) for entry in digest.entries]
    kept = [entry for entry in told if isinstance(entry, Entry)]
    entries = tuple(replace(entry, number=number) for number, entry in enumerate(kept, 1))
    left = [left for outcome in told if not isinstance(outcome, Entry) for left in outcome]
    return Digest(
        edition=edition,
        highlights=highlights(edition, entries),
        entries=entries,
        omissions=tuple(sorted([*digest.omissions, *left], key=lambda one: (one.stage, one.story))),
        notes=(*digest.notes, *_notes(digest, entries)),
    )


def left_out(digest: Digest) -> list[str]:
    """Return why entries were left out of a translated digest, each reason once."""
    return list(dict.fromkeys(omission.reason for omission in digest.omissions if omission.stage == STAGE))


def lines_of(entry: Entry) -> list[str]:
    """Return what is translated of an entry: its headline, and each sentence of its paragraph."""
    return [entry.headline, *sentences(entry.paragraph)]


def _outcome(
    entry: Entry,
    source: Language,
    edition: Edition,
    translator: Translator,
    known: KnownNames,
    stories: Mapping[str, Story],
) -> Entry | list[Omission]:
    """Return an entry translated, or its stories as left out."""
    try:
        line, *told = _answers(entry, source, edition.language, translator, known)
        done = _printed(entry, line, told, edition.language, translator.id)
        behind = [stories[name] for name in entry.stories if name in stories]
        if findings := lint_entry(done, behind, edition.language):
            raise _NotTranslated(findings[0])
    except (HelperFailed, _NotTranslated) as reason:
        return [Omission(story, STAGE, f"{entry.headline}: {reason}") for story in entry.stories]
    return done


def _answers(entry: Entry, source: Language, target: Language, translator: Translator, known: KnownNames) -> list[str]:
    """Return good translations of an entry's lines. Where names were lost it asks again with the names put in."""
    lines = lines_of(entry)
    answers = translator.translate(lines, source, target)
    for index, (line, answer) in enumerate(zip(lines, answers, strict=True)):
        faults = translation_faults(line, answer, source, target, known, entry.day)
        if faults and all(fault.startswith(NAME_LOST) for fault in faults):
            answers[index] = _with_names(line, faults[0], source, target, translator, known)
            faults = translation_faults(line, answers[index], source, target, known, entry.day)
        if faults:
            raise _NotTranslated(faults[0])
    return answers


def _with_names(
    line: str, fault: str, source: Language, target: Language, translator: Translator, known: KnownNames
) -> str:
    put_in = known.put_in(line, source, target)
    if put_in == line:
        raise _NotTranslated(fault)
    try:
        return translator.translate([put_in], source, target)[0]
    except HelperFailed as error:
        raise _NotTranslated(fault) from error


def _printed(entry: Entry, line: str, told: Sequence[str], language: Language, translator: str) -> Entry:
    return replace(
        entry,
        headline=join(fitting(split(line), LENGTHS[language].max_headline, language)),
        dateline=dateline.printed(entry.day, language),
        paragraph=dateline.after_dateline(_without_dateline(_paragraph(told, language), entry), language),
        credit=entry.attribution.name.in_language(language),
        written={field: _hands(entry, field, translator) for field in ("headline", "paragraph")},
    )


def _hands(entry: Entry, field: str, translator: str) -> str:
    """Name whose hands a field went through: `openai, libretranslate` where it was shortened first."""
    return ", ".join(filter(None, (entry.written.get(field), translator)))


def _paragraph(told: Sequence[str], language: Language) -> str:
    """Put sentences together, as many from the head as a paragraph may have."""
    text = ""
    for sentence in told:
        whole = sentence if ends_sentence(sentence) else sentence.rstrip(",;:，；：、") + _STOPS[language]
        longer = (text + (" " if text and language == "en" else "") + whole).strip()
        if text and size(longer, language) > LENGTHS[language].max_paragraph:
            break
        text = longer
    return text


def _without_dateline(paragraph: str, entry: Entry) -> str:
    """Cut a dateline that a translator wrote itself; the edition prints its own."""
    opening = dateline.open_up(paragraph)
    if opening.day not in (None, (entry.day.month, entry.day.day)):
        raise _NotTranslated(f"opens with another day: {paragraph[:30]}")
    return opening.rest[:1].upper() + opening.rest[1:] if opening.rest != paragraph else paragraph


def _notes(digest: Digest, entries: Sequence[Entry]) -> Iterator[str]:
    lost = len(digest.entries) - len(entries)
    if lost:
        yield f"{lost} of {len(digest.entries)} entries have no good translation"
    filled = {entry.section for entry in entries}
    for section in dict.fromkeys(entry.section for entry in digest.entries):
        if section not in filled:
            yield f"section {section} is empty and was dropped"
