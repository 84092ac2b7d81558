"""`Retry-After` in every form that servers send."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.text.retry_after import MAX_PAUSE, retry_after

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("9" * 400, MAX_PAUSE),
        ("Fri, 20 Nov 2026 12:05:00 GMT", 300),
        ("Fri, 20 Nov 2026 20:05:00 +0800", 300),
        ("Friday, 20-Nov-26 12:05:00 GMT", 300),
        ("Fri Nov 20 12:05:00 2026", 300),
        ("Fri, 20 Nov 2026 12:05:00", 300),
        ("Fri, 20 Nov 2026 12:05:00 -0000", 300),
        ("Fri, 20 Nov 2026 11:55:00 GMT", 0),
        ("Fri, 20 Nov 2027 12:00:00 GMT", MAX_PAUSE),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("Fri, 20 Nov 99999 12:00:00 GMT", None),
    ],
)
def test_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


DATES = st.from_regex(r"\A(Fri, )?\d{1,2} (Nov|Feb) \d{1,5} \d{1,2}:\d{1,2}(:\d{1,2})? ([+-]\d{1,9}|GMT|PST|)\Z")


@given(header=st.text() | DATES)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_whatever_the_header_the_pause_is_bounded(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or 0 <= seconds <= MAX_PAUSE
