"""Lint a digest before it is written: one line per fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, groupby

from aggregator.assemble.dead_links import NONE_GONE
from aggregator.assemble.genre import unprintable
from aggregator.assemble.window import at_release
from aggregator.attribution.across import credit_of
from aggregator.events.likeness import Profile, StoryText, profile, same_event_score
from aggregator.models import Digest, Edition, Entry, Language, Story
from aggregator.style.headline import spoken
from aggregator.style.lint import is_line, lint_brief, lint_entry
from aggregator.text import letters
from aggregator.text.counted import counted
from aggregator.text.marks import marks

_MAX_REASON = 80
"""Characters of the reason that stands for the others."""


def lint(digest: Digest, stories: Sequence[Story], gone: Mapping[str, str] = NONE_GONE) -> list[str]:
    """Return the faults of a digest made from these stories; `gone`: the ids of stories without a page."""
    by_id = {story.id: story for story in stories}
    findings = [*_head(digest), *_order(digest), *_twice(digest)]
    checks = [(entry, lint_entry) for entry in digest.entries] + [(brief, lint_brief) for brief in digest.briefs]
    for entry, check in checks:
        behind = [by_id[name] for name in entry.stories if name in by_id]
        form = check(entry, behind, digest.edition.language)
        faults = [] if entry.revised else _origin(entry, by_id, gone, digest.edition)
        findings += [f"entry {entry.number}: {fault}" for fault in (*form, *faults)]
    return findings


def _origin(entry: Entry, stories: Mapping[str, Story], gone: Mapping[str, str], edition: Edition) -> list[str]:
    """Read an entry against the story that it was written from."""
    return [*_link(entry, stories, gone), *_credit(entry, stories), *_marks(entry, stories, edition)]


def _head(digest: Digest) -> Iterator[str]:
    edition = digest.edition
    if len(digest.entries) < edition.min_entries:
        yield f"{counted(len(digest.entries), 'entry')}, fewer than {edition.min_entries}{_left_out(digest)}"
    wanted = min(edition.highlights, sum(not entry.withdrawn for entry in digest.entries))
    if len(digest.highlights) != wanted:
        yield f"{counted(len(digest.highlights), 'highlight')}, not {wanted}"
    for name, line in (("title", edition.title), ("tag line", edition.tagline)):
        if not is_line(line):
            yield f"{name} is not one line: {line!r}"
    for line in digest.highlights:
        if not _is_of_a_headline(line, digest):
            yield f"highlight is not cut from a headline: {line!r}"
    for line in digest.title_lines:
        if not _is_of_a_headline(line, digest):
            yield f"line of the title is not cut from a headline: {line!r}"


def _left_out(digest: Digest) -> str:
    """Return how many stories each stage left out, with a reason of the one that left out most; without any, why."""
    stages = Counter(sorted(omission.stage for omission in digest.omissions))
    if not stages:
        start, end = (f"{moment:%Y-%m-%d %H:%M}" for moment in (digest.edition.start, digest.edition.end))
        return f"; no story is of its hours, {start} to {end} ({digest.edition.zone})"
    most = max(stages, key=stages.__getitem__)
    reason = next(omission.reason for omission in digest.omissions if omission.stage == most)
    reason = reason[:_MAX_REASON] + "…" * (len(reason) > _MAX_REASON)
    counts = (f"{stage} {count}" + f" (such as {reason})" * (stage == most) for stage, count in stages.items())
    return f"; left out by {', '.join(counts)}"


def _order(digest: Digest) -> Iterator[str]:
    numbers = [entry.number for entry in digest.printed]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"numbers are not consecutive: {numbers}"
    quotas = {quota.section: quota.most for quota in digest.edition.sections}
    runs = [(section, len(list(run))) for section, run in groupby(digest.entries, key=lambda entry: entry.section)]
    if [section for section, _ in runs] != [section for section in quotas if section in dict(runs)]:
        yield f"sections out of order: {', '.join(section for section, _ in runs)}"
    for section, count in runs:
        if count > quotas.get(section, count):
            yield f"section {section}: {counted(count, 'entry')}, more than {quotas[section]}"
    if len(digest.briefs) > digest.edition.briefs:
        yield f"{counted(len(digest.briefs), 'brief')}, more than {digest.edition.briefs}"
    for brief in digest.briefs:
        if brief.section not in quotas:
            yield f"brief {brief.number} is of another section: {brief.section}"


def _twice(digest: Digest) -> Iterator[str]:
    """Look for an event with two entries; translated entries were compared in their original language."""
    language = digest.edition.language
    entries = [(entry, entry_profile(entry.headline, entry.paragraph, language)) for entry in digest.printed]
    for (first, a), (second, b) in combinations(entries, 2):
        if set(first.stories) & set(second.stories):
            yield f"entries {first.number} and {second.number} share a story"
        elif "headline" not in first.written and same_event_score(a, b):
            yield f"entries {first.number} and {second.number} report one event"


def entry_profile(headline: str, paragraph: str, language: Language) -> Profile:
    """Return the profile of an entry, without a time, so that entries of any day can be compared."""
    return profile(StoryText(headline, paragraph, None, language))


def _link(entry: Entry, stories: Mapping[str, Story], gone: Mapping[str, str]) -> Iterator[str]:
    """Check that the link is the URL of the story that the entry was written from, and not known to be dead."""
    story = stories.get(entry.stories[0])
    if story and entry.url != story.url:
        yield f"link is not that of its story: {entry.url}"
    if entry.stories[0] in gone:
        yield f"link is dead, {gone[entry.stories[0]]}: {entry.url}"


def _credit(entry: Entry, stories: Mapping[str, Story]) -> Iterator[str]:
    """Check that the credit is that of the story that the entry was written from, or of the notice that it relays."""
    story = stories.get(entry.stories[0])
    if story is None or entry.attribution.rule == "override":
        return
    found = credit_of(story)
    if entry.attribution.source not in {found.source, found.relayed.source if found.relayed else None}:
        yield f"credit {entry.credit!r} is not that of its story, {found.name.zh}"


def _marks(entry: Entry, stories: Mapping[str, Story], edition: Edition) -> Iterator[str]:
    """Check that a story may be printed at all by its marks, and that the headline says what they do to it."""
    story = stories.get(entry.stories[0])
    if story is None:
        return
    found = marks(story.title, story.text)
    if (mark := unprintable(story)) and not found.withdrawn:  # a notice is an entry if its headline says so, see below
        yield f"not to be printed: {mark}"
    if at_release(story, edition.zone).appeared >= edition.end:
        yield f"under embargo: {found.embargo}"
    if "headline" in (*entry.written, *entry.overridden):
        return
    if spoken(entry.headline, found, edition.language) != entry.headline:
        yield f"headline hides a mark of its story: {entry.headline!r}"


def _is_of_a_headline(line: str, digest: Digest) -> bool:
    return is_line(line) and any(_is_cut_from(line, entry.headline) for entry in digest.entries)


def _is_cut_from(line: str, headline: str) -> bool:
    """Return whether a line is the headline, or the headline with something left out."""
    rest = iter(letters(headline))
    return len(line) <= len(headline) and all(char in rest for char in letters(line))
