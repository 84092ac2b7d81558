"""Entries with given headlines."""

from __future__ import annotations

from datetime import date

from aggregator.models import Attribution, Entry


def entries(credit: Attribution, *rows: tuple[str, str, float]) -> list[Entry]:
    """Return entries of these headlines, sections and scores."""
    return [
        Entry(
            number=number,
            section=section,
            headline=headline,
            dateline="11月20日消息，",
            paragraph="云杉商城宣布开放加盟。",
            credit=credit.name.zh,
            attribution=credit,
            event=str(number),
            stories=(str(number),),
            url="https://news.example/",
            day=date(2026, 11, 20),
            score=score,
            score_parts={},
        )
        for number, (headline, section, score) in enumerate(rows, 1)
    ]
