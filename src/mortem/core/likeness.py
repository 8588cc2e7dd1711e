"""How alike two short texts are, by their letters alone: no model, no language list."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")
_COMPARED = 600  # characters: what two texts are about stands at their beginning
_SHORTEST_WORD = 4
_STEM = 6


def likeness(one: str, other: str) -> float:
    """Return a number from 0 (nothing in common) to 1 (the same words)."""
    return _alike(_features(one), _features(other))


def nearest(
    text: str, others: Iterable[tuple[str, str]], *, most: int, at_least: float = 0.12
) -> tuple[str, ...]:
    """Return the keys of the (key, text) pairs most like `text`, best first."""
    wanted = _features(text)
    scored = [(_alike(wanted, _features(other)), key) for key, other in others]
    close = sorted(
        (pair for pair in scored if pair[0] >= at_least), key=lambda pair: (-pair[0], pair[1])
    )
    return tuple(key for _, key in close[:most])


@lru_cache(maxsize=4096)
def _features(text: str) -> frozenset[str]:
    """Stems carry the meaning; runs of three letters forgive endings, typing and compound words."""
    words = _WORD.findall(text[:_COMPARED].casefold())
    stems = {f"={word[:_STEM]}" for word in words if len(word) >= _SHORTEST_WORD}
    threes = {word[i : i + 3] for word in words for i in range(max(1, len(word) - 2))}
    return frozenset(stems | threes)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0
