"""Write `docs/reference.md`: every key of every file that an operator edits, from the models that validate them."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from aggregator.configuration import Configuration, Limits, Schedule, keys
from aggregator.publish.plans import ChatPlan, FolderPlan, Plan, SitePlan, SmtpPlan, WebhookPlan
from aggregator.registry.cautions import Caution, CautionsFile, Person
from aggregator.registry.editions import EditionPlan, SectionPlan
from aggregator.registry.files import Seed
from aggregator.registry.machines import HelperPlan, SummarisePlan, TranslatePlan
from aggregator.registry.outlets import ApiFields, EntryPoint, Layout, ListSelectors, Outlet, Politeness, SeedNames
from aggregator.registry.overrides import (
    CreditOverride,
    HeadlineOverride,
    OverrideFile,
    SectionOverride,
    StoryOverride,
    TieOverride,
)
from aggregator.registry.sections import Section, SectionsFile, Together
from aggregator.registry.sources import Source, SourcesFile
from tests.paths import ROOT

PAGE = ROOT / "docs" / "reference.md"
HEAD = """# Reference

Every key of every file that you edit. `make reference` writes this page from the models that
validate the files; an unknown key is an error that names file, key and line. A key without a
default must be given. In a table below, `table` is a TOML table of the model that is named.
"""


class File(NamedTuple):
    """A file, and the models of its tables: the file's own, then those of tables in it by the name of the key."""

    name: str
    example: str
    """Page of the docs with one."""
    tables: dict[str, type[Seed]]


FILES = (
    File("newsdesk.toml", "own-newsletter.md", {"": Configuration, "[limits]": Limits, "[schedule]": Schedule}),
    File(
        "outlets/<id>.toml", "own-newsletter.md",
        {
            "": Outlet, "name": SeedNames, "[[entries]]": EntryPoint, "[entries.list]": ListSelectors,
            "[entries.api]": ApiFields, "[[layouts]]": Layout, "[politeness]": Politeness,
        },
    ),
    File("editions/<name>.toml", "own-newsletter.md", {"": EditionPlan, "[[sections]]": SectionPlan}),
    File("sections.toml", "own-newsletter.md", {"": SectionsFile, "[[sections]]": Section, "[[together]]": Together}),
    File(
        "cautions.toml", "operator.md#cautions-names-and-places",
        {"": CautionsFile, "[[cautions]]": Caution, "[[people]]": Person},
    ),
    File("sources.toml", "operator.md#sources", {"": SourcesFile, "[[sources]]": Source}),
    File(
        "channels.toml", "operator.md#channels-where-editions-go",
        {
            "[[channels]]: every kind": Plan, "kind = \"folder\"": FolderPlan, "kind = \"site\"": SitePlan,
            "kind = \"smtp\"": SmtpPlan, "kind = \"webhook\"": WebhookPlan, "kind = \"chat\"": ChatPlan,
        },
    ),
    File(
        "overrides.toml", "operator.md#manual-overrides",
        {
            "": OverrideFile, "[[credit]]": CreditOverride, "[[merge]], [[split]]": TieOverride,
            "[[pin]], [[drop]]": StoryOverride, "[[section]]": SectionOverride, "[[headline]]": HeadlineOverride,
        },
    ),
    File(
        "language.toml", "operator.md#languages",
        {"[translate], [summarise]": HelperPlan, "[translate]": TranslatePlan, "[summarise]": SummarisePlan},
    ),
)  # fmt: skip


def described(model: type[Seed]) -> dict[str, str]:
    """Return the description of each field: the string below it, in the model or in one that it extends."""
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, Seed) and each is not Seed:
            found |= _strings(each)
    return found


def _strings(model: type[Seed]) -> dict[str, str]:
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(tree, ast.ClassDef)
    found = {}
    for field, text in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            found[field.target.id] = " ".join(inspect.cleandoc(ast.literal_eval(text.value)).split())
    return found


def page() -> str:
    """Return the page."""
    parts = [HEAD]
    for file in FILES:
        parts.append(f"## `{file.name}`\n\n[Example]({file.example})\n")
        own: set[str] = set()
        for name, model in file.tables.items():
            if name:
                parts.append(textwrap.fill(f"`{name}`: {_purpose(model)}", 100) + "\n")
            parts.append(
                "\n".join(_table(model, file.name == "newsdesk.toml", own if name.startswith("kind") else set()))
            )
            parts.append("")
            if model in {Plan, HelperPlan}:
                own = set(model.model_fields)
    return "\n".join(parts).rstrip() + "\n"


def _purpose(model: type[Seed]) -> str:
    text = " ".join((model.__doc__ or "").split("\n\n")[0].split())
    return text[0].lower() + text[1:]


def _table(model: type[Seed], variables: bool, without: set[str]) -> Iterator[str]:
    names = {key.path[-1]: key.variable for key in keys() if key.model is model}
    yield f"| key | type | default | {'variable | ' if variables else ''}meaning |"
    yield f"|---|---|---|{'---|' if variables else ''}---|"
    texts = described(model)
    for name, field in model.model_fields.items():
        if name in without or (variables and name not in names):
            continue
        variable = f"`{names[name]}` | " if variables else ""
        meaning = re.sub(r"\bNone\b", "not set", texts.get(name, "")).replace("|", "\\|")
        yield f"| `{field.alias or name}` | {kind(field.annotation)} | {_default(field)} | {variable}{meaning} |"


NAMES = {"str": "text", "int": "number", "float": "number", "bool": "true, false", "Path": "path"}


def kind(annotation: Any) -> str:
    """Return the type of a key as TOML people call it; nothing for None."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inner)
    if origin is tuple:
        return f"list of {kind(inner[0])}"
    if origin is Mapping:
        return f"table of {kind(inner[1])}"
    if origin in {Union, UnionType}:
        return " or ".join(filter(None, dict.fromkeys(map(kind, inner))))
    return kind(inner[0]) if origin is Annotated else _plain_kind(annotation)


def _plain_kind(annotation: type[Any]) -> str:
    if annotation is type(None):
        return ""
    if issubclass(annotation, Seed):
        return "table"
    if issubclass(annotation, Enum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    return NAMES.get(annotation.__name__, annotation.__name__)


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined:
        return "" if field.default_factory is None else "–"
    if value is None or value == () or isinstance(value, Seed):
        return "–"
    text = str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
    return f"`{text}`"


def undescribed() -> list[str]:
    """Return the fields that have no description."""
    return [
        f"{model.__name__}.{name}"
        for file in FILES
        for model in file.tables.values()
        for name in model.model_fields
        if not described(model).get(name) and not re.fullmatch(r"kind|limits|schedule", name)
    ]


if __name__ == "__main__":
    Path(PAGE).write_text(page(), "utf-8")
