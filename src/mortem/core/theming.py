"""Which theme do a cause's words speak for? A local guess that is only ever offered (METHOD P9).

Words that are typical of a theme count, and so does what a theme holds already: a cause
that is like those on a shelf belongs there, whatever the shelf is called.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from mortem.core.similar import likeness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORD = re.compile(r"[\w'-]+")
_READ = 400  # characters: what a cause is about stands at its beginning
_COMPARED = 20  # causes of a theme that are compared with
_ENOUGH = 0.9  # nearly one word that only this theme claims
_LEAD = 0.2  # so much more than the second best
_LIKE = 0.2  # share of common pieces from which a neighbour says something
_NEIGHBOUR = 4.0  # weight of a neighbour beside a word


@dataclass(frozen=True, slots=True)
class Grouped:
    """A theme as it stands on the board: its name and the causes on it."""

    name: str
    texts: Sequence[str] = ()


def likely_theme(text: str, themes: Mapping[str, Grouped]) -> str | None:
    """Return the key of the theme that the text most likely belongs to, or None when in doubt."""
    spoken = _spoken_for(text)
    scores = {
        key: spoken.get(theme.name.casefold(), 0.0) + _neighbours(text, theme.texts)
        for key, theme in themes.items()
    }
    ranked = sorted(scores, key=lambda key: -scores[key])
    if not ranked or scores[ranked[0]] < _ENOUGH:
        return None
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    return ranked[0] if scores[ranked[0]] - second >= _LEAD else None


def _neighbours(text: str, others: Sequence[str]) -> float:
    near = max((_near(text, other) for other in others[:_COMPARED]), default=0.0)
    return _NEIGHBOUR * near if near >= _LIKE else 0.0


@lru_cache(maxsize=1 << 15)
def _near(text: str, other: str) -> float:
    """Remember: a board is shown again and again, and hardly anything on it has changed."""
    return likeness(text, other)


@lru_cache(maxsize=2048)
def _spoken_for(text: str) -> Mapping[str, float]:
    """Return how many of the words of each theme a text holds, shared ones counted in part."""
    text = text[:_READ].casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    words = _WORD.findall(text)
    line = f" {' '.join(words)} "
    scores: Counter[str] = Counter()
    for entry, claimed_by in _entries().items():
        if _holds(line, entry):
            for theme in claimed_by:
                scores[theme] += 1 / len(claimed_by)  # type: ignore[assignment]
    return scores


def _holds(line: str, entry: str) -> bool:
    return f" {entry[:-1]}" in line if entry.endswith("-") else f" {entry} " in line


@cache
def _entries() -> dict[str, tuple[str, ...]]:
    """Return each word of themes.toml with the themes that claim it."""
    source = files(__package__).joinpath("themes.toml").read_text(encoding="utf-8")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for theme, entries in tomllib.loads(source).items():
        for entry in entries:
            found[entry].append(theme.casefold())
    return {entry: tuple(dict.fromkeys(claimed_by)) for entry, claimed_by in found.items()}
