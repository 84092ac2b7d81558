"""Raw HTTP answers in WARC files: the recorder writes them, the archive replays them.

WARC 1.1, one `response` record per answer, gzip per record (ISO 28500). Bodies are kept as received, still
content-encoded, so that a replay decodes them by the same code as a crawl.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from http.client import responses
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from aggregator.errors import ArchiveError, NotRecorded, in_a_line
from aggregator.files import replacing

GZIP = b"\x1f\x8b"
_STATUS = re.compile(r"[1-9]\d\d", re.ASCII)
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Where an answer is recorded."""

    file: Path
    offset: int
    """Bytes of the file before its record."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, and when it was given (aware, UTC)."""

    url: str
    status: int
    headers: Headers
    body: bytes
    at: datetime
    method: str = "GET"
    request: str = ""
    """Hash of the request's body; empty without one."""
    record: Record | None = field(default=None, compare=False)
    """Set on what was read from a file."""

    @classmethod
    def posted(cls, url: str, sent: bytes, status: int, headers: Headers, body: bytes, at: datetime) -> Answer:
        """Return the answer to a POST of `sent`."""
        return cls(url, status, headers, body, at, "POST", _hash(sent))

    def header(self, name: str) -> str | None:
        """Return the first header of this name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


Key = tuple[str, str, str]
"""Method, URL and body hash of a request."""


class Archive:
    """The answers of one or more WARC files, by method, URL and body of the request.

    A request with several answers gets them in order, then the last one repeatedly.
    """

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers: dict[Key, list[Answer]] = {}
        for answer in sorted(answers, key=lambda answer: answer.at):
            self._answers.setdefault((answer.method, answer.url, answer.request), []).append(answer)
        self._served: dict[Key, int] = {}
        self.began = min((answer.at for answer in answers), default=datetime.max.replace(tzinfo=UTC))
        self.now = max((answer.at for answer in answers), default=datetime.min.replace(tzinfo=UTC))

    @classmethod
    def open(cls, paths: Sequence[Path]) -> Archive:
        """Read the files; raise `ArchiveError` if one is missing, empty, truncated or not WARC."""
        answers = [answer for path in paths for answer in read_answers(path)]
        return cls(answers)

    def __len__(self) -> int:
        return sum(map(len, self._answers.values()))

    def answer(self, url: str, method: str = "GET", sent: bytes = b"") -> Answer:
        """Return the next answer to this request, whose body is `sent`; raise `NotRecorded` if there is none."""
        key = (method, url, _hash(sent))
        answers = self._answers.get(key)
        if not answers:
            raise NotRecorded(url)
        served = self._served.get(key, 0)
        self._served[key] = served + 1
        return answers[min(served, len(answers) - 1)]


def read_answers(path: Path) -> list[Answer]:
    """Read all answers of a WARC file, gzipped or not."""
    try:
        _require_whole_members(path)
        with path.open("rb") as stream:
            answers = list(_responses(stream, path))
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}") from error
    except ArchiveError:
        raise
    except Exception as error:  # warcio's errors have no root
        raise ArchiveError(f"{path}: not a WARC file, or truncated: {in_a_line(error, 200)}") from error
    if not answers:
        raise ArchiveError(f"{path}: contains no answers")
    return answers


def read_answer(record: Record) -> Answer:
    """Read one answer of a file; raise `ArchiveError` if there is none at the place."""
    try:
        with record.file.open("rb") as stream:
            stream.seek(record.offset)
            return next(_responses(stream, record.file))
    except OSError as error:
        raise ArchiveError(f"{record.file}: {error.strerror or error}") from error
    except ArchiveError:
        raise
    except Exception as error:  # warcio's errors have no root
        raise ArchiveError(f"{record.file}: no answer at byte {record.offset}: {in_a_line(error, 200)}") from error


def _require_whole_members(path: Path) -> None:
    """Raise if a gzipped file ends inside a member, or is damaged: warcio ignores both."""
    with path.open("rb") as stream:
        if stream.peek(2)[:2] != GZIP:
            return
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while chunk := member.unused_data or stream.read(2**20):
            if member.eof:
                member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            member.decompress(chunk)
    if not member.eof:
        raise EOFError("it ends inside a record")


def _responses(stream: BinaryIO, path: Path) -> Iterator[Answer]:
    records = ArchiveIterator(stream)
    for record in records:
        if record.rec_type != "response" or record.http_headers is None:
            continue
        body = record.raw_stream.read()
        _require_whole(record, body, path)
        yield Answer(
            url=record.rec_headers.get_header("WARC-Target-URI"),
            status=_status(record.http_headers.get_statuscode(), path),
            headers=tuple(record.http_headers.headers),
            body=body,
            at=_date(record.rec_headers.get_header("WARC-Date"), path),
            method=record.rec_headers.get_header("WARC-X-Method") or "GET",
            request=record.rec_headers.get_header("WARC-X-Request-Digest") or "",
            record=Record(path, records.get_record_offset()),
        )


def _require_whole(record: Any, body: bytes, path: Path) -> None:
    """Raise if the file ends inside a record: warcio returns the partial body without an error."""
    if record.raw_stream.limit > 0:
        url = record.rec_headers.get_header("WARC-Target-URI")
        raise ArchiveError(f"{path}: truncated inside the answer of {url}, after {len(body)} bytes")


def _status(value: str, path: Path) -> int:
    if not _STATUS.fullmatch(value):
        raise ArchiveError(f"{path}: an answer without a valid status: {value!r}")
    return int(value)


def _date(value: str | None, path: Path) -> datetime:
    try:
        return datetime.fromisoformat(value or "").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ArchiveError(f"{path}: a record without a valid date: {value!r}") from error


def outdated(folder: Path, before: datetime, most_bytes: int | None = None, *, newest_stays: bool = True) -> list[Path]:
    """Return the recordings in a folder that ended before a moment, and the oldest of those beyond a size together.

    The newest one is not among them if it `newest_stays`. A `.part`, whose run died, counts as a recording.
    """
    found = [path for pattern in ("*.warc.gz", "*.warc.gz.part") for path in folder.glob(pattern)]
    total, old = 0, list[Path]()
    for path in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True):
        stays, total = newest_stays and total == 0, total + path.stat().st_size
        too_old, too_much = path.stat().st_mtime < before.timestamp(), most_bytes is not None and total > most_bytes
        if (too_old or too_much) and not stays:
            old.append(path)
    return old


class Recorder:
    """Writes answers to one WARC file; a context manager.

    The file grows as `<name>.part`, and gets its name when it is complete. If it cannot be written, what was recorded
    so far stays there, and `ArchiveError` is raised by `require_whole` and at the end of the block, not in between: the
    recorder's caller is a crawl that has other things to do.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = replacing(path, path.with_name(path.name + ".part"))
        try:
            self._stream = self._file.__enter__()
        except OSError as error:
            raise ArchiveError(f"{path}: {error.strerror or error}") from error
        self._writer = WARCWriter(self._stream, gzip=True, warc_version="1.1")
        self._fault: ArchiveError | None = None

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        broken = self._fault or error
        try:
            self._file.__exit__(type(broken) if broken else None, broken, trace)
        except OSError as fault:
            raise self._cannot_write(fault) from fault
        if kind is None:
            self.require_whole()

    def require_whole(self) -> None:
        """Raise `ArchiveError` if an answer could not be written."""
        if self._fault:
            raise self._fault

    def write(self, answer: Answer) -> Record | None:
        """Append one answer, and return where it is; None if it cannot be written. Equal answers give equal bytes."""
        if self._fault:
            return None
        try:
            place = Record(self.path, self._stream.tell())
            self._append(answer)
        except OSError as fault:
            self._fault = self._cannot_write(fault)
            return None
        return place

    def _cannot_write(self, fault: OSError) -> ArchiveError:
        return ArchiveError(f"{self.path}: cannot write: {fault.strerror or fault}")

    def _append(self, answer: Answer) -> None:
        headers = StatusAndHeaders(
            f"{answer.status} {_reason(answer.status)}", list(answer.headers), protocol="HTTP/1.1"
        )
        date = answer.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        record = self._writer.create_warc_record(
            answer.url,
            "response",
            payload=io.BytesIO(answer.body),
            http_headers=headers,
            warc_headers_dict={
                "WARC-Date": date,
                "WARC-Record-ID": f"<{uuid5(NAMESPACE_URL, _name(answer, date)).urn}>",
                **({} if answer.method == "GET" else {"WARC-X-Method": answer.method}),
                **({"WARC-X-Request-Digest": answer.request} if answer.request else {}),
            },
        )
        self._writer.write_record(record)
        self._stream.flush()


def _name(answer: Answer, date: str) -> str:
    """Return what identifies a record."""
    return " ".join(filter(None, (answer.method, date, answer.url, answer.request)))


def _hash(sent: bytes) -> str:
    return f"sha256:{sha256(sent).hexdigest()}" if sent else ""


def _reason(status: int) -> str:
    return responses.get(status, "Unknown")
