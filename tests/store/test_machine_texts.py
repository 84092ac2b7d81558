from datetime import timedelta

import pytest

from aggregator.errors import StoreError
from aggregator.store import MachineText


def machine_text(key, answer="The warehouse opened.", **changes):
    fields = {"adapter": "libretranslate", "model": "", "source": "zh", "target": "en", "text": "仓库开仓。"}
    return MachineText(key=key, answer=answer, **(fields | changes))


def test_answers_come_back_by_key_and_only_the_requested_ones(store, noon):
    store.machine_texts.save([machine_text("a"), machine_text("b", "Two."), machine_text("c", "Three.")], noon)
    assert store.machine_texts.get(["b", "none", "a"]) == {"a": "The warehouse opened.", "b": "Two."}
    assert store.machine_texts.get([]) == {}


def test_a_key_keeps_its_first_answer(store, noon):
    store.machine_texts.save([machine_text("a", "first")], noon)
    store.machine_texts.save([machine_text("a", "second"), machine_text("b", "new")], noon + timedelta(hours=1))
    assert store.machine_texts.get(["a", "b"]) == {"a": "first", "b": "new"}


def test_many_keys_are_looked_up_at_once(store, noon):
    store.machine_texts.save([machine_text(f"k{number}", str(number)) for number in range(1201)], noon)
    found = store.machine_texts.get([f"k{number}" for number in range(1200)])
    assert found == {f"k{number}": str(number) for number in range(1200)}


def test_nothing_to_save_writes_nothing(store, noon):
    store.machine_texts.save([], noon)
    assert store.machine_texts.get(["a"]) == {}


def test_an_answer_that_cannot_be_written_leaves_none_of_its_transaction(store, noon):
    with pytest.raises(StoreError):
        store.machine_texts.save([machine_text("a"), machine_text(None)], noon)
    assert store.machine_texts.get(["a"]) == {}
