"""Average link computes few scores, and joins what it would join if it computed all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import fmean

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.events.candidates import Terms, candidate_pairs
from aggregator.events.likeness import (
    SAME_EVENT,
    StoryText,
    compare,
    joint_bound,
    one_report,
    other_words,
    profile,
    strangers,
)
from aggregator.events.linking import (
    CHINESE_SAMPLE,
    MAX_PAIR_SCORE,
    MIN_CHINESE_COSINE,
    SAME_OUTLET,
    SAME_OUTLET_IN_OTHER_WORDS,
    STRANGERS,
    Candidate,
    average_link,
)

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PARTS = (
    "鲸落汽车完成两亿元融资，由澜石资本领投",
    "本轮资金用于扩建宁波工厂，年产能将达六万台",
    "公司成立于二〇一九年，主营电动物流车",
    "绍兴柯桥的纺织市场今日启用无人分拣线",
    "分拣线每小时处理包裹三千件，误差低于千分之一",
    "市场管理方称，商户可凭旧卡免费使用三个月",
    "鲸落汽车称，新一轮融资之后将进入东南亚",
    "当地商户表示，旺季时单量翻倍，人手一直不够",
)


def candidate(parts: Sequence[int], outlet: int, minutes: int) -> Candidate:
    at = MORNING + timedelta(minutes=minutes)
    sentences = [PARTS[part] for part in parts]
    return Candidate(f"outlet-{outlet}", at, profile(StoryText(sentences[0], "。".join(sentences) + "。", at, "zh")))


STORIES = st.lists(
    st.builds(
        candidate,
        st.lists(st.integers(0, len(PARTS) - 1), min_size=1, max_size=8),
        st.integers(0, 3),
        st.integers(0, 600),
    ),
    max_size=9,
)


@settings(max_examples=150, deadline=None)
@given(STORIES)
def test_it_joins_what_all_scores_would_join(stories: list[Candidate]) -> None:
    assert average_link(stories) == by_all_scores(stories)


def by_all_scores(stories: Sequence[Candidate]) -> list[list[int]]:
    """Average link by its definition, with every score computed; clusters that a pair did not join stay apart."""
    terms = Terms([story.profile.terms for story in stories])
    pairs = candidate_pairs(terms, [story.at for story in stories])
    clusters, refused = {index: [index] for index in range(len(stories))}, set[tuple[int, int, int, int]]()
    for _, a, b in sorted((-cosine, a, b) for a, b, cosine in pairs):
        one, other = clusters[a], clusters[b]
        scores = [
            min(MAX_PAIR_SCORE, score(stories, terms, x, y))
            for x in one[:CHINESE_SAMPLE]
            for y in other[:CHINESE_SAMPLE]
        ]
        state = (one[0], len(one), other[0], len(other))
        if one is other or state in refused:
            continue
        if score(stories, terms, a, b) >= SAME_EVENT and fmean(scores) >= SAME_EVENT:
            one += other
            clusters.update(dict.fromkeys(other, one))
        else:
            refused.add(state)
    return [cluster for index, cluster in clusters.items() if index == min(cluster)]


def score(stories: Sequence[Candidate], terms: Terms, a: int, b: int) -> float:
    first, second = stories[min(a, b)], stories[max(a, b)]
    if terms.cosine(min(a, b), max(a, b)) < MIN_CHINESE_COSINE:
        return 0.0
    bound = joint_bound(first.profile, second.profile)
    found = bound.value if bound.exact else compare(first.profile, second.profile).joint
    if strangers(first.profile, second.profile):
        return 0.0 if first.outlet == second.outlet else found * STRANGERS
    if first.outlet != second.outlet or one_report(first.profile, second.profile):
        return found
    return found * (SAME_OUTLET_IN_OTHER_WORDS if other_words(first.profile, second.profile) else SAME_OUTLET)
