"""Configuration of the helpers: `language.toml` beside the other seeds. A helper without a table is off."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from aggregator.errors import HelperFailed
from aggregator.models import Language
from aggregator.redaction import hide
from aggregator.registry.files import Layers, Seed, Variable, load_optional_seed
from aggregator.registry.outlets import WebAddress

FILE = "language.toml"


class HelperPlan(Seed):
    """Address of a helper, and limits on its use."""

    url: WebAddress
    """LibreTranslate: the server's address; OpenAI: the address up to and including `/v1`."""
    model: str = ""
    """Model that answers; `openai` needs one."""
    api_key_env: Variable | None = None
    """Environment variable with the key."""
    timeout: float = Field(default=30.0, gt=0)
    """Seconds for one request, retries included."""
    most_seconds: float = Field(default=300.0, gt=0)
    """Seconds for one language of an edition: no request begins later."""
    most_characters: int = Field(default=50_000, gt=0)
    """Characters sent for one language of an edition; remembered texts are not sent."""

    @property
    def key(self) -> str | None:
        """The key; raise `HelperFailed` if the variable is not set."""
        if self.api_key_env is None:
            return None
        if not (key := os.environ.get(self.api_key_env, "").strip()):
            raise HelperFailed(f"{FILE}: the variable {self.api_key_env} is not set")
        return hide(key)


class TranslatePlan(HelperPlan):
    """The translator."""

    kind: Literal["libretranslate", "openai"]
    batch: int = Field(default=16, ge=1)
    """Texts per request, each a headline or a sentence."""
    codes: Mapping[Language, str] = Field(default_factory=dict)
    """LibreTranslate's codes of our languages, if the server has others: `zh = "zh-Hans"`."""

    @model_validator(mode="after")
    def _names_a_model(self) -> TranslatePlan:
        if self.kind == "openai" and not self.model:
            raise ValueError("kind openai needs a model")
        return self


class SummarisePlan(HelperPlan):
    """The summariser."""

    kind: Literal["openai"]
    model: str = Field(min_length=1)
    """Model that answers."""
    most: int | None = Field(default=None, gt=0)
    """Maximum length of a paragraph, as the edition counts characters; longer ones are shortened."""


class Helpers(Seed):
    """The helpers; none if there is no file."""

    translate: TranslatePlan | None = None
    summarise: SummarisePlan | None = None


def load_helpers(layers: Layers, file: Path | None = None) -> Helpers:
    """Load `language.toml` of the layers, or `file`; raise `SeedError` for the first fault."""
    return load_optional_seed(layers.highest(FILE), Helpers, file)
