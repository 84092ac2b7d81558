r"""Word lists as data: the TOML files beside this module, a table a family.

A family has a `reason`, and either plain `words` or `patterns` (alternatives of a regular expression). Both are a
string split at white space (`\s` is a space in a pattern), an array of whole alternatives, or a table of named groups
of these. `at_start = true` ties the family to the start of a text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile
from math import isqrt
from typing import Any

_BOUNDARY = r"\b"
_FEW = 24
"""Words that are tried one after the other."""
_FIRST = re.compile(r"(?:([\u3400-\u9fff])|\[([\u3400-\u9fff]+)\])(?![?*{|])")
"""The Chinese character, or the choice of them, that an alternative starts with."""
_FIRST_LETTER = re.compile(r"[a-zA-Z\u3400-\u9fff](?![?*{|])")
"""The letter that an alternative starts with."""
_FIRST_WORDS = re.compile(r"\(\?:((?:[\u3400-\u9fff]+\|)*[\u3400-\u9fff]+)\)(?![?*{|])")
"""The choice of Chinese words that an alternative starts with."""


@dataclass(frozen=True, slots=True)
class Family:
    """Words or patterns that are listed for one reason."""

    reason: str
    groups: Mapping[str, tuple[str, ...]]
    """Alternatives by the name of their group; a family without groups has one, named ''."""
    plain: bool
    """The alternatives are words, not patterns."""
    at_start: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """All alternatives, in the order of the file."""
        return tuple(word for group in self.groups.values() for word in group)

    @property
    def group_of(self) -> Mapping[str, str]:
        """The name of each alternative's group."""
        return {word: name for name, group in self.groups.items() for word in group}

    @property
    def alternation(self) -> str:
        """A regular expression for any of the alternatives, to be put into a larger one between brackets."""
        return either(self.words) if self.plain else _alternation(self.words)

    @property
    def named_groups(self) -> str:
        """A regular expression for any alternative, in which each group is a named group; tried in the file's order."""
        form = either if self.plain else "|".join
        return _in_halves(
            [(_first_letters(group), f"(?P<{name}>{form(group)})") for name, group in self.groups.items()]
        )

    def behind_a_name(self, glued: Iterable[str]) -> re.Pattern[str]:
        """Compile a pattern for what ends a name: the groups `glued` anywhere, others not within a word.

        A word ends a name behind a space or mark, or before a colon, a figure, or the rest of its label:
        `某某网评论(0)`, but not `某某评论`.
        """
        anywhere = "|".join(pattern for name in glued for pattern in self.groups[name])
        others = "|".join(pattern for name, group in self.groups.items() if name not in glued for pattern in group)
        apart = rf"(?<![^\W\d_])(?:{others})|(?:{others})(?=\s?[:：]|[(（\[]?\d|[于於时時日数數次量我此更全原])"
        return re.compile(f"{anywhere}|{apart}", re.IGNORECASE)

    def pattern(self, before: str = "", after: str = "", flags: int = re.IGNORECASE) -> re.Pattern[str]:
        """Compile a pattern for any of the alternatives, with further patterns right before and after it."""
        whole = f"{before}(?:{self.alternation}){after}" if before or after or self.at_start else self.alternation
        return re.compile("^" * self.at_start + whole, flags)


@cache
def family(name: str) -> Family:
    """Return the family of a name: `titles.opinion` is table `opinion` of `titles.toml`."""
    file, table = name.split(".")
    return _family(**families(file)[table])


@cache
def families(file: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the tables of a file as they are written."""
    return tomllib.loads((files(__name__) / f"{file}.toml").read_text("utf-8"))


def either(words: Iterable[str], form: Callable[[str], str] = re.escape) -> str:
    """Return a pattern for any of the words, longest first, each in its `form`; without words it matches nothing.

    Many words are tried only where one may begin, and in lots by their first character, since those that begin
    differently never compete.
    """
    listed = sorted(words, key=len, reverse=True)
    firsts = sorted({word[:1].lower() for word in listed})
    if len(listed) <= _FEW or "" in firsts:
        return "|".join(map(form, listed)) or "(?!)"
    size = isqrt(len(firsts)) + 1
    lots = (_lot(listed, firsts[at : at + size], form) for at in range(0, len(firsts), size))
    return f"{_beginning(listed)}(?:{'|'.join(lots)})"


def _lot(words: Iterable[str], firsts: Sequence[str], form: Callable[[str], str]) -> str:
    """Return a pattern for those of the words that begin with one of the characters."""
    chosen = [word for word in words if word[:1].lower() in firsts]
    return f"{_beginning(chosen)}(?:{'|'.join(map(form, chosen))})"


def _beginning(words: Iterable[str]) -> str:
    """Return a pattern that looks ahead for the first character of a word."""
    return f"(?=[{re.escape(''.join(sorted({word[:1] for word in words})))}])"


def _in_halves(branches: Sequence[tuple[str, str]]) -> str:
    """Join patterns, each with the letters it may start with: at a character few are tried, not one after the other."""
    middle = len(branches) // 2
    if not middle:
        return _guard(branches[0][0]) + branches[0][1]
    guard = _guard("".join(letters for letters, _ in branches)) if all(letters for letters, _ in branches) else ""
    return f"{guard}(?:{_in_halves(branches[:middle])}|{_in_halves(branches[middle:])})"


def _guard(letters: str) -> str:
    """Return a look at the next letter, in either case; nothing if there are no letters."""
    forms = "".join(sorted({form for letter in letters for form in (letter.lower(), letter.upper())}))
    return f"(?=[{forms}])" if forms else ""


def _first_letters(patterns: Iterable[str]) -> str:
    """Return the letters that patterns start with, nothing if one starts with something else."""
    begun = [_letters_of(pattern) for pattern in patterns]
    return "".join(begun) if all(begun) else ""


def _letters_of(pattern: str) -> str:
    found = _FIRST_LETTER.match(pattern)
    return found[0] if found else _first_characters(pattern) if _FIRST_WORDS.match(pattern) else ""


def _family(reason: str, words: Any = (), patterns: Any = (), at_start: bool = False) -> Family:
    listed = words or patterns
    groups = listed if isinstance(listed, dict) else {"": listed}
    return Family(reason, {name: _split(group) for name, group in groups.items()}, bool(words), at_start)


def _split(group: str | list[str]) -> tuple[str, ...]:
    return tuple(group.split() if isinstance(group, str) else group)


def _alternation(alternatives: Iterable[str]) -> str:
    """Join patterns; whether a Chinese one may start at a character is looked up once for all of them."""
    listed = list(alternatives)
    first = {word: match[1] or match[2] for word in listed if (match := _FIRST.match(word))}
    bounded = [word.removeprefix(_BOUNDARY) for word in listed if word.startswith(_BOUNDARY)]
    others = [word for word in listed if word not in first and not word.startswith(_BOUNDARY)]
    # Only those at the start of the others: of alternatives that match at one place, the order decides.
    first |= {word: _first_characters(word) for word in takewhile(_FIRST_WORDS.match, others)}
    others = [word for word in others if word not in first]
    chinese = [f"(?=[{''.join(sorted(set(''.join(first.values()))))}])(?:{'|'.join(first)})"] if first else []
    english = [f"{_BOUNDARY}(?:{'|'.join(bounded)})"] if bounded else []
    return "|".join([*chinese, *others, *english])


def _first_characters(pattern: str) -> str:
    """Return the first character of each word that a pattern starts with."""
    return "".join(word[0] for words in _FIRST_WORDS.findall(pattern)[:1] for word in words.split("|"))
