"""Limits and memory: what is asked, what is not asked again, where it ends."""

from datetime import UTC, datetime

import pytest

from aggregator.errors import HelperFailed
from aggregator.translation.libretranslate import LibreTranslate
from aggregator.translation.limits import Budget, Careful, Remembered
from aggregator.translation.openai import OpenAI
from aggregator.translation.transport import Web

WORDS = {f"第{number}句话。": f"Sentence number {number}." for number in range(10)}
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def careful(store):
    """Return a maker of limits with the store's memory."""

    def make(seconds=60.0, characters=10_000, batch=3, clock=lambda: 0.0):
        return Careful(Remembered(store.machine_texts, AT), Budget(seconds, characters, clock), batch)

    return make


@pytest.fixture
def libre(machine):
    machine.words = dict(WORDS)
    return LibreTranslate(Web(5), machine.base)


def asked_texts(machine):
    return [payload["q"] for _, payload in machine.asked]


def test_texts_go_in_batches_each_once(machine, libre, careful):
    told = careful().translating(libre).translate([*WORDS, *WORDS][:12], "zh", "en")
    assert told == [*WORDS.values(), *WORDS.values()][:12]
    assert list(map(len, asked_texts(machine))) == [3, 3, 3, 1]


def test_what_was_answered_is_never_asked_again(machine, libre, careful):
    first = careful().translating(libre).translate([*WORDS][:5], "zh", "en")
    machine.words = dict.fromkeys(WORDS, "Something else.")
    assert careful().translating(libre).translate([*WORDS][:6], "zh", "en") == [*first, "Something else."]
    assert asked_texts(machine)[2:] == [[[*WORDS][5]]]


def test_another_model_language_or_adapter_is_asked_anew(machine, libre, careful):
    text = next(iter(WORDS))
    careful().translating(libre).translate([text], "zh", "en")
    careful().translating(LibreTranslate(Web(5), machine.base, "other")).translate([text], "zh", "en")
    careful().translating(libre).translate([text], "en", "zh")
    careful().translating(OpenAI(Web(5), f"{machine.base}/v1", "small")).translate([text], "zh", "en")
    assert len(machine.asked) == 4


def test_what_was_answered_before_a_failure_is_remembered(machine, libre, careful):
    del machine.words["第4句话。"]
    with pytest.raises(HelperFailed, match="HTTP 500"):
        careful().translating(libre).translate([*WORDS], "zh", "en")
    machine.words = dict(WORDS)
    assert careful().translating(libre).translate([*WORDS], "zh", "en") == [*WORDS.values()]
    assert asked_texts(machine)[2] == [*WORDS][3:6]


def test_characters_are_spent_on_what_is_sent_alone(machine, libre, careful):
    limits = careful(characters=12)
    translator = limits.translating(libre)
    assert translator.translate([*WORDS][:2], "zh", "en")
    assert translator.translate([*WORDS][:2], "zh", "en")
    with pytest.raises(HelperFailed, match="the edition's 12 characters are used up"):
        translator.translate([*WORDS][2:3], "zh", "en")
    assert len(machine.asked) == 1


def test_no_request_begins_after_the_time(machine, libre, careful):
    now = [0.0]
    translator = careful(seconds=10, clock=lambda: now[0]).translating(libre)
    assert translator.translate([*WORDS][:1], "zh", "en")
    now[0] = 10.0
    with pytest.raises(HelperFailed, match="the edition's 10 seconds are used up"):
        translator.translate([*WORDS][1:2], "zh", "en")
    assert translator.translate([*WORDS][:1], "zh", "en")  # remembered
    assert len(machine.asked) == 1


def test_a_summary_is_remembered_by_its_length_too(machine, careful):
    machine.model = lambda told, data: '{"text": "短了。"}'
    summariser = careful().summarising(OpenAI(Web(5), f"{machine.base}/v1", "small"))
    assert [summariser.summarise("很长的一段。", "zh", most) for most in (80, 80, 90)] == ["短了。"] * 3
    assert len(machine.asked) == 2
