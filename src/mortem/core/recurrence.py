"""Has this happened before? Earlier events ranked by how alike their words are (METHOD F6).

No model and no chance. A text is its words, cut to stems, and the pairs of neighbouring ones; each
counts for more the fewer of the texts have it. Two texts are compared by the angle between
these weights (the cosine), so that a long account and a short one can be alike. Only the
heaviest pieces of what is asked are looked up: in a long account all others are chatter.
`bench/recurrence.py` measures it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from typing import TYPE_CHECKING

from mortem.core.similar import JOINING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Pieces = Mapping[str, float]

MOST_PIECES = 48
"""The pieces of a text that are looked up."""
AT_LEAST = 0.06
"""The likeness below which two events share little more than the language they are told in."""

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_WORD = 3
_STEM = 6
_LONGEST = 20_000  # characters: a whole report


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier text by its key, and how alike it is: 0 (nothing in common) to 1 (the same)."""

    key: str
    likeness: float


def stems(text: str, *, most: int = MOST_PIECES) -> tuple[str, ...]:
    """Return the beginnings of a text's telling words, each once, the longest words first.

    What to look up before anything is known of how rare they are: long words are.
    """
    words = dict.fromkeys(word for word in _words(text) if len(word) >= _SHORTEST_WORD)
    return tuple(dict.fromkeys(word[:_STEM] for word in sorted(words, key=len, reverse=True)))[
        :most
    ]


def ranked(
    text: str, earlier: Iterable[tuple[str, str | Pieces]], *, most: int, at_least: float = AT_LEAST
) -> tuple[Alike, ...]:
    """Return those of the (key, text) pairs that are most like `text`, best first, keys on ties.

    Who asks often may bring the texts' `pieces_of` in their place.
    """
    known = {key: pieces_of(told) if isinstance(told, str) else told for key, told in earlier}
    asked = pieces_of(text)
    often = Counter(piece for pieces in known.values() for piece in pieces)
    weight = {piece: _rarity(count, len(known)) for piece, count in often.items()}
    heavy = {piece: asked[piece] * weight[piece] for piece in asked if piece in weight}
    wanted = dict(sorted(heavy.items(), key=lambda one: (-one[1], one[0]))[:MOST_PIECES])
    found = [Alike(key, _cosine(wanted, pieces, weight)) for key, pieces in known.items()]
    close = [one for one in found if one.likeness >= at_least]
    return tuple(sorted(close, key=lambda one: (-one.likeness, one.key))[:most])


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text[:_LONGEST].casefold()) if word not in JOINING]


def pieces_of(text: str) -> Pieces:
    """Return stems and pairs of them; said ten times is not ten times as telling."""
    told = [word[:_STEM] for word in _words(text) if len(word) >= _SHORTEST_WORD]
    counts = Counter([*told, *(f"{one} {two}" for one, two in pairwise(told))])
    return {piece: 1 + log(count) for piece, count in counts.items()}


def _rarity(count: int, texts: int) -> float:
    """Return how much a piece tells that `count` of so many texts have (inverse document frequency)."""
    return log(1 + (texts - count + 0.5) / (count + 0.5))


def _cosine(
    wanted: Mapping[str, float], pieces: Mapping[str, float], weight: Mapping[str, float]
) -> float:
    shared = sum(
        wanted[piece] * pieces[piece] * weight[piece] for piece in wanted if piece in pieces
    )
    if not shared:
        return 0.0
    lengths = (
        sum(value * value for value in wanted.values()),
        sum((count * weight[piece]) ** 2 for piece, count in pieces.items()),
    )
    return shared / sqrt(lengths[0] * lengths[1])
