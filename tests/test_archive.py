"""The archive: what is written is read back, and a damaged file is an error of one line."""

import gzip
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from aggregator.archive import Answer, Archive, Recorder, outdated, read_answer, read_answers
from aggregator.errors import ArchiveError, NotRecorded
from tests.disks import a_disk_that_takes

AT = datetime(2026, 11, 20, 9, 45, 0, 250000, tzinfo=UTC)


def answer(url="http://example.org/a", body=b"body", status=200, at=AT, method="GET"):
    return Answer(url, status, (("Content-Type", "text/html"), ("X-Twice", "1"), ("X-Twice", "2")), body, at, method)


@pytest.fixture
def path(tmp_path):
    with Recorder(tmp_path / "new" / "day.warc.gz") as recorder:
        recorder.write(answer(body=bytes(range(256)) * 400))
        recorder.write(answer("http://example.org/b", b"", 404))
        recorder.write(answer("http://example.org/a", b"later", at=AT.replace(hour=10)))
    return tmp_path / "new" / "day.warc.gz"


def test_answers_come_back_as_they_were(path):
    archive = Archive.open([path])
    assert archive.answer("http://example.org/a") == answer(body=bytes(range(256)) * 400)
    assert archive.answer("http://example.org/b").status == 404
    assert archive.now == AT.replace(hour=10)


@pytest.mark.parametrize("packed", [True, False])
def test_each_record_can_be_read_alone(path, packed):
    if not packed:
        path.write_bytes(gzip.decompress(path.read_bytes()))
    answers = read_answers(path)
    assert [read_answer(each.record) for each in answers] == answers
    assert len({each.record.offset for each in answers}) == len(answers) == 3


def test_where_no_record_begins_is_an_error_of_one_line(path, tmp_path):
    (place, *_) = [each.record for each in read_answers(path)]
    end = path.stat().st_size
    for wrong in (replace(place, offset=3), replace(place, offset=end), replace(place, file=tmp_path / "none")):
        with pytest.raises(ArchiveError) as raised:
            read_answer(wrong)
        assert "\n" not in str(raised.value)


def test_url_answered_twice_gets_its_answers_in_order_then_the_last_again(path):
    archive = Archive.open([path])
    bodies = [archive.answer("http://example.org/a").body[:5] for _ in range(3)]
    assert bodies == [bytes(range(5)), b"later", b"later"]


def test_method_is_part_of_the_request(tmp_path):
    with Recorder(tmp_path / "post.warc.gz") as recorder:
        recorder.write(answer(method="POST"))
    archive = Archive.open([tmp_path / "post.warc.gz"])
    assert archive.answer("http://example.org/a", "POST").body == b"body"
    with pytest.raises(NotRecorded, match=r"not recorded: http://example\.org/a"):
        archive.answer("http://example.org/a")


def test_a_post_is_found_by_what_was_sent(tmp_path):
    path = tmp_path / "post.warc.gz"
    url, sent = "http://example.org/translate", (b'{"q":["a"]}', b'{"q":["b"]}')
    with Recorder(path) as recorder:
        for number, body in enumerate(sent):
            recorder.write(Answer.posted(url, body, 200, (), b"answer %d" % number, AT))
        recorder.write(answer(url, b"got"))
    archive = Archive.open([path])
    assert [archive.answer(url, "POST", body).body for body in reversed(sent)] == [b"answer 1", b"answer 0"]
    assert archive.answer(url).body == b"got"
    assert len(archive) == 3
    for missing in (b'{"q":["c"]}', b""):
        with pytest.raises(NotRecorded):
            archive.answer(url, "POST", missing)


def test_records_of_one_moment_have_different_ids(tmp_path):
    with Recorder(tmp_path / "post.warc") as recorder:
        for body in (b"a", b"b"):
            recorder.write(Answer.posted("http://example.org/translate", body, 200, (), b"", AT))
    with (tmp_path / "post.warc").open("rb") as stream:
        ids = {record.rec_headers.get_header("WARC-Record-ID") for record in ArchiveIterator(stream)}
    assert len(ids) == 2


def test_recording_that_fails_leaves_no_file(tmp_path):
    def fail_in_the_middle():
        with Recorder(tmp_path / "day.warc.gz") as recorder:
            recorder.write(answer())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_in_the_middle()
    assert not (tmp_path / "day.warc.gz").exists()


def test_a_full_disk_ends_the_recording_and_not_its_crawl(tmp_path):
    def record():
        with Recorder(tmp_path / "day.warc.gz") as recorder:
            for number in range(40):  # none of these raises
                recorder.write(answer(f"http://example.org/{number}", number.to_bytes(2, "big") * 500))
            with pytest.raises(ArchiveError, match="cannot write"):
                recorder.require_whole()

    with a_disk_that_takes(6000), pytest.raises(ArchiveError, match=r"day\.warc\.gz: cannot write: File too large"):
        record()
    assert [path.name for path in tmp_path.iterdir()] == ["day.warc.gz.part"]


def test_recordings_are_outdated_by_age_and_by_size_but_never_the_newest(tmp_path):
    for days, name in enumerate(("now.warc.gz", "day.warc.gz", "died.warc.gz.part", "old.warc.gz", "notes.txt")):
        (tmp_path / name).write_bytes(bytes(100))
        moment = (AT - timedelta(days=days)).timestamp()
        os.utime(tmp_path / name, (moment, moment))

    def names(days, most=None):
        return [path.name for path in outdated(tmp_path, AT - timedelta(days=days), most)]

    assert names(9) == []
    assert names(1.5) == ["died.warc.gz.part", "old.warc.gz"]
    assert names(9, 200) == ["died.warc.gz.part", "old.warc.gz"]
    assert names(0, 0) == names(-9) == ["day.warc.gz", "died.warc.gz.part", "old.warc.gz"]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9])
def test_a_truncated_archive_is_an_error_that_names_the_file(path, share):
    whole = path.read_bytes()
    first = whole[: whole.index(b"\x1f\x8b", 2)]
    path.write_bytes(first[: int(len(first) * share)])
    with pytest.raises(ArchiveError, match=r"day\.warc\.gz"):
        Archive.open([path])


@pytest.mark.parametrize("content", [b"", b"hello\n", b"<html></html>", b"\x1f\x8b\x08broken", b"WARC/1.1\r\n\r\n"])
def test_a_file_that_is_not_an_archive_is_an_error_of_one_line(tmp_path, content):
    path = tmp_path / "no.warc.gz"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"no\.warc\.gz") as caught:
        Archive.open([path])
    assert "\n" not in str(caught.value)


def test_missing_file_is_an_error_that_names_it(tmp_path):
    with pytest.raises(ArchiveError, match=r"none\.warc: No such file"):
        Archive.open([tmp_path / "none.warc"])
