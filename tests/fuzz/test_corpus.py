"""The corpus holds: what others write, seeds and past findings, and a few mutations of each, break nothing."""

import random
import socket
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import CORPUS, kind_of, minimised, signature
from tests.fuzz.mutation import TOKENS, mutated
from tests.fuzz.targets import MAX_BYTES, TARGETS

INPUTS = sorted(path for path in CORPUS.glob("*/*"))
PIECES = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(TOKENS), st.integers(0, 40)), max_size=4)


def test_every_target_has_a_corpus() -> None:
    assert {path.parent.name for path in INPUTS} == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_in_the_corpus_breaks_nothing(name: str) -> None:
    broken = {path.name: signature(name, path.read_bytes()) for path in INPUTS if path.parent.name == name}
    assert [(found, what) for found, what in broken.items() if what] == []


@pytest.mark.parametrize("name", TARGETS)
@given(seed=st.integers(0, 99), pieces=PIECES)
@settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=[*HealthCheck], database=None)
def test_nor_does_a_piece_put_in(name: str, seed: int, pieces: list[tuple[float, bytes, int]]) -> None:
    seeds = [path for path in INPUTS if path.parent.name == name]
    data = seeds[seed % len(seeds)].read_bytes()
    for share, token, cut in pieces:
        at = int(share * len(data))
        data = data[:at] + token + data[at + cut :]
    assert signature(name, data) is None


def test_mutations_are_reproducible_and_bounded() -> None:
    first, again = (mutated(b"<item>", random.Random(7), 100, [b"x" * 999]) for _ in range(2))
    assert first == again
    assert len(mutated(b"a" * MAX_BYTES, random.Random(1), 100)) <= 100


def raises(_: bytes) -> None:
    raise KeyError("x")


def connects(_: bytes) -> None:
    with socket.socket() as client:
        client.settimeout(0.1)
        client.connect_ex(("127.0.0.1", 1))


def takes_long(_: bytes) -> None:
    ends = time.process_time() + 0.1
    while time.process_time() < ends:
        pass


@pytest.mark.parametrize(
    ("target", "kind"), [(raises, "KeyError"), (connects, "reaches out"), (takes_long, "takes seconds")]
)
def test_a_target_that_breaks_is_seen(monkeypatch: pytest.MonkeyPatch, target: object, kind: str) -> None:
    monkeypatch.setitem(TARGETS, "planted", target)
    monkeypatch.setattr("tests.fuzz.targets.MAX_SECONDS", 0.05)
    assert (signature("planted", b"") or "").startswith(kind)


def test_a_finding_is_minimised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def planted(data: bytes) -> None:
        if b"<!" in data:
            raise ValueError(data)

    monkeypatch.setitem(TARGETS, "planted", planted)
    (tmp_path / "finding").write_bytes(b"some text <! and more of it")
    assert kind_of(minimised("planted", tmp_path / "finding")).startswith("ValueError")
    assert (tmp_path / "finding").read_bytes() == b"<!"
