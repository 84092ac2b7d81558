"""Entries carry the days that bind by their printed words; what is withdrawn binds nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from aggregator.assemble import with_binding_days
from aggregator.models import AmendmentKind, Revised
from tests.publish.editions import make_digest


def test_entries_and_briefs_get_the_days_of_what_is_printed_of_them() -> None:
    digest = make_digest(entries=4)
    first, withdrawn, plain, brief = digest.entries
    rule = "新规自12月1日起施行。"
    mark = Revised(1, AmendmentKind.WITHDRAW, "消息不实", datetime(2026, 11, 21, tzinfo=UTC))
    entries = (replace(first, paragraph=rule), replace(withdrawn, headline=rule, revised=(mark,)), plain)
    brief = replace(brief, headline="云杉商城12月5日起调整佣金", paragraph=rule)
    found = with_binding_days(replace(digest, entries=entries, briefs=(brief,)))
    days = [[bound.day for bound in entry.days] for entry in found.printed]
    assert days == [[date(2026, 12, 1)], [], [], [date(2026, 12, 5)]]
    english = replace(digest, edition=replace(digest.edition, language="en"))
    assert with_binding_days(english) == english
