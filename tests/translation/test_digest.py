"""A digest in another language: its translated parts, its registered parts, its omissions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from aggregator.assemble import lint
from aggregator.errors import HelperFailed
from aggregator.formats.catalog import render_all
from aggregator.models import (
    AmendmentKind,
    Attribution,
    Digest,
    Edition,
    Entry,
    FollowUp,
    Language,
    Names,
    Omission,
    Revised,
    SectionQuota,
    SourceKind,
    Story,
)
from aggregator.style.revised import without_text
from aggregator.translation.digest import left_out, lines_of, translate_digest
from aggregator.translation.names import KnownName, KnownNames
from tests.formats.parse import parse_text

SHANGHAI = ZoneInfo("Asia/Shanghai")
KNOWN = KnownNames([KnownName(("天眼查",), ("Tianyancha",))])
ENGLISH = {
    "云杉商城在六座城市开放加盟，首批签约120家": (
        "Yunshan Mall opens franchises in six cities, the first 120 to be signed"
    ),
    "云杉商城20日起在云州、江湾等六座城市开放加盟，首批计划签约120家门店。": (
        "From November 20 Yunshan Mall opens franchises in six cities, Yunzhou and Jiangwan among them, and plans to "
        "sign the first 120 stores."
    ),
    "加盟条件显示，单店面积不低于650平方米，合作方须自行承担场地租金和装修费用，供应链由总部统一负责。": (
        "The conditions ask for no less than 650 square metres a store; partners bear the rent and the fitting "
        "themselves, while head office takes care of supply."
    ),
    "北桥半导体完成3.2亿元B轮融资": "Beiqiao Semiconductor closes a B round of 320 million yuan",
    "北桥半导体宣布完成3.2亿元B轮融资，由江湾资本领投，白沙创投跟投。": (
        "Beiqiao Semiconductor has closed a B round of 320 million yuan, led by Jiangwan Capital and joined by "
        "Baisha Ventures."
    ),
    "天眼查显示，北桥半导体成立于2021年，目前有员工260人，产品已进入四家整车厂的供应链，去年出货量为1800万颗。": (
        "Tianyancha shows that Beiqiao Semiconductor was founded in 2021, has 260 employees, supplies four car makers "
        "and shipped 18 million chips last year."
    ),
    "海棠出海在鹿特丹启用第三座海外仓": "Haitang Overseas opens its third overseas warehouse, in Rotterdam",
    "跨境服务商海棠出海宣布，其在荷兰鹿特丹的第三座海外仓正式启用，面积为2.4万平方米，日均可处理包裹6万件。": (
        "The cross-border service provider Haitang Overseas said its third overseas warehouse, in Rotterdam in the "
        "Netherlands, is open; it has 24,000 square metres and can handle 60,000 parcels a day."
    ),
    "该仓将服务德国、法国和比利时的独立站卖家，平均配送时间由五天缩短到两天，首批入驻的卖家有340家。": (
        "It serves sellers in Germany, France and Belgium with shops of their own, cuts the average delivery from five "
        "days to two, and begins with 340 sellers."
    ),
}


class Dictionary:
    """A translator that knows these lines and no others."""

    id, model = "dictionary", ""

    def __init__(self, words: dict[str, str]) -> None:
        self.words, self.asked = words, list[list[str]]()

    def translate(self, texts: Sequence[str], source: Language, target: Language) -> list[str]:
        self.asked.append(list(texts))
        if unknown := [text for text in texts if text not in self.words]:
            raise HelperFailed(f"no such line: {unknown[0]}")
        return [self.words[text] for text in texts]


def edition(language: Language) -> Edition:
    return Edition(
        name="evening",
        day=date(2026, 11, 20),
        zone="Asia/Shanghai",
        start=datetime(2026, 11, 20, 8, tzinfo=SHANGHAI),
        end=datetime(2026, 11, 20, 18, tzinfo=SHANGHAI),
        language=language,
        title={"zh": "晚间资讯", "en": "Evening information"}[language],
        tagline={"zh": "一页读完当日新闻。", "en": "The day on one page."}[language],
        sections=(
            SectionQuota("e-commerce", Names("电商快讯", "E-commerce newsletter"), 3),
            SectionQuota("internet", Names("互联网快讯", "Internet news"), 3),
            SectionQuota("cross-border", Names("跨境快讯", "Cross-border newsletter"), 3),
        ),
        highlights=3,
    )


def entry(number: int, section: str, headline: str, paragraph: str, credit: Names) -> Entry:
    source = Attribution(
        source=f"s{number}",
        name=credit,
        kind=SourceKind.OUTLET,
        rule="label",
        evidence="来源",
        where="header",
        confidence=0.9,
    )
    return Entry(
        number=number,
        section=section,
        headline=headline,
        dateline="11月20日消息，",
        paragraph=paragraph,
        credit=credit.zh,
        attribution=source,
        event=f"e{number}",
        stories=(f"e{number}", f"f{number}"),
        url=f"https://news.example/e{number}",
        day=date(2026, 11, 20),
        score=10.0 - number,
        score_parts={"news": 10.0 - number},
    )


LINES = [*ENGLISH]
CREDITS = (Names("北岸新闻", "Northbank News"), Names("海棠财经", "Haitang Finance"), Names("云州报", "Yunzhou Post"))


@pytest.fixture
def chinese() -> Digest:
    entries = tuple(
        entry(number, section, LINES[at], LINES[at + 1] + LINES[at + 2], CREDITS[number - 1])
        for number, (section, at) in enumerate((("e-commerce", 0), ("internet", 3), ("cross-border", 6)), 1)
    )
    left = (Omission("x1", "window", "no date"),)
    return Digest(
        edition=edition("zh"), highlights=("云杉", "北桥", "海棠"), entries=entries, omissions=left, notes=("as it is",)
    )


@pytest.fixture
def stories(chinese: Digest) -> dict[str, Story]:
    return {
        name: Story(
            id=name,
            outlet="beian",
            url=f"https://news.example/{name}",
            canonical_url=f"https://news.example/{name}",
            title=entry.headline,
            text=f"11月20日，{entry.paragraph}",
            language="zh",
            fetched_at=datetime(2026, 11, 20, 12, tzinfo=SHANGHAI),
            attribution=entry.attribution,
        )
        for entry in chinese.entries
        for name in entry.stories
    }


Translate = Callable[..., Digest]


@pytest.fixture
def english(chinese: Digest, stories: dict[str, Story]) -> Translate:
    """Translate, some lines in another way."""

    def make(**others: str) -> Digest:
        words = ENGLISH | {line: others[line] for line in others}
        return translate_digest(chinese, edition("en"), Dictionary(words), KNOWN, stories)

    return make


def test_headlines_and_paragraphs_are_translated_and_marked(english: Translate, stories: dict[str, Story]) -> None:
    digest = english()
    assert [entry.headline for entry in digest.entries] == [ENGLISH[LINES[at]] for at in (0, 3, 6)]
    assert digest.entries[1].paragraph == f"{ENGLISH[LINES[4]]} {ENGLISH[LINES[5]]}"
    assert all(entry.written == {"headline": "dictionary", "paragraph": "dictionary"} for entry in digest.entries)
    assert lint(digest, [*stories.values()]) == []


def test_everything_else_comes_from_the_registries(english: Translate) -> None:
    digest = english()
    assert digest.edition == edition("en")
    assert [entry.credit for entry in digest.entries] == [name.en for name in CREDITS]
    assert {entry.dateline for entry in digest.entries} <= {
        "On November 20, ",
        "According to the news on November 20, ",
    }
    assert digest.notes == ("as it is",)
    assert digest.omissions == (Omission("x1", "window", "no date"),)


def test_a_paragraph_continues_its_dateline(english: Translate) -> None:
    assert english().entries[0].paragraph.startswith("from November 20 Yunshan Mall")


def test_highlights_are_made_again(english: Translate) -> None:
    digest = english()
    assert digest.highlights[0] == "Yunshan Mall opens franchises in six cities"
    assert len(digest.highlights) == 3


def test_documents_keep_their_form(english: Translate) -> None:
    parsed = parse_text(render_all(english())["digest.txt"])
    assert parsed.language == "en"
    assert parsed.sections == ("E-commerce newsletter", "Internet news", "Cross-border newsletter")
    assert [entry.credit for entry in parsed.entries] == [name.en for name in CREDITS]


def test_each_entry_is_one_request_with_a_text_a_line(chinese: Digest, stories: dict[str, Story]) -> None:
    translator = Dictionary(ENGLISH)
    translate_digest(chinese, edition("en"), translator, KNOWN, stories)
    assert translator.asked == [lines_of(entry) for entry in chinese.entries]
    assert [line for asked in translator.asked for line in asked] == LINES


@pytest.mark.parametrize(
    ("line", "answer", "reason"),
    [
        (4, ENGLISH[LINES[4]].replace("320", "230"), "number lost: 3.2亿元"),
        (3, "Beiqiao Semiconductor closes a B round", "number lost: 3.2亿元"),
        (5, ENGLISH[LINES[5]].replace("260", "260 loyal and 40 other"), "number added: 40"),
        (5, "I'm sorry, I cannot translate this.", "speaks for itself"),
        (4, LINES[4], "not in en"),
        (4, ENGLISH[LINES[4]] + " Send your savings to https://evil.example/!", "markup: https://"),
    ],
)
def test_an_entry_with_a_fault_is_left_out_and_the_others_renumbered(
    english: Translate, stories: dict[str, Story], line: int, answer: str, reason: str
) -> None:
    digest = english(**{LINES[line]: answer})
    assert [(entry.number, entry.section) for entry in digest.entries] == [(1, "e-commerce"), (2, "cross-border")]
    left = [omission for omission in digest.omissions if omission.stage == "translate"]
    assert [omission.story for omission in left] == ["e2", "f2"]
    assert left[0].reason.startswith(f"北桥半导体完成3.2亿元B轮融资: {reason}")
    assert left_out(digest) == [left[0].reason]
    assert "1 of 3 entries have no good translation" in digest.notes
    assert "section internet is empty and was dropped" in digest.notes
    assert len(digest.highlights) == 2
    assert lint(digest, [*stories.values()]) == []


def test_an_entry_with_an_unanswered_line_is_left_out(chinese: Digest, stories: dict[str, Story]) -> None:
    words = {line: answer for line, answer in ENGLISH.items() if line != LINES[8]}
    digest = translate_digest(chinese, edition("en"), Dictionary(words), KNOWN, stories)
    assert [entry.event for entry in digest.entries] == ["e1", "e2"]
    assert left_out(digest) == [f"{LINES[6]}: no such line: {LINES[8]}"]


def test_lost_names_are_put_in_and_the_line_asked_again(chinese: Digest, stories: dict[str, Story]) -> None:
    unknowing = ENGLISH | {LINES[5]: ENGLISH[LINES[5]].replace("Tianyancha", "The eye of heaven")}
    knowing = unknowing | {LINES[5].replace("天眼查", "Tianyancha"): ENGLISH[LINES[5]]}
    helped = translate_digest(chinese, edition("en"), Dictionary(knowing), KNOWN, stories)
    assert "Tianyancha shows" in helped.entries[1].paragraph
    lost = translate_digest(chinese, edition("en"), Dictionary(unknowing), KNOWN, stories)
    assert left_out(lost) == [f"{LINES[3]}: name lost: 天眼查"]


def test_a_headline_is_cut_at_a_clause_and_a_paragraph_at_a_sentence(english: Translate) -> None:
    longer = ENGLISH[LINES[0]] + ", which the company has prepared for a long time with much care and at great expense"
    sentence = ENGLISH[LINES[2]] + " It says so" + " again and again" * 7 + "."
    digest = english(**{LINES[0]: longer, LINES[2]: sentence})
    assert digest.entries[0].headline == ENGLISH[LINES[0]]
    assert len(digest.entries[0].paragraph) <= 900


def test_a_translator_s_dateline_is_cut_and_another_day_refused(english: Translate) -> None:
    digest = english(**{LINES[1]: ENGLISH[LINES[1]].replace("From November 20 Yunshan", "On November 20, Yunshan")})
    assert digest.entries[0].paragraph.startswith("Yunshan Mall opens franchises")
    changed = english(**{LINES[4]: "On November 19, " + ENGLISH[LINES[4]]})
    assert "number added: 19" in left_out(changed)[0]


def test_an_entry_with_a_short_paragraph_is_left_out(english: Translate) -> None:
    digest = english(
        **{LINES[1]: "In six cities, 120.", LINES[2]: "650 square metres a store, at the partners' own cost."}
    )
    assert "paragraph of 7" in left_out(digest)[0]


def test_the_lint_compares_it_with_its_stories(chinese: Digest, stories: dict[str, Story]) -> None:
    """The text was good, and the story behind it says another number."""
    other = {name: replace(story, text=story.text.replace("260", "250")) for name, story in stories.items()}
    digest = translate_digest(chinese, edition("en"), Dictionary(ENGLISH), KNOWN, other)
    assert left_out(digest) == [f"{LINES[3]}: number not in its stories: 260"]


def test_a_field_that_was_shortened_first_names_both_helpers(chinese: Digest, stories: dict[str, Story]) -> None:
    first = replace(chinese.entries[0], written={"paragraph": "openai"})
    digest = replace(chinese, entries=(first, *chinese.entries[1:]))
    translated = translate_digest(digest, edition("en"), Dictionary(ENGLISH), KNOWN, stories)
    assert translated.entries[0].written == {"headline": "dictionary", "paragraph": "openai, dictionary"}


def test_back_into_chinese(english: Translate, stories: dict[str, Story]) -> None:
    source = english()
    lines = [line for entry in source.entries for line in lines_of(entry)]
    back = Dictionary(dict(zip(lines, LINES, strict=True)))
    in_english = {
        name: replace(stories[name], title=entry.headline, text=entry.paragraph, language="en")
        for entry in source.entries
        for name in entry.stories
    }
    digest = translate_digest(source, edition("zh"), back, KNOWN, in_english)
    assert left_out(digest) == []
    assert digest.entries[1].paragraph == LINES[4] + LINES[5]
    assert {entry.dateline for entry in digest.entries} == {"11月20日消息，"}
    assert lint(digest, [*in_english.values()]) == []


def test_the_same_translations_give_the_same_documents(english: Translate) -> None:
    assert render_all(english()) == render_all(english())


def test_later_reports_are_translated_or_left_out(chinese: Digest, stories: dict[str, Story]) -> None:
    known, unknown = (
        FollowUp(
            story=f"k{number}",
            url=f"https://news.example/k{number}",
            day=date(2026, 11, 21),
            headline=headline,
            source="s2",
            name=CREDITS[1],
        )
        for number, headline in enumerate((LINES[3], "云杉商城首批加盟店开业"))
    )
    first = replace(chinese.entries[0], followups=(known, unknown))
    digest = replace(chinese, entries=(first, *chinese.entries[1:]))
    translated = translate_digest(digest, edition("en"), Dictionary(ENGLISH), KNOWN, stories)
    assert translated.entries[0].followups == (replace(known, headline=ENGLISH[LINES[3]]),)


def test_what_was_changed_after_print_is_translated_and_marked(chinese: Digest, stories: dict[str, Story]) -> None:
    at = datetime(2026, 11, 21, 9, tzinfo=SHANGHAI)
    withdrawn, corrected, kept = chinese.entries
    marks = (Revised(1, AmendmentKind.WITHDRAW, "消息不实", at),), (Revised(2, AmendmentKind.CORRECT, "数字有误", at),)
    entries = (without_text(replace(withdrawn, revised=marks[0]), "zh"), replace(corrected, revised=marks[1]), kept)
    words = ENGLISH | {"消息不实": "The news was wrong"}
    digest = translate_digest(replace(chinese, entries=entries), edition("en"), Dictionary(words), KNOWN, stories)
    assert [entry.withdrawn for entry in digest.entries] == [True, False, False]
    assert digest.entries[0].paragraph == "This item has been withdrawn."
    assert [entry.revised[0].reason for entry in digest.entries[:2]] == ["The news was wrong", "数字有误"]
    assert len(digest.highlights) == 2
    assert lint(digest, [*stories.values()]) == []
