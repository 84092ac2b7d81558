"""Outlets of invented companies, and the clock of the readers' tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aggregator.registry.outlets import EntryPoint, Outlet

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def zone() -> ZoneInfo:
    return SHANGHAI


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 20, 0, tzinfo=SHANGHAI)


@pytest.fixture
def make_outlet() -> Callable[..., Outlet]:
    def make(**fields: Any) -> Outlet:
        table = {
            "id": "lanhe",
            "name": {"zh": "蓝河新闻", "en": "Lanhe News"},
            "home": "https://www.lanhe.example/",
            "hosts": ["lanhe.example"],
            "source": "lanhe",
            "entries": [{"kind": "feed", "url": "https://www.lanhe.example/feed.xml"}],
        }
        return Outlet.model_validate(table | fields)

    return make


@pytest.fixture
def outlet(make_outlet: Callable[..., Outlet]) -> Outlet:
    return make_outlet()


@pytest.fixture
def entry() -> EntryPoint:
    return EntryPoint.model_validate(
        {"kind": "listing", "url": "https://www.lanhe.example/list/", "section": "internet"}
    )
