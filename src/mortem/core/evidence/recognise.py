"""Which format a source has: every format says how well it fits, the best one reads (METHOD E2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from mortem.core.evidence.grammar import Grammar, all_grammars, find_by
from mortem.core.evidence.readers.git_log import GitLog
from mortem.core.evidence.readers.json_lines import JsonDocument, JsonLines, value_of
from mortem.core.evidence.readers.mail import Mail
from mortem.core.evidence.readers.table import W3C, ZEEK, Table, Timesketch
from mortem.core.evidence.readers.written_timeline import WrittenTimeline
from mortem.core.evidence.shape import all_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.evidence.format import Candidate, Fit, Found, Head, Line, Reader

R = TypeVar("R")

_CLOSE = 0.9
"""A more special format wins over a more general one that reads at most so much more."""
_SPECIAL = 0.3
"""A catch-all, which has rank 0, loses to whatever reads so large a part of what it reads."""

_BEGINS_WITH_A_TIME = "generic"

READERS: Final[tuple[Candidate, ...]] = (
    GitLog(),
    Mail(),
    ZEEK,
    W3C,
    Timesketch(),
    Table(),
    WrittenTimeline(),
)


class Recognised(NamedTuple):
    """The format of a source; `confidence` is the share of its beginning that the format read, 0 to 1."""

    name: str
    confidence: float
    reader: Reader | JsonDocument


def recognised(head: Head) -> Recognised | None:
    """Return the format that fits a beginning best; None when none does."""
    if found := _as_json_lines(head):
        return found
    fits: list[tuple[Fit, Reader]]
    fits = [(fit, reader) for reader in READERS if (fit := reader.fit(head))]
    fits += _by_lines(head)
    if not fits:
        return None
    best, reader = _best(fits)
    return Recognised(reader.name, best.share, reader)


def document_in(text: str) -> Recognised | None:
    """Return the most special shape of a text that is one JSON value; None for any other text."""
    value = value_of(text)
    fitting = (shape for shape in all_shapes() if value is not None and shape.fits(value))
    shape = next(fitting, None)
    return Recognised(shape.name, 1.0, JsonDocument(shape)) if shape else None


class Grammars:
    """The grammar that fits best, and after it the others that read a line of the beginning, too."""

    def __init__(self, grammars: list[Grammar]) -> None:
        self.name = grammars[0].name
        self.grammars = tuple(grammars)

    def find(self, lines: Iterable[Line]) -> Iterator[Found]:
        return find_by(self.grammars, lines)


def _by_lines(head: Head) -> list[tuple[Fit, Reader]]:
    fits = [(fit, grammar) for grammar in all_grammars() if (fit := grammar.fit(head))]
    if not fits:
        return []
    best = _best(fits)
    others = [one for one in fits if one is not best and one[1].rank]
    others.sort(key=lambda one: (-one[0].rank, -one[0].share))
    grammars = [best[1], *(grammar for _, grammar in others)]
    if best[1].rank:  # a line that begins with a time of its own goes on with no other
        grammars += [grammar for grammar in all_grammars() if grammar.name == _BEGINS_WITH_A_TIME]
    return [(best[0], Grammars(grammars))]


def _best(fits: list[tuple[Fit, R]]) -> tuple[Fit, R]:
    most = max(fit.share for fit, _ in fits)
    special = [one for one in fits if one[0].rank and one[0].share >= most * _SPECIAL]
    fits = special or fits
    most = max(fit.share for fit, _ in fits)
    return max(
        (one for one in fits if one[0].share >= most * _CLOSE),
        key=lambda one: (one[0].rank, one[0].share),
    )


def _as_json_lines(head: Head) -> Recognised | None:
    values = [value for line in head.lines if (value := value_of(line)) is not None]
    written = sum(1 for line in head.lines if line.strip())
    every = [JsonLines(shape) for shape in all_shapes()] if values else []
    fits = [(fit, one) for one in every if (fit := one.fit_to(values, written))]
    if not fits:
        return None
    best, found = _best(fits)
    return Recognised(found.name, best.share, found)
