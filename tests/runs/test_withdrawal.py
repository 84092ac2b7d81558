"""The edition after the one that printed a story announces its withdrawal, in every format."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from aggregator.models.report import Verdict
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import open_store
from tests.runs.newsroom import NAMES, seeds, story

CLOSED = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def written(store_url: str, folder: Path, at: datetime) -> dict[str, str]:
    """Make the evening edition of a day; return its files by name."""
    request = Request(store=store_url, out=folder / "out", seeds=seeds(folder / "seeds"), day=at.date(), at=at)
    report = write_only(request).report
    assert report.verdict is Verdict.OK, report.reasons
    return {path.name: _words(path) for path in (folder / f"out/{at:%Y-%m-%d}-evening").glob("digest.*")}


def _words(path: Path) -> str:
    if path.suffix != ".eml":
        return path.read_text("utf-8")
    mail = message_from_bytes(path.read_bytes(), policy=default)
    return "".join(part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")


def test_a_withdrawal_is_announced_in_every_format_and_once(store_url: str, tmp_path: Path) -> None:
    printed, noon = story(0), CLOSED - timedelta(hours=5)
    notice = story(
        1,
        title="撤稿通知",
        text=f"本网撤回《{printed.title}》一稿，请各转载单位立即撤下。",
        published=noon + DAY,
        fetched_at=noon + DAY,
        section=None,
    )
    others = (story(3 + day, published=noon + day * DAY, fetched_at=noon + day * DAY) for day in range(3))
    store = open_store(store_url)
    for kept in (printed, notice, *others):
        store.stories.save(kept, [], None)
    store.close()
    assert f"{printed.title}（已撤稿）" not in written(store_url, tmp_path, CLOSED)["digest.txt"]
    files = written(store_url, tmp_path, CLOSED + DAY)
    assert len(files) >= 3
    assert [name for name, text in files.items() if f"{NAMES[0]}在绍兴启用电商仓库（已撤稿）" not in text] == []
    assert "已撤稿" not in written(store_url, tmp_path, CLOSED + 2 * DAY)["digest.txt"]
