"""Cautions: words that an edition had better not print of somebody or something, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from aggregator.errors import SeedError
from aggregator.models import Language
from aggregator.registry.files import Layers, Seed, load_optional_seed

FILE = "cautions.toml"
Form = Literal["words", "state", "minor", "office"]


class Caution(Seed):
    """Words to be careful with, and where."""

    id: str = Field(pattern=r"^[a-z][a-z-]*$")
    """Its id."""
    reason: str = Field(min_length=1)
    """The law or the rule, for the report."""
    language: Language = "zh"
    """Language of the editions that it is for."""
    form: Form = "words"
    """`words`: any of `words`; `state`: one of `words` in a list of countries; `minor`: a child by its name; `office`:
    somebody in `[[people]]` by another name that differs in one character."""
    words: tuple[str, ...] = ()
    """The words."""
    only_before: tuple[str, ...] = ()
    """A word counts only right before one of these."""
    unless_before: tuple[str, ...] = ()
    """A word does not count right before one of these."""
    unless_after: tuple[str, ...] = ()
    """A word does not count right after one of these."""
    beside: tuple[str, ...] = ()
    """A word counts only in a sentence with one of these."""
    unless: tuple[str, ...] = ()
    """A word does not count in a sentence with one of these."""
    quoted: bool = False
    """Whether a word counts between quotation marks, in a title, and in somebody's name."""
    said: bool = True
    """Whether a word counts in what the sentence says that somebody says."""

    @model_validator(mode="after")
    def _has_words(self) -> Caution:
        if self.form in {"words", "state"} and not all([*self.words, self.words]):
            raise ValueError(f"the form {self.form!r} needs `words`, none of them empty")
        return self


class Person(Seed):
    """Somebody in office."""

    name: str = Field(min_length=2)
    """Their name as it is spelled."""
    offices: tuple[str, ...] = Field(min_length=1)
    """Their offices, as they are printed right before the name."""


class CautionsFile(Seed):
    """The tables of `cautions.toml`."""

    shipped: bool = True
    """False: of the layers below, nothing counts."""
    off: tuple[str, ...] = ()
    """Ids of cautions of the layers below that do not count."""
    cautions: tuple[Caution, ...] = ()
    """Added to those of the layers below; one with the same id is replaced."""
    people: tuple[Person, ...] = ()
    """Added to those of the layers below; one with the same name is replaced."""


@dataclass(frozen=True, slots=True)
class Cautions:
    """The cautions of all layers."""

    by_id: Mapping[str, Caution]
    people: tuple[Person, ...] = ()


NO_CAUTIONS = Cautions({})


def load_cautions(layers: Layers) -> Cautions:
    """Load `cautions.toml` of the layers, where there is one; raise `SeedError` for the first fault."""
    whole = NO_CAUTIONS
    for path in layers.files(FILE):
        whole = _over(whole, load_optional_seed(path, CautionsFile), path)
    return whole


def _over(below: Cautions, file: CautionsFile, path: Path) -> Cautions:
    known = dict(below.by_id) if file.shipped else {}
    for index, name in enumerate(file.off):
        if known.pop(name, None) is None:
            raise SeedError(path, f"off[{index}]", f"no caution below it has the id {name!r}")
    own = {caution.id: caution for caution in file.cautions}
    if len(own) < len(file.cautions):
        raise SeedError(path, "cautions", "two cautions have one id")
    people = {person.name: person for person in chain(below.people if file.shipped else (), file.people)}
    return Cautions(known | own, tuple(people.values()))
