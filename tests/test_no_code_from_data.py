"""No data becomes code: nothing in the program evaluates, unpickles or runs what it reads."""

import ast
from datetime import datetime
from typing import get_type_hints

import pytest

from spiders.readers.document import Document
from spiders.readers.page.extractors import Extract, Extraction
from tests.paths import ROOT

MODULES = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "yaml", "xmlrpc", "code", "runpy"}
BUILT_IN = {"eval", "exec", "compile", "__import__"}
SAFE = {"resolve_entities=False", "no_network=True", "load_dtd=False"}
METHODS = {"system", "popen", "unsafe_load"}
PATHS = [path for package in ("aggregator", "spiders", "pipelines") for path in sorted((ROOT / package).rglob("*.py"))]


def dangers(tree):
    """Yield the modules and calls that could run data."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in MODULES:
            yield node.module
        elif isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) if name in BUILT_IN:
                    yield name
                case ast.Attribute(attr=name) if name in METHODS:
                    yield name
                case ast.Attribute(attr="XMLParser") if not SAFE.issubset(map(ast.unparse, node.keywords)):
                    yield "XMLParser that resolves entities"
            yield from ("shell" for word in node.keywords if word.arg == "shell")


@pytest.mark.parametrize("value", [Extraction, Extract, Document])
def test_worker_processes_are_sent_plain_values(value):
    """Multiprocessing pickles what it sends: texts and numbers, which are data on both sides."""
    assert set(get_type_hints(value).values()) <= {str, bytes, int, bool, datetime, str | None, list[str]}


def test_nothing_runs_or_unpickles_data():
    found = {
        path.relative_to(ROOT).as_posix(): found
        for path in PATHS
        if (found := [*dangers(ast.parse(path.read_text("utf-8")))])
    }
    assert found == {}


@pytest.mark.parametrize(
    "code",
    [
        *("import pickle", "from marshal import loads", "eval(x)", "os.system(x)", "import yaml", "run(x, shell=True)"),
        "etree.XMLParser(no_network=True)",
    ],
)
def test_the_check_finds_them(code):
    assert [*dangers(ast.parse(code))]
