"""The share image: its size, that all of it is in sight, and the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from aggregator.errors import UsageError
from aggregator.formats import card
from aggregator.formats.catalog import render_pictures
from aggregator.models import Digest

LONG = {
    "chinese": "云州市市场监督管理局就《直播带货服务规范（征求意见稿）》公开征求意见，（回放须保存180天）",
    "english": "Yunzhou Market Supervision Bureau asks for comments on a draft (of rules for live sales)",
}


@pytest.fixture(autouse=True)
def _with_font() -> None:
    try:
        card.check_card(None)
    except UsageError as reason:
        pytest.skip(str(reason))


def drawn(digest: Digest) -> Image.Image:
    return Image.open(BytesIO(card.render(digest))).convert("RGB")


@pytest.mark.parametrize("name", LONG)
def test_the_picture_has_its_width_and_nothing_in_its_margins(request: pytest.FixtureRequest, name: str) -> None:
    digest: Digest = request.getfixturevalue(name)
    short, long = drawn(digest), drawn(replace(digest, highlights=(LONG[name], *digest.highlights)))
    assert (short.width, long.width) == (1080, 1080)
    assert long.height > short.height
    paper = long.getpixel((0, long.height - 1))
    for left, right in ((0, 80), (1000, 1080)):
        assert long.crop((left, 20, right, long.height)).getcolors() == [(80 * (long.height - 20), paper)]
    assert len(long.crop((80, 20, 1000, long.height - 40)).getcolors(2**16) or ()) > 2


def test_the_same_digest_gives_the_same_bytes_and_none_without_being_asked(chinese: Digest) -> None:
    asked = replace(chinese, edition=replace(chinese.edition, card=True))
    assert render_pictures(asked) == {"card.png": card.render(chinese)}
    assert render_pictures(chinese) == {}


def test_a_font_that_is_none_is_named(chinese: Digest, tmp_path: Path) -> None:
    path = tmp_path / "letters.ttf"
    with pytest.raises(UsageError, match=r"card_font: no such file: .*letters\.ttf"):
        card.check_card(path)
    path.write_text("no font", "utf-8")
    with pytest.raises(UsageError, match="not a font"):
        card.render(replace(chinese, edition=replace(chinese.edition, card_font=path)))
