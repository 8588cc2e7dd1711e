"""How wide a text is, and where its lines break, without knowing the reader's font.

Widths are those of a wide sans-serif, so that a narrower system font leaves air
but never overlaps. All sizes are CSS pixels.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ELLIPSIS = "…"
BOLD_FACTOR = 1.12
LINE_HEIGHT = 1.42

_EM_BY_CHARACTERS = {
    0.30: "ijlI'J",
    0.36: " .,:;|/\\!()[]-",
    0.42: "frt",
    0.54: 'csz?*_`"^',
    0.60: "kvxyFLPTY",
    0.65: "abdeghnopquSE0123456789{}$",
    0.70: "ABCKRVXZ",
    0.80: "wDGHNOQU&",
    0.86: "M#+<=>~",
    1.00: "mW%@",
}
_EM = {character: em for em, group in _EM_BY_CHARACTERS.items() for character in group}
_EM_SPECIAL = {"\ufdfd": 12.0, "\u2e3a": 2.0, "\u2e3b": 3.0, "—": 1.0, "…": 1.0}

_ZERO_WIDTH_CATEGORIES = frozenset({"Mn", "Me", "Cf"})
_JOINER = "\u200d"
_SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")
_FLAGS = ("\U0001f1e6", "\U0001f1ff")
_FIRST_PICTOGRAPH = "\U0001f000"
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def clean(text: str) -> str:
    """Return the text on one line, without characters that XML forbids or that turn others around."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(" " if character.isspace() else character for character in text)
    return " ".join("".join(c for c in kept if _may_stay(c)).split())


def _may_stay(character: str) -> bool:
    if character in _BIDI_CONTROLS or character in "\ufffe\uffff":
        return False
    return unicodedata.category(character) not in {"Cc", "Cs"}


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    known = _EM.get(character) or _EM_SPECIAL.get(character)
    if known is not None:
        return known
    category = unicodedata.category(character)
    if category in _ZERO_WIDTH_CATEGORIES:
        return 0.0
    if character >= _FIRST_PICTOGRAPH or category == "So":
        return 1.4
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 1.05
    return 0.85 if category in {"Lu", "Lo", "Sm", "Mc"} else 0.70


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return an upper estimate of the text's width at that font size."""
    return sum(map(_em, text)) * size * (BOLD_FACTOR if bold else 1.0)


def is_right_to_left(text: str) -> bool:
    """Tell the base direction: that of the first letter with a direction of its own."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in _RIGHT_TO_LEFT:
            return True
        if direction == "L":
            return False
    return False


def clusters(text: str) -> Iterator[str]:
    """Split into what a reader sees as one sign: a letter with its accents, a joined emoji, a flag."""
    held = ""
    for character in text:
        if held and not _belongs_to(held, character):
            yield held
            held = ""
        held += character
    if held:
        yield held


def _belongs_to(held: str, character: str) -> bool:
    if held.endswith(_JOINER) or character == _JOINER:
        return True
    if _SKIN_TONES[0] <= character <= _SKIN_TONES[1]:
        return True
    if _FLAGS[0] <= character <= _FLAGS[1]:
        return len(held) == 1 and _FLAGS[0] <= held <= _FLAGS[1]
    return unicodedata.category(character) in {"Mn", "Me", "Mc", "Cf"}


def wrap(
    text: str, width: float, size: float, *, bold: bool = False, most_lines: int = 12
) -> tuple[str, ...]:
    """Break a text into lines no wider than `width`; what exceeds `most_lines` ends in an ellipsis.

    Words stay whole where they fit; a word wider than a line, and East Asian text, breaks between signs.
    """
    limit = max(width, 2 * size)
    lines: list[str] = []
    line, filled = "", 0.0
    for piece in _pieces(clean(text), limit, size, bold=bold):
        if line and filled + width_of(piece.rstrip(), size, bold=bold) > limit:
            lines.append(line.rstrip())
            line, filled = "", 0.0
        added = piece if line else piece.lstrip()
        line += added
        filled += width_of(added, size, bold=bold)
        if len(lines) > most_lines:
            break
    lines.append(line.rstrip())
    shown = tuple(filter(None, lines))
    if len(shown) <= most_lines:
        return shown or ("",)
    return (*shown[: most_lines - 1], _shortened(shown[most_lines - 1], limit, size, bold=bold))


def _pieces(text: str, limit: float, size: float, *, bold: bool) -> Iterator[str]:
    for number, word in enumerate(text.split(" ")):
        lead = " " if number else ""
        if width_of(word, size, bold=bold) <= limit and not _breaks_anywhere(word):
            yield lead + word
            continue
        for cluster in clusters(word):
            yield lead + cluster
            lead = ""


def _breaks_anywhere(word: str) -> bool:
    return any(unicodedata.east_asian_width(character) in {"W", "F"} for character in word)


def _shortened(line: str, limit: float, size: float, *, bold: bool) -> str:
    signs = list(clusters(line))
    while signs and width_of("".join(signs) + ELLIPSIS, size, bold=bold) > limit:
        signs.pop()
    return "".join(signs).rstrip() + ELLIPSIS
