"""What machines write of an edition within a run: shorter paragraphs, other languages. None of it stops a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from aggregator.assemble import lint
from aggregator.crawl.context import Context
from aggregator.errors import HelperFailed
from aggregator.models import Digest, Edition, Language, Story
from aggregator.models.report import LanguageReport
from aggregator.registry.editions import EditionPlan
from aggregator.registry.machines import FILE, HelperPlan
from aggregator.runs.output import Output
from aggregator.translation import adapters
from aggregator.translation.digest import left_out, translate_digest
from aggregator.translation.limits import AnswerMemory, Budget, Limits
from aggregator.translation.names import KnownNames
from aggregator.translation.shorten import shorten_digest
from aggregator.translation.transport import Recording, Replay, Transport, Web

Remember = Callable[[Digest, Mapping[str, str]], None]
"""Keeps a digest and its documents."""


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """What became of an edition in another language; the digest where one was written."""

    report: LanguageReport
    digest: Digest | None = None


def shorten(context: Context, digest: Digest, stories: Sequence[Story]) -> Digest:
    """Return the digest with its long paragraphs shortened, where `[summarise]` asks for it."""
    plan = context.registry.helpers.summarise
    if plan is None:
        return digest
    try:
        summariser = _careful(context, plan).summariser(
            adapters.summariser(plan, _transport(context, plan), _key(context, plan))
        )
    except HelperFailed as reason:
        return replace(digest, notes=(*digest.notes, f"paragraphs are not shortened: {reason}"))
    return shorten_digest(digest, summariser, plan.most, _names(context), _by_id(stories))


def in_other_languages(
    context: Context,
    plan: EditionPlan,
    languages: Sequence[Language],
    digest: Digest,
    stories: Sequence[Story],
    output: Output,
    remember: Remember,
) -> list[OtherLanguage]:
    """Write a digest in each of the languages that is not its own, below `<edition>/<language>/`, and remember it.

    What fails its checks is not written, and the last good one stays.
    """
    others = [language for language in dict.fromkeys(languages) if language != digest.edition.language]
    editions = [plan.on(digest.edition.day, context.registry.sections, language) for language in others]
    return [_in_language(context, edition, digest, stories, output, remember) for edition in editions]


def _in_language(
    context: Context, edition: Edition, digest: Digest, stories: Sequence[Story], output: Output, remember: Remember
) -> OtherLanguage:
    try:
        told = _translated(context, edition, digest, _by_id(stories))
    except HelperFailed as reason:
        return OtherLanguage(LanguageReport(language=edition.language, reasons=(str(reason),)))
    reasons = tuple(left_out(told))
    if findings := lint(told, stories):
        return OtherLanguage(LanguageReport(language=edition.language, reasons=(*findings, *reasons)))
    written = output.write(told, context.store, digest.edition.language)
    remember(told, written.documents)
    files = tuple(map(str, written.paths))
    report = LanguageReport(language=edition.language, entries=len(told.entries), files=files, reasons=reasons)
    return OtherLanguage(report, told)


def _translated(context: Context, edition: Edition, digest: Digest, stories: Mapping[str, Story]) -> Digest:
    plan = context.registry.helpers.translate
    if plan is None:
        raise HelperFailed(f"no translator: {FILE} has no [translate]")
    names = _names(context)
    adapter = adapters.translator(plan, _transport(context, plan), _key(context, plan), names.glossary())
    translator = _careful(context, plan, plan.batch).translator(adapter)
    return translate_digest(digest, edition, translator, names, stories)


def _transport(context: Context, plan: HelperPlan) -> Transport:
    if context.archive:
        return Replay(context.archive)
    return Recording(Web(plan.timeout), context.recorder) if context.recorder else Web(plan.timeout)


def _key(context: Context, plan: HelperPlan) -> str | None:
    """Return the key; a replay needs none."""
    return None if context.replaying else plan.key


def _careful(context: Context, plan: HelperPlan, batch: int = 1) -> Limits:
    memory = AnswerMemory(context.store.machine_texts, context.now())
    return Limits(memory, Budget(plan.most_seconds, plan.most_characters), batch)


def _names(context: Context) -> KnownNames:
    return KnownNames.of(context.registry.sources, context.registry.sections)


def _by_id(stories: Sequence[Story]) -> dict[str, Story]:
    return {story.id: story for story in stories}
