"""A share image: the edition's title, day and highlights as a PNG of 1080 pixels' width, drawn by Pillow.

The same digest gives the same picture with the same font and the same Pillow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import UsageError
from aggregator.formats.head import BETWEEN
from aggregator.formats.labels import LABELS
from aggregator.formats.naming import printed_date
from aggregator.formats.safe import cleaned
from aggregator.models import Digest, Language

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FILE = "card.png"
MEDIA_TYPE = "image/png"
WIDTH = 1080
_MARGIN = 84
_PAPER, _INK, _ACCENT, _MUTED, _RULE = "#fdfcfa", "#23211e", "#9a2a1d", "#625c54", "#dfd8cc"
_MASTHEAD, _LINE, _SMALL = 76, 44, 32
"""Sizes of the letters in pixels."""
_LEADING = 1.42
_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "/System/Library/Fonts", "/Library/Fonts",
    "C:/Windows/Fonts",
)  # fmt: skip
_FONTS = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.*", "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf", "NotoSerifCJK-Regular.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc", "PingFang.ttc",
    "Hiragino Sans GB.ttc", "msyh.ttc", "simsun.ttc",
)  # fmt: skip
"""Files of fonts with simplified Chinese, the best first."""
_OF_CHINA = re.compile(r"\b(?:SC|CN|GB)\b")
_MAX_FACES = 12
_TOKEN = re.compile(r"[A-Za-z0-9][\w.,+%&/'’-]*|\s+|.", re.ASCII)
"""A part of a line that is not broken: a Latin word, a figure, a character."""
_NOT_FIRST = frozenset("，。；：！？、）》」』”’】％%,.;:!?)]}…")
"""Marks that do not begin a line."""
_NOT_LAST = frozenset("（《「『“‘【([{")


def render(digest: Digest) -> bytes:
    """Draw a digest; raise `UsageError` without Pillow or a font."""
    digest = cleaned(digest)
    from PIL import Image, ImageDraw

    edition, labels = digest.edition, LABELS[digest.edition.language]
    face = _Face(font_of(edition.card_font), edition.language)
    ruler = ImageDraw.Draw(Image.new("RGB", (WIDTH, 1)))
    head = _Block(face.sized(_MASTHEAD), _ACCENT, ruler).lines(edition.title)
    count = labels.entries.format(count=len(digest.printed))
    day = f"{printed_date(edition.day, edition.language)}{BETWEEN}{count}"
    dated = _Block(face.sized(_SMALL), _MUTED, ruler).lines(day)
    listed = _Block(face.sized(_LINE), _INK, ruler)
    highlights = [listed.numbered(f"{number}", line) for number, line in enumerate(digest.highlights, 1)]
    foot = _Block(face.sized(_SMALL), _MUTED, ruler).lines(edition.tagline)
    drawing = _Drawing([*head, *dated], [line for lines in highlights for line in lines], foot)
    image = Image.new("RGB", (WIDTH, drawing.height), _PAPER)
    drawing.draw(ImageDraw.Draw(image))
    buffer = BytesIO()
    image.save(buffer, format="PNG", optimize=False)
    return buffer.getvalue()


def check_card(font: Path | None) -> None:
    """Raise `UsageError` if no card can be drawn: without Pillow, or without a font with Chinese."""
    try:
        import PIL  # noqa: F401
    except ImportError as error:
        raise UsageError("a card needs pillow; pip install pillow") from error
    font_of(font)


def font_of(configured: Path | None) -> Path:
    """Return the font to draw with: the one that is configured, or the best with Chinese that is installed."""
    if configured is not None:
        if not configured.is_file():
            raise UsageError(f"card_font: no such file: {configured}")
        return configured
    folders = [path for path in (Path(folder).expanduser() for folder in _FOLDERS) if path.is_dir()]
    found = (path for name in _FONTS for folder in folders for path in sorted(folder.rglob(name)))
    font = next(found, None)
    if font is None:
        raise UsageError("a card needs a font with Chinese: install Noto Sans CJK, or name a file with card_font")
    return font


@dataclass(frozen=True)
class _Face:
    """A font's file, and the face in it for a language."""

    path: Path
    language: Language

    def sized(self, size: int) -> FreeTypeFont:

        faces = [*self._faces(size)]
        chinese = (face for face in faces if _OF_CHINA.search(" ".join(filter(None, face.getname()))))
        return next(chinese, faces[0])

    def _faces(self, size: int) -> Iterator[FreeTypeFont]:
        """Yield the faces of the file; a collection has several."""
        from PIL import ImageFont

        for index in range(_MAX_FACES):
            try:
                yield ImageFont.truetype(str(self.path), size, index=index)
            except OSError as error:
                if index == 0:
                    raise UsageError(f"{self.path}: not a font: {error}") from error
                return


