"""Limits and memory: which texts are sent, and when it stops."""

from datetime import UTC, datetime

import pytest

from aggregator.errors import HelperFailed
from aggregator.translation.libretranslate import LibreTranslate
from aggregator.translation.limits import AnswerMemory, Budget, Limits
from aggregator.translation.openai import OpenAI
from aggregator.translation.transport import Web

WORDS = {f"第{number}句话。": f"Sentence number {number}." for number in range(10)}
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def limits(store):
    """Return a maker of limits with the store's memory."""

    def make(seconds=60.0, characters=10_000, batch=3, clock=lambda: 0.0):
        return Limits(AnswerMemory(store.machine_texts, AT), Budget(seconds, characters, clock), batch)

    return make


@pytest.fixture
def libre(machine):
    machine.words = dict(WORDS)
    return LibreTranslate(Web(5), machine.base)


def asked_texts(machine):
    return [payload["q"] for _, payload in machine.asked]


def test_each_text_is_sent_once_in_batches(machine, libre, limits):
    answers = limits().translator(libre).translate([*WORDS, *WORDS][:12], "zh", "en")
    assert answers == [*WORDS.values(), *WORDS.values()][:12]
    assert list(map(len, asked_texts(machine))) == [3, 3, 3, 1]


def test_an_answered_text_is_not_sent_again(machine, libre, limits):
    first = limits().translator(libre).translate([*WORDS][:5], "zh", "en")
    machine.words = dict.fromkeys(WORDS, "Something else.")
    assert limits().translator(libre).translate([*WORDS][:6], "zh", "en") == [*first, "Something else."]
    assert asked_texts(machine)[2:] == [[[*WORDS][5]]]


def test_another_model_language_or_adapter_is_asked_again(machine, libre, limits):
    text = next(iter(WORDS))
    limits().translator(libre).translate([text], "zh", "en")
    limits().translator(LibreTranslate(Web(5), machine.base, "other")).translate([text], "zh", "en")
    limits().translator(libre).translate([text], "en", "zh")
    limits().translator(OpenAI(Web(5), f"{machine.base}/v1", "small")).translate([text], "zh", "en")
    assert len(machine.asked) == 4


def test_answers_before_a_failure_are_remembered(machine, libre, limits):
    del machine.words["第4句话。"]
    with pytest.raises(HelperFailed, match="HTTP 500"):
        limits().translator(libre).translate([*WORDS], "zh", "en")
    machine.words = dict(WORDS)
    assert limits().translator(libre).translate([*WORDS], "zh", "en") == [*WORDS.values()]
    assert asked_texts(machine)[2] == [*WORDS][3:6]


def test_only_sent_characters_are_spent(machine, libre, limits):
    translator = limits(characters=12).translator(libre)
    assert translator.translate([*WORDS][:2], "zh", "en")
    assert translator.translate([*WORDS][:2], "zh", "en")
    with pytest.raises(HelperFailed, match="the edition's 12 characters are used up"):
        translator.translate([*WORDS][2:3], "zh", "en")
    assert len(machine.asked) == 1


def test_no_request_starts_after_the_time_limit(machine, libre, limits):
    now = [0.0]
    translator = limits(seconds=10, clock=lambda: now[0]).translator(libre)
    assert translator.translate([*WORDS][:1], "zh", "en")
    now[0] = 10.0
    with pytest.raises(HelperFailed, match="the edition's 10 seconds are used up"):
        translator.translate([*WORDS][1:2], "zh", "en")
    assert translator.translate([*WORDS][:1], "zh", "en")  # remembered
    assert len(machine.asked) == 1


def test_summaries_of_each_length_are_remembered(machine, limits):
    machine.model = lambda task, data: '{"text": "短了。"}'
    summariser = limits().summariser(OpenAI(Web(5), f"{machine.base}/v1", "small"))
    assert [summariser.summarise("很长的一段。", "zh", most) for most in (80, 80, 90)] == ["短了。"] * 3
    assert len(machine.asked) == 2
