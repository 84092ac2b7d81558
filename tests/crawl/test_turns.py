"""Turns at a host."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

import pytest

from aggregator.crawl.turns import BAD_ANSWER, MAX_FAILURES, MAX_WAIT, MAX_WAITS, NO_ANSWER, Turns
from aggregator.errors import NotAsked


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


async def request(turns: Turns, log: list[tuple[str, str]], name: str, seconds: float = 0.01, host: str = "a") -> None:
    async with turns.turn("lake", host):
        log.append(("sent", name))
        await asyncio.sleep(seconds)
        log.append(("done", name))


def test_one_request_at_a_time_per_host() -> None:
    async def work() -> list[tuple[str, str]]:
        turns, log = Turns(), list[tuple[str, str]]()
        await asyncio.gather(*(request(turns, log, name) for name in "123"))
        return log

    assert run(work()) == [(step, name) for name in "123" for step in ("sent", "done")]


def test_hosts_do_not_wait_for_each_other() -> None:
    async def work() -> list[tuple[str, str]]:
        turns, log = Turns(), list[tuple[str, str]]()
        await asyncio.gather(request(turns, log, "slow", 0.2), request(turns, log, "quick", host="b"))
        return log

    assert run(work())[-1] == ("done", "slow")


def test_a_pause_holds_what_waits_for_its_turn() -> None:
    async def work() -> float:
        turns, log = Turns(), list[tuple[str, str]]()
        began = time.monotonic()

        async def busy() -> None:
            async with turns.turn("lake", "a"):
                await asyncio.sleep(0.01)
                turns.pause("a", 0.2)

        await asyncio.gather(busy(), request(turns, log, "after"))
        return time.monotonic() - began

    assert run(work()) >= 0.2


def test_a_long_pause_ends_the_turns() -> None:
    async def work() -> None:
        turns = Turns()
        turns.pause("a", MAX_WAIT + 5)
        await request(turns, [], "never")

    with pytest.raises(NotAsked, match="a asked for a pause"):
        run(work())


def test_the_gap_is_kept_between_requests() -> None:
    async def work() -> float:
        turns = Turns()
        turns.keep_gap("a", 0.1)
        began = time.monotonic()
        await asyncio.gather(*(request(turns, [], name) for name in "123"))
        return time.monotonic() - began

    assert run(work()) >= 0.2


def test_a_silent_host_is_left_alone_until_it_answers() -> None:
    async def work() -> None:
        turns = Turns()
        for number in range(MAX_FAILURES - 1):
            turns.failed("a", f"http://a/{number}", BAD_ANSWER)
        turns.failed("a", "http://a/0", BAD_ANSWER)  # its second try
        await request(turns, [], "still asked")
        turns.answered("a")
        for number in range(MAX_FAILURES):
            turns.failed("a", f"http://a/{number}", BAD_ANSWER)
        await request(turns, [], "another host", host="b")
        await request(turns, [], "never")

    with pytest.raises(NotAsked, match="pages in a row"):
        run(work())


def test_a_host_that_does_not_answer_is_left_alone_sooner() -> None:
    async def work() -> None:
        turns = Turns()
        for number in range(MAX_FAILURES // NO_ANSWER):
            turns.failed("a", f"http://a/{number}", NO_ANSWER)
        await request(turns, [], "never")

    with pytest.raises(NotAsked) as raised:
        run(work())
    assert raised.value.silent


def test_a_host_that_goes_on_asking_for_pauses_is_left_alone() -> None:
    async def work() -> None:
        turns = Turns()
        turns.pause("a", MAX_WAITS)
        turns.answered("a")
        turns.pause("a", 0.01)
        turns.pause("a", 0.01)
        await asyncio.sleep(0)
        turns.pause("b", 0.02)
        turns.pause("b", MAX_WAITS)
        await request(turns, [], "never", host="b")

    with pytest.raises(NotAsked, match="b asked for a pause"):
        run(work())


def test_the_end_cuts_what_hangs_and_what_waits() -> None:
    async def work() -> tuple[list[BaseException | None], float]:
        turns = Turns()
        turns.pause("b", 60)
        began = time.monotonic()
        asyncio.get_running_loop().call_later(0.05, turns.end, "lake", "stopped by a signal")
        requests = [request(turns, [], "hangs", 60), request(turns, [], "queued"), request(turns, [], "held", host="b")]
        ends = await asyncio.gather(*map(asyncio.ensure_future, requests), return_exceptions=True)
        with pytest.raises(NotAsked):
            await request(turns, [], "later", host="c")
        return ends, time.monotonic() - began

    ends, seconds = run(work())
    assert [str(error) for error in ends] == ["stopped by a signal"] * 3
    assert seconds < 5


def test_a_cancelled_task_stays_cancelled() -> None:
    async def work() -> None:
        task = asyncio.ensure_future(request(Turns(), [], "hangs", 60))
        await asyncio.sleep(0.01)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        run(work())


def test_no_request_leaves_once_the_work_may_be_another_workers() -> None:
    async def work() -> None:
        turns = Turns()
        turns.until = time.monotonic() + MAX_WAIT
        await request(turns, [], "1")
        assert not turns.late
        turns.until = time.monotonic() - 0.001
        with pytest.raises(NotAsked, match="another worker may have the outlet"):
            await request(turns, [], "2")
        assert turns.late

    run(work())
