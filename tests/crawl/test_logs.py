"""Bindings of log records."""

import asyncio
import logging

from aggregator.crawl.logs import bind, bound


def binding() -> dict[str, str]:
    record = logging.LogRecord("name", logging.INFO, __file__, 1, "message", None, None)
    bind(record)
    return dict(record.bound)  # type: ignore[attr-defined]


def test_a_binding_ends_with_its_block() -> None:
    assert binding() == {}
    with bound(run="r1"):
        with bound(outlet="lake"):
            assert binding() == {"run": "r1", "outlet": "lake"}
        assert binding() == {"run": "r1"}
    assert binding() == {}


def test_tasks_are_bound_where_they_start_and_do_not_mix() -> None:
    async def crawl(outlet: str) -> list[str]:
        seen = []
        with bound(outlet=outlet):
            for _ in range(3):
                seen.append(await asyncio.create_task(later()))
        return seen

    async def later() -> str:
        await asyncio.sleep(0)
        return binding()["outlet"]

    async def both() -> list[list[str]]:
        return await asyncio.gather(crawl("lake"), crawl("hill"))

    assert asyncio.run(both()) == [["lake"] * 3, ["hill"] * 3]
