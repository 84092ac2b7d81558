"""Templates: an operator's, then ours; an error in one names its file and line."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregator.errors import AggregatorError
from aggregator.formats.site import Site

if TYPE_CHECKING:
    from jinja2 import Environment

OURS = Path(__file__).parent / "templates"
_FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""Errors of an expression in a template, besides Jinja's own."""


def render_template(name: str, site: Site, **context: Any) -> str:
    """Fill a template; an error in it raises `AggregatorError` with its file and line."""
    with _faults_named(name, site):
        return _environment(site.templates).get_template(name).render(context)


def check_templates(folder: Path) -> None:
    """Raise `AggregatorError` for a syntax error in an operator's template, with its file and line."""
    site = Site(templates=folder)
    for name in sorted(path.name for path in OURS.iterdir() if (folder / path.name).is_file()):
        with _faults_named(name, site):
            _environment(folder).get_template(name)


@lru_cache(maxsize=8)
def _environment(templates: Path | None) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # here, so that `--help` stays quick

    environment = Environment(
        loader=FileSystemLoader([*([templates] if templates else []), OURS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return environment


@contextmanager
def _faults_named(name: str, site: Site) -> Iterator[None]:
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    try:
        yield
    except TemplateSyntaxError as error:
        raise AggregatorError(f"{error.filename or name}:{error.lineno}: {error.message}") from error
    except TemplateNotFound as error:
        raise AggregatorError(f"{_place(error, site) or name}: no template {error.name!r}") from error
    except UnicodeDecodeError as error:
        raise AggregatorError(f"{site.templates}: a template, {name} or one it includes, is not UTF-8") from error
    except (TemplateError, *_FAULTS) as error:
        raise AggregatorError(f"{_place(error, site) or name}: {error}") from error
    except OSError as error:
        raise AggregatorError(f"{error.filename or name}: cannot read: {error.strerror or error}") from error


def _place(error: Exception, site: Site) -> str | None:
    """Return `file:line` of the innermost template in the traceback."""
    folders = [folder for folder in (site.templates, OURS) if folder is not None]
    frames = traceback.extract_tb(error.__traceback__)
    within = [frame for frame in frames if any(Path(frame.filename).is_relative_to(folder) for folder in folders)]
    return f"{within[-1].filename}:{within[-1].lineno}" if within else None
