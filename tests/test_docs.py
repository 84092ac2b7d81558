"""The docs say what is: commands, options, columns, exit codes, words."""

import re

import pytest
import typer.main

from aggregator.archive import read_answers
from aggregator.cli.app import app
from aggregator.formats import card
from aggregator.formats.catalog import FORMATS
from aggregator.formats.templating import OURS
from aggregator.models import LinkState
from aggregator.models.report import Verdict
from tests import dictionary, reference
from tests.demo.build import archive_path
from tests.paths import ROOT

PATHS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
DOCS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in PATHS}
COMMAND = re.compile(r"\baggregator ((?:[a-z]+ ?){1,2})((?: ?--[a-z-]+)?)")


def commands():
    """Return every command by its full name, with its options."""
    found = {}

    def walk(group, prefix):
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                walk(command, f"{prefix}{name} ")
            else:
                found[f"{prefix}{name}"] = {option for param in command.params for option in param.opts}

    walk(typer.main.get_command(app), "")
    return found


def test_every_command_is_documented():
    text = "\n".join(DOCS.values())
    missing = [name for name in commands() if f"aggregator {name}" not in text]
    assert missing == []


def test_every_command_and_option_in_the_docs_exists():
    known = commands()
    groups = {name.split()[0] for name in known if " " in name}
    text = "\n".join(DOCS.values())
    spans = [" ".join(span.split()) for span in re.findall(r"`(aggregator\s[a-z][^`]*)`", text)]
    lines = [line for line in text.splitlines() if line.startswith("    ") and "aggregator " in line]
    assert lines
    for line in lines + spans:
        for call in re.findall(r"\baggregator ((?:[a-z]+ ?)+)([^#|;]*)", line):
            words = call[0].split()
            name = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
            assert name in known or (name in groups and words == [name]), line
            options = set(re.findall(r"(?<!\S)(--?[a-z][a-z-]*)", call[1]))
            assert options <= known.get(name, set()), line


@pytest.mark.parametrize("name", dictionary.FILES)
def test_the_data_dictionary_is_current(name):
    assert (ROOT / "docs" / name).read_text("utf-8") == dictionary.FILES[name](), "make dictionary"


def test_no_figure_is_left_to_fill_in():
    assert not re.search(r"\bBENCH_|\bTODO\b|\bXXX\b", "\n".join(DOCS.values()))


def test_the_figures_of_the_readme_are_those_of_the_seeds(registry):
    readme = DOCS["README.md"]
    answers = sum(1 for _ in read_answers(archive_path()))
    assert f"{len(registry.sources):,} sources" in readme
    assert f"registry of {len(registry.outlets)} outlets" in readme
    assert f"{answers} recorded answers" in readme


def test_exit_codes_are_documented():
    table = dict(re.findall(r"^\| (\d) \| (\w*) ?\|", DOCS["docs/operator.md"], re.MULTILINE))
    assert {str(verdict.exit_code): verdict.value for verdict in Verdict}.items() <= table.items()
    assert [*table] == ["0", "1", "2", "3", "4", "5"]


def test_link_states_are_in_the_words():
    assert all(state.value in DOCS["docs/words.md"] for state in LinkState)


def test_formats_and_their_media_types_are_documented():
    documented = re.findall(r"^\| `([\w.]+)` \| `(\w+/[\w.+-]+)` \|", DOCS["docs/publisher.md"], re.MULTILINE)
    written = [(form.file_name, form.media_type) for form in FORMATS.values()]
    assert sorted(documented) == sorted([*written, (card.FILE, card.MEDIA_TYPE)])


def test_templates_are_documented():
    table = DOCS["docs/publisher.md"].partition("| template |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `([\w.]+)` \|", table, re.MULTILINE)) == {path.name for path in OURS.iterdir()}


def test_files_that_the_docs_link_to_exist():
    links = [(name, link) for name, text in DOCS.items() for link in re.findall(r"\]\(([^)#:]+)\)", text)]
    assert [link for name, link in links if not (ROOT / name).parent.joinpath(link).exists()] == []
    assert links


def slug(heading):
    """Return the anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_headings_that_the_docs_link_to_exist():
    anchors = {
        (name, slug(heading)) for name, text in DOCS.items() for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    }
    links = [(name, *link) for name, text in DOCS.items() for link in re.findall(r"\]\(([\w./-]*)#([^)]+)\)", text)]
    pages = [(name, (ROOT / name).parent.joinpath(page) if page else ROOT / name, to) for name, page, to in links]
    found = [(name, page.resolve().relative_to(ROOT).as_posix(), to) for name, page, to in pages]
    assert [link for link in found if link[1:] not in anchors] == []
    assert found


def test_the_messages_that_troubleshooting_names_are_those_of_the_program():
    code = "".join(
        path.read_text("utf-8") for room in ("aggregator", "spiders") for path in sorted((ROOT / room).rglob("*.py"))
    )
    others = {
        "aggregator: not found",
        "does not provide the extra",
        "Cannot connect to host",
        "database or disk is full",
    }
    rows = re.findall(r"^\| (`.*?) \|", DOCS["docs/troubleshooting.md"], re.MULTILINE)
    spans = [span for row in rows for span in re.findall(r"`([^`]+)`", row)]
    parts = {part.strip() for span in spans for part in re.split(r"…|;|\d|\b(?:window|rank|en|zh)\b", span)}
    named = {part for part in parts - others if len(part) > 4}
    assert [part for part in sorted(named) if part not in code] == []
    assert len(named) > 20


PATH = re.compile(r"`((?:aggregator|spiders|pipelines|seeds|tests|docs)/[\w./-]*)`")


def test_files_that_the_docs_name_exist():
    named = {(name, path) for name, text in DOCS.items() for path in PATH.findall(text)}
    assert [(name, path) for name, path in sorted(named) if not (ROOT / path).exists()] == []
    assert named


MAX_LINE = 100


def prose(text):
    """Yield the lines that can be wrapped: not code, tables or headings."""
    parts = re.split(r"^```.*$", text, flags=re.MULTILINE)[::2]
    yield from (
        line for part in parts for line in part.splitlines() if not line.startswith(("|", "#", "    ", "      "))
    )


def test_lines_of_the_docs_wrap():
    lines = [(name, line) for name, text in DOCS.items() for line in prose(text)]
    assert [(name, line) for name, line in lines if len(line) > MAX_LINE and " " in line.strip()] == []


def test_make_targets_in_the_docs_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {target for text in DOCS.values() for target in re.findall(r"\bmake ([a-z-]+)", text)}
    assert named <= targets


def test_the_reference_is_current_and_describes_every_key():
    assert reference.undescribed() == []
    assert reference.PAGE.read_text("utf-8") == reference.page(), "make reference"
