"""Shorten and translate an edition by machine; a failure is reported and does not stop the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aggregator.assemble import lint
from aggregator.crawl.context import Context
from aggregator.errors import HelperFailed
from aggregator.models import Digest, Edition, Story
from aggregator.models.report import LanguageReport
from aggregator.registry.machines import FILE, HelperPlan
from aggregator.translation import adapters
from aggregator.translation.digest import left_out, translate_digest
from aggregator.translation.limits import AnswerMemory, Budget, Limits
from aggregator.translation.names import KnownNames
from aggregator.translation.summarise import shorten_digest
from aggregator.translation.transport import Recording, Replay, Transport, Web


@dataclass(frozen=True, slots=True)
class Translation:
    """An edition in another language, if it could be made."""

    report: LanguageReport
    digest: Digest | None = None


def shorten(context: Context, digest: Digest, stories: Sequence[Story]) -> Digest:
    """Return the digest with its long paragraphs shortened, if `[summarise]` is set."""
    plan = context.registry.helpers.summarise
    if plan is None:
        return digest
    try:
        summariser = _limits(context, plan).summariser(
            adapters.summariser(plan, _transport(context, plan), _key(context, plan))
        )
    except HelperFailed as error:
        return replace(digest, notes=(*digest.notes, f"paragraphs are not shortened: {error}"))
    return shorten_digest(digest, summariser, plan.most, _names(context), _by_id(stories))


def in_other_languages(
    context: Context,
    editions: Sequence[Edition],
    digest: Digest,
    stories: Sequence[Story],
    on_entry: Callable[[], None],
) -> Iterator[Translation]:
    """Yield a digest as each of the editions prints it, in its language; one that fails the lint has no digest.

    `stories`: those that the digest was made from; `on_entry` is called after each entry.
    """
    for edition in editions:
        yield _in_language(context, edition, digest, stories, on_entry)


def _in_language(
    context: Context, edition: Edition, digest: Digest, stories: Sequence[Story], on_entry: Callable[[], None]
) -> Translation:
    try:
        translation = _translated(context, edition, digest, _by_id(stories), on_entry)
    except HelperFailed as error:
        return Translation(LanguageReport(language=edition.language, reasons=(str(error),)))
    reasons = tuple(left_out(translation))
    if findings := lint(translation, stories):
        return Translation(LanguageReport(language=edition.language, reasons=(*findings, *reasons)))
    entries = len(translation.entries)
    return Translation(LanguageReport(language=edition.language, entries=entries, reasons=reasons), translation)


def _translated(
    context: Context, edition: Edition, digest: Digest, stories: Mapping[str, Story], on_entry: Callable[[], None]
) -> Digest:
    plan = context.registry.helpers.translate
    if plan is None:
        raise HelperFailed(f"no translator: {FILE} has no [translate]")
    names = _names(context)
    adapter = adapters.translator(plan, _transport(context, plan), _key(context, plan), names.glossary())
    translator = _limits(context, plan, plan.batch).translator(adapter)
    return translate_digest(digest, edition, translator, names, stories, on_entry)


def _transport(context: Context, plan: HelperPlan) -> Transport:
    if context.archive:
        return Replay(context.archive)
    web = Web(plan.timeout, context.access)
    return Recording(web, context.recorder) if context.recorder else web


def _key(context: Context, plan: HelperPlan) -> str | None:
    """Return the key; a replay needs none."""
    return None if context.replaying else plan.key


def _limits(context: Context, plan: HelperPlan, batch: int = 1) -> Limits:
    memory = AnswerMemory(context.store.machine_texts, context.now())
    return Limits(memory, Budget(plan.most_seconds, plan.most_characters), batch)


def _names(context: Context) -> KnownNames:
    return KnownNames.of(context.registry.sources, context.registry.sections)


def _by_id(stories: Sequence[Story]) -> dict[str, Story]:
    return {story.id: story for story in stories}
