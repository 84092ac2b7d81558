"""A folder: each edition's documents in their own subfolder, replaced in one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aggregator.errors import Unreadable
from aggregator.files import Replacements, cannot_write, replacing_below
from aggregator.formats.document import FILE, EditionHeading, read_head
from aggregator.formats.latest import Newest, render, with_edition
from aggregator.models.delivery import SENT, DeliveryState, Outcome, Publication
from aggregator.publish.headings import fill, head
from aggregator.publish.latest import answer_in, file_for
from aggregator.publish.sender import Note


@dataclass(frozen=True, slots=True)
class FolderSender:
    """Copies the files; repeating it changes nothing."""

    path: Path
    folder: str
    repeatable = True

    @property
    def target(self) -> str:
        """The directory."""
        return str(self.path)

    def send(self, publication: Publication, done: Sequence[str], note: Note) -> Outcome:
        """Write all documents."""
        return outcome_of(self.path, lambda: self._place(publication))

    def _place(self, publication: Publication) -> None:
        edition = head(publication).edition
        folder = fill(self.folder, edition)
        with replacing_below(self.path) as replacements:
            place_documents(replacements, folder, edition, publication)
            place_answer(replacements, self.folder, Newest.of(edition, folder, publication.number))


def outcome_of(path: Path, write: Callable[[], None]) -> Outcome:
    """Call `write` and return its outcome: a full disk is retried, an unreadable edition is not."""
    try:
        write()
    except Unreadable as error:
        return Outcome(DeliveryState.ABANDONED, str(error))
    except OSError as error:
        return Outcome(DeliveryState.FAILED, str(cannot_write(path, error)))
    return SENT


def place_documents(replacements: Replacements, name: str, edition: EditionHeading, publication: Publication) -> None:
    """Write the documents into an edition's folder; raise `Unreadable` if it holds another edition or language."""
    folder = replacements.root / name
    present = folder / FILE
    if present.is_file():
        found = read_head(present.read_bytes()).edition
        if (found.key, found.language) != (edition.key, edition.language):
            raise Unreadable(
                f"{folder} holds {found.key} in {found.language}: "
                'set folder = "{key}-{language}", or limit the languages of the channel'
            )
    replacements.folder(name, {plain(document): content for document, content in publication.documents.items()})


def place_answer(replacements: Replacements, template: str, edition: Newest) -> None:
    """Write `latest.json` with an edition; `template`: of the names of its folders."""
    name = file_for(template, edition.language)
    answer = with_edition(answer_in(replacements.root / name), edition)
    replacements.file(name, render(answer).encode())


def plain(name: str) -> str:
    """Return a file name; raise `Unreadable` if it leads out of its folder, or is hidden."""
    if name != Path(name).name or name.startswith("."):
        raise Unreadable(f"not a file name: {name!r}")
    return name
