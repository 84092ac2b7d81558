"""`language.toml`: the helpers it sets up, and its faults."""

import pytest

from aggregator.errors import HelperFailed, SeedError
from aggregator.registry.files import layers_of
from aggregator.registry.machines import load_helpers
from aggregator.translation import adapters
from aggregator.translation.transport import Web

LIBRE = '[translate]\nkind = "libretranslate"\nurl = "http://localhost:5000"\n'


def load(tmp_path, text):
    (tmp_path / "language.toml").write_text(text, "utf-8")
    return load_helpers(layers_of(tmp_path))


def test_without_the_file_all_helpers_are_off(tmp_path):
    helpers = load_helpers(layers_of(tmp_path))
    assert helpers.translate is None
    assert helpers.summarise is None


def test_a_named_file_must_exist(tmp_path):
    with pytest.raises(SeedError, match=r"none\.toml: No such file"):
        load_helpers(layers_of(tmp_path), tmp_path / "none.toml")


def test_both_helpers_are_built_as_the_file_says(tmp_path):
    openai = 'kind = "openai"\nurl = "http://localhost:8080/v1"\nmodel = "small"\nmost = 120\n'
    helpers = load(tmp_path, f"{LIBRE}codes = {{ zh = 'zh-Hans' }}\n[summarise]\n{openai}")
    translator = adapters.translator(helpers.translate, Web(1), None, {})
    summariser = adapters.summariser(helpers.summarise, Web(1), None)
    assert (translator.id, translator.model) == ("libretranslate", "")
    assert summariser.id == "openai"
    assert summariser.model.startswith("small ")
    assert helpers.summarise.most == 120


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (LIBRE.replace("libretranslate", "deepl"), "translate.kind"),
        (LIBRE.replace("libretranslate", "openai"), "translate: kind openai needs a model"),
        (LIBRE.replace("http:", "ftp:"), "translate.url"),
        (LIBRE.replace("localhost", "user:secret@localhost"), "translate.url: no user or password"),
        (LIBRE + "timeout = 0\n", "translate.timeout"),
        (LIBRE + "most_seconds = 0\n", "translate.most_seconds"),
        (LIBRE + "most_characters = 0\n", "translate.most_characters"),
        (LIBRE + "batch = 0\n", "translate.batch"),
        (LIBRE + 'api_key = "s3cret"\n', "translate.api_key: unknown key"),
        (LIBRE + 'api_key_env = "A KEY"\n', "translate.api_key_env"),
        (LIBRE + 'codes = { fr = "fr" }\n', "translate.codes"),
        ('[summarise]\nkind = "openai"\nurl = "http://localhost/v1"\n', "summarise.model"),
        ("[translator]\n", "translator: unknown key"),
    ],
)
def test_a_fault_is_named_with_file_and_key(tmp_path, text, error):
    with pytest.raises(SeedError) as caught:
        load(tmp_path, text)
    assert error in str(caught.value)
    assert "language.toml" in str(caught.value)


def test_the_key_comes_from_the_environment_alone(tmp_path, monkeypatch):
    plan = load(tmp_path, LIBRE + 'api_key_env = "TRANSLATOR_KEY"\n').translate
    monkeypatch.setenv("TRANSLATOR_KEY", " s3cret\n")
    assert plan.key == "s3cret"
    monkeypatch.delenv("TRANSLATOR_KEY")
    with pytest.raises(HelperFailed, match=r"language\.toml: the variable TRANSLATOR_KEY is not set"):
        plan.key  # noqa: B018 - the look-up is what fails
