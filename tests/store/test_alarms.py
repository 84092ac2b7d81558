"""Alarms in the store."""

from dataclasses import replace
from datetime import timedelta

from aggregator.models import Alarm


def test_an_alarm_is_kept_until_it_is_over_and_may_begin_again(store, noon):
    later = noon + timedelta(hours=10)
    first = Alarm(key="silent lake", kind="silent", subject="lake", text="自 11 月 20 日起没有新链接", since=noon)
    other = replace(first, key="disk", kind="disk", subject="", since=later)
    store.alarms.save([other, first])
    assert store.alarms.recent(later) == [first, other]
    over = replace(first, over=later, end="over", sent=("mail", "hook"), end_sent=("mail",))
    store.alarms.save([over])
    store.alarms.save([])
    assert store.alarms.recent(later) == [over, other]
    assert store.alarms.recent(later + timedelta(seconds=1)) == [other]
    again = replace(first, since=later + timedelta(days=1))
    store.alarms.save([again])
    assert store.alarms.recent(noon) == [over, other, again]