@dataclass(frozen=True)
class _Line:
    """A line to draw, from the left edge."""

    text: str
    font: FreeTypeFont
    colour: str
    indent: int = 0
    mark: str = ""
    """A number at the edge."""
    last: bool = False
    """The last line of its text; more space is below it."""

    @property
    def height(self) -> int:
        return round(self.font.size * _LEADING) + (round(self.font.size * 0.4) if self.last else 0)


@dataclass(frozen=True)
class _Block:
    """A text in one font, broken into lines."""

    font: FreeTypeFont
    colour: str
    ruler: ImageDraw

    def lines(self, text: str, indent: int = 0, mark: str = "") -> list[_Line]:
        broken = [*self._broken(text, WIDTH - 2 * _MARGIN - indent)]
        return [
            _Line(line, self.font, self.colour, indent, mark if at == 0 else "", at == len(broken) - 1)
            for at, line in enumerate(broken)
        ]

    def numbered(self, mark: str, text: str) -> list[_Line]:
        return self.lines(text, indent=round(self.font.size * 1.5), mark=mark)

    def _broken(self, text: str, width: int) -> Iterator[str]:
        """Break a text at words and characters; no mark begins a line that may not, and none that opens ends one."""
        line: list[str] = []
        for token in _TOKEN.findall(text):
            if line and token not in _NOT_FIRST and self.ruler.textlength("".join([*line, token]), self.font) > width:
                kept = line.pop() if line[-1] in _NOT_LAST and len(line) > 1 else ""
                yield "".join(line).strip()
                line = [kept] if kept else []
            line.append(token)
        yield "".join(line).strip()


@dataclass(frozen=True)
class _Drawing:
    """The lines of a card, in three parts with rules between them."""

    head: Sequence[_Line]
    body: Sequence[_Line]
    foot: Sequence[_Line]

    @property
    def height(self) -> int:
        """The height in pixels."""
        return sum(line.height for line in (*self.head, *self.body, *self.foot)) + 7 * _MARGIN // 2

    def draw(self, draw: ImageDraw) -> None:
        """Draw the lines and rules."""
        draw.rectangle((0, 0, WIDTH, 14), fill=_ACCENT)
        at = self._lines(draw, self.head, _MARGIN)
        at = self._rule(draw, at)
        at = self._lines(draw, self.body, at)
        at = self._rule(draw, at)
        self._lines(draw, self.foot, at)

    def _lines(self, draw: ImageDraw, lines: Sequence[_Line], at: int) -> int:
        for line in lines:
            if line.mark:
                draw.text((_MARGIN, at), line.mark, font=line.font, fill=_ACCENT)
            draw.text((_MARGIN + line.indent, at), line.text, font=line.font, fill=line.colour)
            at += line.height
        return at

    def _rule(self, draw: ImageDraw, at: int) -> int:
        draw.line((_MARGIN, at + _MARGIN // 4, WIDTH - _MARGIN, at + _MARGIN // 4), fill=_RULE, width=3)
        return at + _MARGIN // 2 + _MARGIN // 4
