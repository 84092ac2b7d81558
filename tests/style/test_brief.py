"""The one line of a brief."""

from __future__ import annotations

import pytest

from aggregator.style.brief import as_line, brief

HEADLINE = "云杉商城宣布在六城开放加盟"
SENTENCE = "云杉商城宣布在云州、江湾等六座城市开放加盟，首批签约门店120家，加盟费为每店8万元。"


def test_it_is_the_first_sentence_without_its_full_stop() -> None:
    assert brief(HEADLINE, SENTENCE + "公司成立于2015年。", "zh") == SENTENCE[:-1]


@pytest.mark.parametrize(
    ("headline", "sentence"),
    [
        (HEADLINE, "云杉商城开放加盟。"),
        (
            HEADLINE,
            SENTENCE[:-1] + "，" + "并将在此后三年内扩展至更多的城市和县城，覆盖全国大部分地区，" * 2 + "公司说。",
        ),
        ("云杉商城开放加盟，首批签约500家", SENTENCE),
        ("传云杉商城将在六城开放加盟", SENTENCE),
        (HEADLINE, "云杉商城是云州的一座老商城，人们在周末常来这里散步、喝茶和看街头的表演。"),
        (HEADLINE, "云杉商城今天宣布在云州、江湾等六座城市开放加盟，首批签约门店120家。"),
    ],
)
def test_it_is_the_headline_if_the_sentence_will_not_do(headline: str, sentence: str) -> None:
    """Too short, too long, without a figure or a doubt of the headline, without news, or with a relative day."""
    assert brief(headline, sentence, "zh") == headline


@pytest.mark.parametrize(
    "headline", ["云杉开店", "云杉商城的六座城市", "云杉商城为何在六城开放加盟", "云杉商城今日在六城开放加盟"]
)
def test_a_headline_that_does_not_tell_the_news_is_no_brief(headline: str) -> None:
    assert brief(headline, "", "zh") == ""


def test_a_clause_that_only_says_when_goes() -> None:
    assert as_line("收盘后，云杉商城公布业绩。") == "云杉商城公布业绩"
    assert as_line("云杉商城和海棠，公布业绩。") == "云杉商城和海棠，公布业绩"
