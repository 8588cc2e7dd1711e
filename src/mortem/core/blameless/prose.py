"""Prose out of Markdown: what a reader hears, and where each character came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for code, an address, or others' words

_OPENING = {
    "\N{LEFT DOUBLE QUOTATION MARK}": "\N{RIGHT DOUBLE QUOTATION MARK}",
    "\N{DOUBLE LOW-9 QUOTATION MARK}": "\N{LEFT DOUBLE QUOTATION MARK}",
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",
}
_QUOTED = "|".join(f"{one}[^{one}{other}]{{1,400}}{other}" for one, other in _OPENING.items())
_MAYBE = re.compile(rf"[`\"'<!\[\]*~_:&\n\t\r{''.join(_OPENING)}]|  ")
_MARKUP = re.compile(
    rf"(?P<object>``(?:[^`]|`(?!`))*``|`+[^`]*`+|{_QUOTED}|(?<!\w)\"[^\"]{{1,400}}\"(?!\w)"
    r"|(?<!\w)'[^'\n]{1,200}'(?!\w)|://[^\s)>\]]+)"
    r"|(?P<nothing></?[a-zA-Z][^<>]*>|!?\[(?=[^\]])|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?\)"
    r"|\]\[[^\]\n]*\]|\]|\*+|~~|(?<!\w)_+(?=\w)|(?<=[\w.,!?])_+(?!\w))"
    r"|(?P<space>\s{2,}|[\n\t\r]|&nbsp;)"
)
_SPOKEN = {"object": OBJECT, "nothing": "", "space": " "}
_ENDS = re.compile(
    r"[.!?]{1,6}[\"')\]]{0,3} (?=[\"'(\[]*[^\W_a-z])|[!?][\"')\]]{0,3} |(?<=\w\w)[;:] (?=[A-Z][a-z]+ [a-z])"
    r"| ?\| ?| [\N{EM DASH}\N{EN DASH}] (?=[A-Z])"
)
_SHORT = re.compile(
    r"\b(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|prof|approx|no|fig|st|jr|sr|inc|[a-z])\. $", re.IGNORECASE
)
_LONGEST = 1_200  # characters: nobody says more in one sentence


class Prose:
    """The text of a block without its markup; `source` leads back."""

    def __init__(self, text: str, start: int, end: int) -> None:
        pieces, self._marks, self._places = list[str](), [0], [start]
        at, length, ends_in_space = start, 0, False
        for found in _markup(text, start, end):
            pieces.append(text[at : found.start()])
            length += found.start() - at
            ends_in_space = text[found.start() - 1] == " " if found.start() > at else ends_in_space
            spoken = _SPOKEN[found.lastgroup or ""]
            if spoken and not (spoken == " " and ends_in_space):
                self._add(length, found.start())
                pieces.append(spoken)
                length += 1
                ends_in_space = spoken == " "
            at = found.end()
            self._add(length, at)
        self.text = "".join([*pieces, text[at:end]])

    def _add(self, mark: int, place: int) -> None:
        self._marks.append(mark)
        self._places.append(place)

    def source(self, at: int) -> int:
        """Return where in the document the character at `at` stands."""
        index = bisect_right(self._marks, at) - 1
        return self._places[index] + at - self._marks[index]

    def sentences(self) -> list[tuple[int, int]]:
        """Return the span of each sentence, cells of a table counted as such."""
        spans, start = list[tuple[int, int]](), 0
        for found in _ENDS.finditer(self.text):
            if found.end() - start < _LONGEST and self._is_short(found):
                continue
            spans += _pieces(start, found.end())
            start = found.end()
        return [*spans, *_pieces(start, len(self.text))]

    def _is_short(self, found: re.Match[str]) -> bool:
        tail = self.text[max(0, found.start() - 8) : found.end()]
        return _SHORT.search(tail) is not None


def _markup(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Give the markup in its order; a set of characters is soon looked for, a pattern is not."""
    maybe = _MAYBE.search(text, start, end)
    while maybe:
        found = _MARKUP.match(text, maybe.start(), end)
        if found:
            yield found
        maybe = _MAYBE.search(text, found.end() if found else maybe.end(), end)


def _pieces(start: int, end: int) -> list[tuple[int, int]]:
    return [(at, min(at + _LONGEST, end)) for at in range(start, end, _LONGEST)]
