"""Files are replaced in one step, or stay as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aggregator.errors import AggregatorError
from aggregator.files import replacing, write_file, write_files


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fail_half_way(path: Path, part: Path | None = None) -> None:
    with replacing(path, part) as stream:
        stream.write(b"half")
        raise KeyboardInterrupt


def test_the_old_content_stays_until_the_new_is_whole(tmp_path: Path) -> None:
    path = write_file(tmp_path / "new" / "day.txt", b"old")
    with replacing(path) as stream:
        stream.write(b"ne")
        stream.flush()
        assert path.read_bytes() == b"old"
        stream.write(b"w")
    assert path.read_bytes() == b"new"
    assert names(path.parent) == ["day.txt"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_block_that_raises_leaves_the_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = write_file(tmp_path / "day.txt", b"old")
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


def test_a_file_with_this_content_is_left_as_it_is(tmp_path: Path) -> None:
    path = write_file(tmp_path / "day.txt", b"same")
    before = path.stat()
    assert write_file(path, b"same") == path
    assert os.path.samestat(path.stat(), before)
    write_file(path, b"other")
    assert not os.path.samestat(path.stat(), before)


def test_a_folder_that_cannot_be_made_is_an_error_of_one_line(tmp_path: Path) -> None:
    write_file(tmp_path / "file", b"")
    with pytest.raises(AggregatorError, match="file/below: cannot write: Not a directory"):
        write_files(tmp_path / "file" / "below", {"day.txt": "text"})
