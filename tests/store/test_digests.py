import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from aggregator.errors import StoreError
from aggregator.models import MadeEdition

KEY = "2026-11-20-evening"
DOCUMENT = {"version": 1, "title": "晚间资讯", "entries": [{"number": 1, "score": 0.1 + 0.2}], "day": None}


def test_a_document_comes_back_with_its_keys_in_order(store, noon):
    store.digests.save(KEY, "zh", DOCUMENT, [], noon)
    found = store.digests.get(KEY, "zh")
    assert json.dumps(found) == json.dumps(DOCUMENT)


def test_digests_are_kept_by_edition_and_language(store, noon):
    store.digests.save(KEY, "zh", DOCUMENT, [], noon)
    store.digests.save(KEY, "en", {"title": "Evening information"}, [], noon)
    assert store.digests.get(KEY, "zh") == DOCUMENT
    assert store.digests.get(KEY, "en") == {"title": "Evening information"}
    assert store.digests.get("2026-11-21-morning", "zh") is None


def test_saved_again_a_digest_replaces_document_and_entries(store, noon, make_entry):
    store.digests.save(KEY, "zh", DOCUMENT, [make_entry("a", noon), make_entry("b", noon)], noon)
    store.digests.save(KEY, "zh", {"title": "更正"}, [make_entry("c", noon)], noon)
    assert store.digests.get(KEY, "zh") == {"title": "更正"}
    assert store.digests.past([KEY]) == [make_entry("c", noon)]


def test_one_language_replaced_leaves_the_other(store, noon, make_entry):
    store.digests.save(KEY, "zh", DOCUMENT, [make_entry("a", noon)], noon)
    store.digests.save(KEY, "en", DOCUMENT, [make_entry("b", noon)], noon)
    store.digests.save(KEY, "zh", DOCUMENT, [], noon)
    assert store.digests.past([KEY]) == [make_entry("b", noon)]


def test_past_is_oldest_first_in_the_order_of_print_and_bounded(store, noon, make_entry):
    closed = {"2026-11-19-evening": 0, "2026-11-20-morning": 12, "2026-11-20-evening": 24, "2026-11-21-morning": 36}
    for edition, hours in reversed(closed.items()):
        at = noon + timedelta(hours=hours)
        entries = [make_entry(f"{edition}-{name}", at, edition) for name in ("z", "a")]
        store.digests.save(edition, "zh", DOCUMENT, entries, at)
    found = store.digests.past(["2026-11-20-evening", "2026-11-20-morning"])
    assert [entry.event for entry in found] == [
        "2026-11-20-morning-z",
        "2026-11-20-morning-a",
        "2026-11-20-evening-z",
        "2026-11-20-evening-a",
    ]
    assert found[0] == make_entry("2026-11-20-morning-z", noon + timedelta(hours=12), "2026-11-20-morning")


def test_editions_are_listed_with_their_windows_in_the_order_they_were_made(store, noon):
    hour = timedelta(hours=1)
    for key, end, at in [
        ("b", noon, noon + hour),
        ("a", noon + hour, noon + hour),
        ("c", noon, noon),
        ("d", noon - hour, noon),
    ]:
        window = {"start": (end - hour).isoformat(), "end": end.isoformat()}
        store.digests.save(key, "zh", {"edition": window}, [], at)
    store.digests.save("old", "zh", DOCUMENT, [], noon)
    found = store.digests.made(noon)
    assert [made.key for made in found] == ["c", "b", "a"]
    assert found[1] == MadeEdition("b", noon - hour, noon, noon + hour)


def test_a_digest_is_replaced_all_or_nothing(store, database, noon, make_entry):
    store.digests.save(KEY, "zh", DOCUMENT, [], noon)
    with database.writing() as connection:
        connection.execute(text("DROP TABLE past_entries"))
    with pytest.raises(StoreError):
        store.digests.save(KEY, "zh", {"title": "更正"}, [make_entry("a", noon)], noon)
    assert store.digests.get(KEY, "zh") == DOCUMENT


def test_an_unknown_language_is_refused(store, noon):
    with pytest.raises(StoreError):
        store.digests.save(KEY, "fr", DOCUMENT, [], noon)
