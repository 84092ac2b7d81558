"""All stories of an event get one credit, decided from all of them in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.attribution.across import credit_event
from aggregator.models import Attribution, Cited, Names, Precision, SourceKind, Story
from aggregator.registry.outlets import SeedNames
from aggregator.registry.sources import Source, Sources

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
STANDING = {"portal": 0.2, "paper": 0.6, "wire": 1.0, "bureau": 1.0, "daily": 0.8}
SOURCES = Sources(
    tuple(
        Source(id=name, name=SeedNames(zh=name, en=name), kind=SourceKind.OUTLET, standing=standing)
        for name, standing in STANDING.items()
    )
)


def story(name: str, host: str, source: str, minute: int | None = 0, **fields: Any) -> Story:
    """A story on `host` credited to `source`, `minute` minutes past nine; None: only the day is known."""
    known: dict[str, Any] = {"kind": SourceKind.OUTLET, "confidence": 0.95}
    found = Attribution(
        source=source,
        name=Names(source, source),
        rule="own-label" if host == source else "label",
        evidence=source,
        where="header",
        chain=(host, source) if host != source else (host,),
        **(known | fields),
    )
    return Story(
        id=name,
        outlet=host,
        url=f"https://{host}.example/{name}",
        canonical_url=f"https://{host}.example/{name}",
        title="题",
        text="文",
        language="zh",
        fetched_at=MORNING + timedelta(hours=9),
        published=MORNING + timedelta(minutes=minute or 0),
        published_precision=Precision.DAY if minute is None else Precision.MINUTE,
        attribution=found,
    )


def decided(*members: Story) -> tuple[str, str, str]:
    """Return source, basis and deciding story, the same for every order of the members."""
    found = [credit_event(order, SOURCES) for order in permutations(members)]
    assert all(credit == found[0] for credit in found)
    assert found[0].across is not None
    return found[0].source, found[0].across.basis, found[0].across.story


def test_a_story_alone_keeps_its_credit() -> None:
    assert decided(story("a", "paper", "wire")) == ("wire", "alone", "a")


def test_an_explicit_chain_beats_the_earliest_time() -> None:
    reprint = story("a", "portal", "daily", 10)
    own = story("b", "daily", "daily", 30)
    first = story("c", "paper", "paper", 0)
    assert decided(reprint, own, first) == ("daily", "chain", "b")
    assert decided(reprint, first) == ("paper", "earliest", "c")


def test_a_chain_is_followed_to_its_end() -> None:
    members = story("a", "portal", "paper", 20), story("b", "paper", "wire", 10), story("c", "wire", "wire", 0)
    found = credit_event(members, SOURCES)
    assert decided(*members) == ("wire", "chain", "c")
    assert found.chain == ("portal", "paper", "wire")
    assert found.original_url == "https://wire.example/c"


def test_the_end_of_a_chain_may_credit_a_source_without_a_story() -> None:
    assert decided(story("a", "portal", "paper", 20), story("b", "paper", "wire", 10)) == ("wire", "chain", "b")


def test_a_circular_chain_ends() -> None:
    circle = story("a", "paper", "daily", 0), story("b", "daily", "paper", 10)
    source, basis, _ = decided(*circle)
    assert (source in {"paper", "daily"}, basis) == (True, "chain")


def test_the_story_that_most_chains_lead_to_wins() -> None:
    ends = story("w", "wire", "wire", 5), story("d", "daily", "daily", 0)
    leads = story("a", "portal", "wire", 20), story("b", "paper", "wire", 30), story("c", "bureau", "daily", 10)
    assert decided(*ends, *leads[:1], *leads[2:]) == ("daily", "chain", "d")
    assert decided(*ends, *leads)[0] == "wire"


def test_a_story_that_cites_a_company_leads_to_the_story_of_the_company() -> None:
    cited = (Cited("company", "公告", "company公告", "company", SourceKind.COMPANY),)
    report = story("a", "paper", "paper", 0, cited=cited)
    notice = story("b", "company", "company", 30, kind=SourceKind.COMPANY)
    assert decided(report, notice) == ("company", "chain", "b")


def test_the_maker_of_the_news_beats_the_earliest_report() -> None:
    report = story("a", "paper", "paper", 0)
    notice = story("b", "bureau", "bureau", None, kind=SourceKind.AUTHORITY)
    assert decided(report, notice) == ("bureau", "maker", "b")
    relayed = story("c", "daily", "bureau", 30, kind=SourceKind.AUTHORITY)
    assert decided(report, by_rule(relayed, "relayed")) == ("paper", "earliest", "a")


def by_rule(credited: Story, rule: str) -> Story:
    assert credited.attribution is not None
    return replace(credited, attribution=replace(credited.attribution, rule=rule))


def test_the_earliest_beats_the_best_known() -> None:
    assert decided(story("a", "paper", "paper", 0), story("b", "wire", "wire", 1)) == ("paper", "earliest", "a")


@pytest.mark.parametrize("minute", [0, None])
def test_the_best_known_wins_if_no_minute_decides(minute: int | None) -> None:
    assert decided(story("a", "paper", "paper", minute), story("b", "wire", "wire", minute)) == (
        "wire", "best known", "b",
    )  # fmt: skip


def test_a_portal_without_a_named_source_is_not_the_origin_beside_another() -> None:
    portal = story("a", "portal", "portal", 0, confidence=0.36)
    assert decided(portal, story("b", "paper", "paper", 30)) == ("paper", "earliest", "b")
    assert decided(portal) == ("portal", "alone", "a")


def test_an_override_beats_everything() -> None:
    chain = story("a", "portal", "daily", 10), story("b", "daily", "daily", 0)
    assert decided(*chain, by_rule(story("c", "paper", "wire", 40), "override")) == ("wire", "override", "c")


def test_disagreement_is_recorded() -> None:
    members = story("a", "paper", "paper", 0), story("b", "daily", "daily", 5), story("c", "portal", "wire", 9)
    found = credit_event(members, SOURCES)
    assert found.across is not None
    assert found.across.otherwise == ("daily", "wire")


NAMES = sorted(STANDING)


@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 3)), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_any_order_gives_the_same_and_ends(links: list[tuple[str, str, int]], chance: Any) -> None:
    members = [story(str(at), host, source, minute) for at, (host, source, minute) in enumerate(links)]
    found = credit_event(members, SOURCES)
    chance.shuffle(members)
    assert credit_event(members, SOURCES) == found
    assert found.source in {source for _, source, _ in links}
