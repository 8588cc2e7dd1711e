"""Do two short texts say the same thing? A local guess that only ever asks, never joins.

Each word is cut into overlapping threes of letters, so that endings, plurals and the order
of words matter little; texts are compared by how much of these they share (Jaccard index).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIKE = 0.42  # share of common pieces from which it is worth asking
MOST_TEXTS = 500
_LONGEST = 400  # letters read of each text

# Words that join sentences without saying anything of their own.
_JOINING_WORDS = """
a about after all an and any are as at be because been before but by can could did do does during
each for from had has have having he her his how i if in into is it its just me my no not of off on
one only or our out over she so some than that the their them then there they this to too under up us
very was we were what when which while who why will with would you your
"""
JOINING = frozenset(_JOINING_WORDS.split())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, by identifier, and how much they share: 0 nothing, 1 everything."""

    first: str
    second: str
    share: float


def likeness(one: str, other: str) -> float:
    """Return how much two texts share, from 0 to 1. Two texts without any word share nothing."""
    return _share(_pieces(one), _pieces(other))


def alike(texts: Iterable[tuple[str, str]], *, at_least: float = ALIKE) -> tuple[Pair, ...]:
    """Return the pairs among (identifier, text) that may say the same, most alike first.

    Looks at the first 500 texts and compares only those that share one of their rarer
    pieces, which every pair at or above `at_least` does.
    """
    return _alike(tuple(texts)[:MOST_TEXTS], at_least)


@lru_cache(maxsize=16)
def _alike(texts: tuple[tuple[str, str], ...], at_least: float) -> tuple[Pair, ...]:
    pieces = {name: _pieces(text) for name, text in texts}
    often = Counter(piece for known in pieces.values() for piece in known)
    seen: defaultdict[str, list[str]] = defaultdict(list)
    found = []
    for name, own in pieces.items():
        rarest = sorted(own, key=lambda piece: (often[piece], piece))
        rarest = rarest[: len(own) - int(at_least * len(own)) + 1]
        for other in dict.fromkeys(other for piece in rarest for other in seen[piece]):
            share = _share(own, pieces[other])
            if share >= at_least:
                found.append(Pair(other, name, share))
        for piece in rarest:
            seen[piece].append(name)
    return tuple(sorted(found, key=lambda pair: -pair.share))


@lru_cache(maxsize=4096)
def _pieces(text: str) -> frozenset[str]:
    words = "".join(c if c.isalnum() else " " for c in text[:_LONGEST].casefold()).split()
    telling = [word for word in words if word not in JOINING] or words
    return frozenset(piece for word in telling for piece in _threes(f" {word} "))


def _threes(word: str) -> list[str]:
    return [word[i : i + 3] for i in range(len(word) - 2)]


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    together = len(one | other)
    return len(one & other) / together if together else 0.0
