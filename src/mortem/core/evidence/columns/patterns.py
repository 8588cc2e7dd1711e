"""Patterns as Python has them, put into the words of Rust's regex, for lines that are ASCII.

Both engines look for the same match: the first one in the order in which a pattern tries its ways.
Python's own parser takes a pattern apart; what is written down of it is each piece, with classes of
letters as the letters that Python finds in them. A piece that is not known here is refused.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mortem.core.evidence.grammar import GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_parse: Final = import_module(
    "re._parser"
).parse  # its tree is not public, but has been the same for decades
_op: Final = import_module("re._constants")
_ASCII: Final = frozenset(range(128))
_END: Final = frozenset({0x0A})
Piece = tuple[Any, Any]
_SIMPLE: Final = {"{0,}": "*", "{1,}": "+", "{0,1}": "?"}

HEAD: Final = "head"
"""The group of all that a pattern matched, but the rest of the line that its text goes on with."""


class NotInColumns(Exception):
    """Something that only the reading of single lines can tell."""


class Put(NamedTuple):
    """A pattern in other words; `is_open` when the text it found goes on to the end of the line."""

    pattern: str
    is_open: bool


def put(pattern: str) -> Put:
    """Return a pattern that is matched at the beginning of a line of ASCII; raises NotInColumns.

    When its last piece takes whatever is left of the line, that piece is left out: the rest is told
    from where the match ends, which is much quicker.
    """
    tree = _taken_apart(pattern)
    pieces = list(tree)
    places = tree.state.groupdict
    is_open = _take_off_rest(pieces, places.get("text"))
    words = _Words({place: name for name, place in places.items()})
    return Put(rf"\A(?P<{HEAD}>{words.of(pieces)})", is_open)


def put_to_search(pattern: str) -> str:
    """Return a pattern that is found in the same texts of ASCII, but maybe longer; raises NotInColumns.

    What must not stand right before or after it, one letter of a class, is looked at by taking it in.
    """
    pieces = list(_taken_apart(pattern))
    before, after = _beside(pieces[0], -1), _beside(pieces[-1], 1)
    inner = _Words({}).of(pieces[1 if before else 0 : -1 if after else None])
    begin, end = before and rf"(?:\A|{before})", after and rf"(?:{after}|\z)"
    return f"{begin}{inner}{end}"


def _taken_apart(pattern: str) -> Any:
    tree = _parse(pattern)
    if tree.state.flags != re.UNICODE.value:
        raise NotInColumns("a pattern that says how it is read")
    return tree


def _take_off_rest(pieces: list[Piece], text: int | None, *, is_text: bool = False) -> bool:
    """Take `.*` off the end of the text, if that is the end of all; either may be within what can be missing."""
    if not pieces:
        return False
    kind, told = pieces[-1]
    if kind is _op.SUBPATTERN:
        is_text = is_text or told[0] == text
    elif kind is not _op.MAX_REPEAT:
        return False
    elif told[:2] == (0, _op.MAXREPEAT) and list(told[2]) == [(_op.ANY, None)]:
        if is_text:
            del pieces[-1]
        return is_text
    elif told[:2] != (0, 1):
        return False
    shorter = list(told[-1])
    is_open = _take_off_rest(shorter, text, is_text=is_text)
    pieces[-1] = (kind, (*told[:-1], shorter))
    return is_open


def _beside(piece: Piece, side: int) -> str:
    """Return the class of what may stand before (-1) or after (1), if that is all a piece says."""
    kind, told = piece
    if kind is not _op.ASSERT_NOT or told[0] != side:
        return ""
    inner = list(told[1])
    if len(inner) != 1 or inner[0][0] is not _op.IN:
        return ""
    return _class(_ASCII - _letters(inner[0][1]))


class _Words:
    """Writes pieces down; `names` are those of the groups that matter, by their places."""

    def __init__(self, names: dict[int, str]) -> None:
        self._names = {place: name for place, name in names.items() if name in GROUPS}
        self._ways: dict[Any, Callable[[Any], str]] = {
            _op.LITERAL: _letter,
            _op.NOT_LITERAL: lambda code: _class(_ASCII - {code}),
            _op.ANY: lambda _: _class(_ASCII - _END),
            _op.IN: lambda items: _class(_letters(items)),
            _op.BRANCH: lambda told: f"(?:{'|'.join(map(self.of, told[1]))})",
            _op.MAX_REPEAT: self._repeated,
            _op.MIN_REPEAT: lambda told: f"{self._repeated(told)}?",
            _op.SUBPATTERN: self._group,
            _op.AT: _place,
        }

    def of(self, pieces: Iterable[Piece]) -> str:
        """Return the pieces, one after the other."""
        return "".join(self._one(kind, told) for kind, told in pieces)

    def _one(self, kind: Any, told: Any) -> str:
        way = self._ways.get(kind)
        if way is None:
            raise NotInColumns(f"a pattern with {kind}")
        return way(told)

    def _repeated(self, told: tuple[int, int, Iterable[Piece]]) -> str:
        least, most, inner = told
        times = f"{{{least},{'' if most is _op.MAXREPEAT else most}}}"
        return f"(?:{self.of(inner)}){_SIMPLE.get(times, times)}"

    def _group(self, told: tuple[int | None, int, int, Iterable[Piece]]) -> str:
        place, added, taken, inner = told
        if added not in {0, re.IGNORECASE.value} or taken:
            raise NotInColumns("a pattern that changes how it is read")
        words = self.of(inner)
        words = f"(?i:{words})" if added else words
        name = self._names.get(place or 0)
        return f"(?P<{name}>{words})" if name else f"(?:{words})"


def _place(where: Any) -> str:
    places = {_op.AT_BEGINNING: r"\A", _op.AT_END: r"\z", _op.AT_BOUNDARY: r"(?-u:\b)"}
    if where not in places:
        raise NotInColumns(f"a pattern with {where}")
    return places[where]


def _letter(code: int) -> str:
    return _class(_ASCII & {code}) if code > 127 else f"\\x{code:02x}"  # noqa: PLR2004 - the last of ASCII


def _letters(items: Iterable[Piece]) -> frozenset[int]:
    """Return the letters of ASCII in a class, told by Python where they have a name."""
    found: set[int] = set()
    is_other = False
    for kind, told in items:
        if kind is _op.NEGATE:
            is_other = True
        elif kind is _op.LITERAL:
            found.add(told)
        elif kind is _op.RANGE:
            found.update(range(told[0], min(told[1], 127) + 1))
        elif kind is _op.CATEGORY and told in _NAMED:
            found |= _NAMED[told]
        else:
            raise NotInColumns(f"a class with {kind}")
    return _ASCII - found if is_other else _ASCII & found


_NAMED: Final = {
    named: frozenset(code for code in _ASCII if re.match(written, chr(code)))
    for written in (r"\d", r"\D", r"\s", r"\S", r"\w", r"\W")
    for _kind, ((_category, named),) in _parse(written)
}


def _class(letters: frozenset[int]) -> str:
    """Write a class as ranges; one of no letter of ASCII matches nothing."""
    ranges: list[list[int]] = []
    for code in sorted(letters):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    inside = "".join(f"\\x{first:02x}-\\x{last:02x}" for first, last in ranges)
    return f"[{inside}]" if inside else r"[^\x00-\x{10FFFF}]"
