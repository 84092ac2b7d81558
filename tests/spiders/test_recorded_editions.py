"""An edition of two recorded runs over the network, made again without it."""

from dataclasses import replace
from datetime import date

import pytest

from aggregator.errors import UsageError
from aggregator.runs import collect, collect_and_write
from aggregator.runs.rebuild import rebuilt
from aggregator.runs.request import Request

EDITION = """
name = "evening"
title = { zh = "晚间", en = "Evening" }
tagline = { zh = "一页。", en = "A page." }
opens = 08:00:00
closes = 18:00:00
[[sections]]
id = "internet"
most = 9
"""


def test_an_edition_of_two_recorded_runs_is_made_again_from_their_files(site, outlet, tmp_path):
    (outlet.folder / "editions").mkdir()
    (outlet.folder / "editions" / "evening.toml").write_text(EDITION, "utf-8")
    asked = Request(store=outlet.store_url, out=tmp_path / "out", seeds=outlet.folder, day=date(2026, 11, 20))
    site.put_stories(range(1, 3))
    first = collect(replace(asked, record=tmp_path / "first")).report
    site.put_stories(range(1, 5))
    second = collect_and_write(replace(asked, record=tmp_path / "second", ask_all=True)).report
    assert [report.outlets[0].stored for report in (first, second)] == [2, 2]
    assert second.entries
    site.requests.clear()
    site.pages.clear()
    with rebuilt(asked) as found:
        assert [report.outlets[0].stored for report in found.crawls] == [2, 2]
        assert found.same
        assert found.documents
    assert site.requests == []
    for path in tmp_path.rglob("*.warc.gz"):
        path.unlink()
    with pytest.raises(UsageError, match="no run that led to it was recorded"), rebuilt(asked):
        pass
