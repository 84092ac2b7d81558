"""Lint of a digest before it is written: one line a fault, none where it is good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, groupby

from aggregator.assemble.dead_links import NONE_GONE
from aggregator.events.likeness import Profile, StoryText, profile, same_event_score
from aggregator.models import Digest, Entry, Language, Story
from aggregator.style.lint import is_line, lint_entry
from aggregator.text import letters


def lint(digest: Digest, stories: Sequence[Story], gone: Mapping[str, str] = NONE_GONE) -> list[str]:
    """Return what is wrong with a digest, read against the stories it was made from, and those whose page is `gone`."""
    by_id = {story.id: story for story in stories}
    findings = [*_head(digest), *_order(digest), *_twice(digest)]
    for entry in digest.entries:
        told = [by_id[name] for name in entry.stories if name in by_id]
        wrong = [*lint_entry(entry, told, digest.edition.language), *_link(entry, by_id, gone)]
        findings += [f"entry {entry.number}: {finding}" for finding in wrong]
    return findings


def _head(digest: Digest) -> Iterator[str]:
    edition = digest.edition
    if len(digest.entries) < edition.min_entries:
        yield f"{len(digest.entries)} entries, fewer than {edition.min_entries}{_left_out(digest)}"
    wanted = min(edition.highlights, len(digest.entries))
    if len(digest.highlights) != wanted:
        yield f"{len(digest.highlights)} highlights, not {wanted}"
    for name, line in (("title", edition.title), ("tag line", edition.tagline)):
        if not is_line(line):
            yield f"{name} is not one line: {line!r}"
    for line in digest.highlights:
        if not is_line(line) or not any(_is_cut_from(line, entry.headline) for entry in digest.entries):
            yield f"highlight stands for no headline: {line!r}"


def _left_out(digest: Digest) -> str:
    """Say which stages left stories out, and how many."""
    stages = Counter(omission.stage for omission in digest.omissions)
    return "; left out by " + ", ".join(f"{stage} {count}" for stage, count in sorted(stages.items())) if stages else ""


def _order(digest: Digest) -> Iterator[str]:
    numbers = [entry.number for entry in digest.entries]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"numbers do not run on: {numbers}"
    quotas = {quota.section: quota.most for quota in digest.edition.sections}
    runs = [(section, len(list(run))) for section, run in groupby(digest.entries, key=lambda entry: entry.section)]
    if [section for section, _ in runs] != [section for section in quotas if section in dict(runs)]:
        yield f"sections out of order: {', '.join(section for section, _ in runs)}"
    for section, count in runs:
        if count > quotas.get(section, count):
            yield f"section {section}: {count} entries, more than {quotas[section]}"


def _twice(digest: Digest) -> Iterator[str]:
    """Look for an event told twice; what is translated was compared in the language that it was written in."""
    language = digest.edition.language
    told = [(entry, entry_profile(entry.headline, entry.paragraph, language)) for entry in digest.entries]
    for (first, one), (second, other) in combinations(told, 2):
        if set(first.stories) & set(second.stories):
            yield f"entries {first.number} and {second.number} share a story"
        elif "headline" not in first.written and same_event_score(one, other):
            yield f"entries {first.number} and {second.number} tell one event"


def entry_profile(headline: str, paragraph: str, language: Language) -> Profile:
    """Read what an entry says, to compare it with others whenever they were published."""
    return profile(StoryText(headline, paragraph, None, language))


def _link(entry: Entry, stories: Mapping[str, Story], gone: Mapping[str, str]) -> Iterator[str]:
    """Look whether the link is the address of the story that the entry was written from, and not known to be dead."""
    told = stories.get(entry.stories[0])
    if told and entry.url != told.url:
        yield f"link is not that of its story: {entry.url}"
    if entry.stories[0] in gone:
        yield f"link is dead, {gone[entry.stories[0]]}: {entry.url}"


def _is_cut_from(line: str, headline: str) -> bool:
    """Tell whether a line is the headline with something left out, or all of it."""
    rest = iter(letters(headline))
    return len(line) <= len(headline) and all(char in rest for char in letters(line))
