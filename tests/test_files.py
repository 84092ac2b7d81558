"""Files are replaced in one step, or stay as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aggregator import files as files_module
from aggregator.errors import AggregatorError
from aggregator.files import put_right, replacing, replacing_below, replacing_folder
from tests.disks import a_disk_that_takes


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def put(root: Path, *, alone: bool = False, feed: bytes = b"feed", **documents: bytes) -> None:
    """Put the folder `day` and a feed beside it in place."""
    with replacing_below(root) as replacements:
        replacements.folder("day", {f"day.{suffix}": content for suffix, content in documents.items()}, alone=alone)
        replacements.file("feed.rss", feed)


def fail_half_way(path: Path, part: Path | None = None) -> None:
    with replacing(path, part) as stream:
        stream.write(b"half")
        raise KeyboardInterrupt


def test_the_old_content_stays_until_the_new_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "day.txt"
    with replacing(path) as stream:
        stream.write(b"old")
    with replacing(path) as stream:
        stream.write(b"ne")
        stream.flush()
        assert path.read_bytes() == b"old"
        stream.write(b"w")
    assert path.read_bytes() == b"new"
    assert names(path.parent) == ["day.txt"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_block_that_raises_leaves_the_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "day.txt"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        fail_half_way(path)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["day.txt"]


def test_a_named_part_grows_where_it_is_seen_and_stays_if_the_block_raises(tmp_path: Path) -> None:
    path, part = tmp_path / "day.txt", tmp_path / "day.txt.part"
    with pytest.raises(KeyboardInterrupt):
        fail_half_way(path, part)
    assert names(tmp_path) == ["day.txt.part"]
    assert part.read_bytes() == b"half"
    with replacing(path, part) as stream:
        stream.write(b"whole")
    assert names(tmp_path) == ["day.txt"]


def test_a_reader_always_finds_the_folder_since_it_is_never_aside(tmp_path: Path) -> None:
    put(tmp_path, txt=b"old")
    with replacing_below(tmp_path) as replacements:
        replacements.folder("day", {"day.txt": b"new"})
        (tmp_path / ".day.aggregator-old" / "in the way").mkdir(parents=True)
    assert (tmp_path / "day" / "day.txt").read_bytes() == b"new"


@pytest.mark.parametrize("flag", [files_module.RENAME_EXCHANGE, 1 << 30], ids=["exchange", "no exchange"])
def test_a_folder_is_replaced_as_one_and_keeps_what_is_not_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: int
) -> None:
    monkeypatch.setattr(files_module, "RENAME_EXCHANGE", flag)  # one that the kernel refuses, as old file systems do
    put(tmp_path, txt=b"old", html=b"old")
    (tmp_path / "day" / "en").mkdir()
    (tmp_path / "day" / "en" / "day.txt").write_bytes(b"translated")
    before = (tmp_path / "day").stat().st_ino
    put(tmp_path, txt=b"new", feed=b"newer")
    assert files(tmp_path) == {
        "day/day.html": b"old",
        "day/day.txt": b"new",
        "day/en/day.txt": b"translated",
        "feed.rss": b"newer",
    }
    assert (tmp_path / "day").stat().st_ino != before
    put(tmp_path, alone=True, txt=b"newest")
    assert names(tmp_path / "day") == ["day.txt", "en"]


def test_a_folder_and_a_file_with_this_content_are_left_as_they_are(tmp_path: Path) -> None:
    put(tmp_path, txt=b"same")
    before = [path.stat() for path in (tmp_path / "day", tmp_path / "feed.rss")]
    put(tmp_path, txt=b"same")
    now = [path.stat() for path in (tmp_path / "day", tmp_path / "feed.rss")]
    assert all(map(os.path.samestat, before, now))
    assert names(tmp_path) == ["day", "feed.rss"]


@pytest.mark.parametrize("large", [{"txt": b"x" * 3000}, {"txt": b"new", "feed": b"x" * 3000}])
def test_a_full_disk_changes_nothing_and_leaves_nothing(tmp_path: Path, large: dict[str, bytes]) -> None:
    put(tmp_path, txt=b"old", html=b"old")
    before = files(tmp_path)
    with a_disk_that_takes(2000), pytest.raises(OSError, match="too large"):
        put(tmp_path, html=b"new", **large)
    assert files(tmp_path) == before
    assert names(tmp_path) == ["day", "feed.rss"]


def test_what_a_killed_process_left_is_put_right(tmp_path: Path) -> None:
    put(tmp_path, txt=b"old")
    (tmp_path / "day" / ".en.aggregator-old").mkdir()  # killed while the translation was swapped
    (tmp_path / "day" / ".en.aggregator-old" / "day.txt").write_bytes(b"translated")
    (tmp_path / "day").rename(tmp_path / ".day.aggregator-old")  # and then while the edition was
    (tmp_path / ".day.aggregator-new").mkdir()
    (tmp_path / ".feed.rss.aggregator-new").write_bytes(b"half")
    (tmp_path / ".htaccess").write_bytes(b"the operator's")
    put_right(tmp_path)
    put_right(tmp_path)
    assert files(tmp_path) == {
        ".htaccess": b"the operator's",
        "day/day.txt": b"old",
        "day/en/day.txt": b"translated",
        "feed.rss": b"feed",
    }
    (tmp_path / ".day.aggregator-old").mkdir()  # killed after the swap
    put(tmp_path, txt=b"new")
    assert names(tmp_path) == [".htaccess", "day", "feed.rss"]


def build(place: Path, **documents: bytes) -> None:
    """Put a whole folder in place; a document named `fault` ends it half-way."""
    with replacing_folder(place) as folder:
        for name, content in documents.items():
            (folder / name).write_bytes(content)
        assert "fault" not in documents


@pytest.mark.parametrize("flag", [files_module.RENAME_EXCHANGE, 1 << 30], ids=["exchange", "no exchange"])
def test_a_whole_folder_is_replaced_with_all_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: int) -> None:
    monkeypatch.setattr(files_module, "RENAME_EXCHANGE", flag)
    build(tmp_path / "site", a=b"old", b=b"old")
    (tmp_path / "site").chmod(0o750)
    build(tmp_path / "site", a=b"new")
    assert files(tmp_path) == {"site/a": b"new"}
    assert (tmp_path / "site").stat().st_mode & 0o777 == 0o750
    assert names(tmp_path) == ["site"]


def test_a_build_that_fails_leaves_the_old_folder_or_none(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        build(tmp_path / "site", a=b"half", fault=b"")
    assert names(tmp_path) == []
    build(tmp_path / "site", a=b"old")
    with pytest.raises(AssertionError):
        build(tmp_path / "site", a=b"half", fault=b"")
    assert files(tmp_path) == {"site/a": b"old"}
    assert names(tmp_path) == ["site"]


def test_a_build_puts_right_what_a_killed_one_left(tmp_path: Path) -> None:
    build(tmp_path / "site", a=b"old")
    (tmp_path / "site").rename(tmp_path / ".site.aggregator-old")  # killed in the swap
    (tmp_path / ".site.aggregator-growing").mkdir()
    (tmp_path / ".site.aggregator-growing" / "half").write_bytes(b"half")
    put_right(tmp_path)  # of another command: it brings the old one back, and leaves what may be growing
    assert names(tmp_path) == [".site.aggregator-growing", "site"]
    build(tmp_path / "site", b=b"new")
    assert files(tmp_path) == {"site/b": b"new"}
    assert names(tmp_path) == ["site"]


def test_a_folder_that_cannot_be_read_is_an_error_of_one_line(tmp_path: Path) -> None:
    (tmp_path / ".day.aggregator-old").mkdir()
    (tmp_path / "day").symlink_to("day")  # a link to itself
    with pytest.raises(AggregatorError, match="cannot write"):
        put_right(tmp_path)
