"""Differences between stories and their texts."""

from __future__ import annotations

from typing import Any

from aggregator.site.differences import COMPARED, own_figures, passages, varying


def story(**values: Any) -> dict[str, Any]:
    return {**dict.fromkeys(COMPARED), "title": "青屿云故障", "text": "故障持续47分钟。", **values}


def test_facts_vary_unless_only_their_width_or_case_does() -> None:
    stories = [
        story(author="林舟", editor="ABC"),
        story(author="何川", editor="ａｂｃ"),
        story(author=None, editor="abc"),
    ]
    assert varying(stories) == {"author"}
    assert varying(stories[:1]) == frozenset()


def test_a_figure_is_ones_own_if_no_other_story_can_mean_it() -> None:
    stories = [
        story(title="营收18.64亿元", text="门店112家，门店112家。"),
        story(title="营收18.6亿元", text="员工2300人。"),
    ]
    assert own_figures(stories) == [["112家"], ["2300人"]]


def marked(one: str, other: str) -> list[tuple[str, str]]:
    """Return the passages, with what one side alone has in brackets."""

    def side(spans: Any) -> str:
        return "".join(text if shared else f"[{text}]" for text, shared in spans)

    return [(side(passage.left), side(passage.right)) for passage in passages(one, other)]


def test_texts_are_laid_side_by_side_sentence_by_sentence() -> None:
    one = "公司公布了计划。\n项目投资4.1亿元，2027年投用。\n用户约2100万人。"
    other = "公司公布了计划。\n项目总投资4.5亿元，2027年投用。\n新增一句。\n用户约2100万人。"
    assert marked(one, other) == [
        ("公司公布了计划。", "公司公布了计划。"),
        ("项目投资[4.1]亿元，2027年投用。", "项目[总]投资[4.5]亿元，2027年投用。"),
        ("", "[新增一句。]"),
        ("用户约2100万人。", "用户约2100万人。"),
    ]


def test_both_sides_keep_every_character_of_their_text() -> None:
    one, other = "The bank cut rates. Shares rose 3%! Why?", "The bank held rates. Nobody asked."
    found = [*passages(one, other)]
    assert "".join(span.text for passage in found for span in passage.left) == one.replace(". ", ".").replace("! ", "!")
    assert [passage.same for passage in passages(one, one)] == [True, True, True]
    long = "很" * 700 + "。"
    assert marked(long, long[1:]) == [(f"[{long}]", f"[{long[1:]}]")]  # marked whole, not letter by letter
