"""Secrets covered before anything is shown, indexed or exported (METHOD E2)."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from functools import lru_cache
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING, TypeVar, cast

from mortem.core.evidence.row import Row
from mortem.core.private_words import (
    Private,
    card_places,
    secret_places,
    without_secrets,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.evidence.reading import Unread

R = TypeVar("R", bound="Row | Unread")

_BATCH = 256  # rows
_OVER_ROWS = "private key"


def masked(rows: Iterable[R]) -> Iterator[R]:
    """Yield the rows with passwords, keys, tokens and card numbers covered, in what is said and in who says it.

    Most words of a log hold nothing of the kind: many rows are looked through at once, and only those
    in which something could begin are read one by one. A private key may go over many rows, and
    goes whole; the first rows may lie within one.
    """
    each, through = iter(rows), Through()
    while batch := list(islice(each, _BATCH)):
        together = "\n".join([row.text for row in batch])
        small = together.lower()
        if through.is_open or _OVER_ROWS in small:
            batch = [told_through(row, through) for row in batch]
        else:
            for place in _doubtful(batch, together, small):
                row = batch[place]
                batch[place] = cast("R", row._replace(text=_alone(row.text)))
        whos = {row.who for row in batch if isinstance(row, Row)}
        if all(who is None or name_covered(who) == who for who in whos):
            yield from batch
        else:
            yield from map(_who_covered, batch)


def told_through(row: R, through: Through) -> R:
    """Return the row that comes after those that went through, with its secrets covered."""
    small = row.text.lower()
    if through.is_open or _OVER_ROWS in small:
        return cast("R", row._replace(text=through.covered(row.text)))
    if any(True for _place in chain(secret_places(small), card_places(row.text))):
        return cast("R", row._replace(text=_alone(row.text)))
    return row


def _doubtful(batch: list[R], together: str, small: str) -> set[int]:
    """Return the places of the rows that could hold a secret; `together` is what all say, `small` its small letters."""
    found = [*secret_places(small), *card_places(together)]
    if not found:
        return set()
    begins = list(accumulate((len(row.text) + 1 for row in batch), initial=0))
    if len(small) != len(together):  # a few letters are two when they are small
        return set(range(len(batch)))
    return {bisect_right(begins, at) - 1 for at in found}


def _alone(text: str) -> str:
    return "\n".join(without_secrets(text.split("\n")))


def _who_covered(row: R) -> R:
    if not isinstance(row, Row) or row.who is None:
        return row
    covered = name_covered(row.who)
    return row if covered == row.who else cast("R", row._replace(who=covered))


@lru_cache(maxsize=5000)
def name_covered(who: str) -> str:
    """Return who says something, with its secrets covered."""
    return _alone(who)


class Through:
    """Covers line after line as one text, as long as a key that goes over lines may be open."""

    def __init__(self) -> None:
        self.is_open = True
        self._lines: deque[str] = deque()
        self._covered = without_secrets(iter(self._lines.popleft, None))

    def covered(self, text: str) -> str:
        lines = text.split("\n")
        told = [self._one(line) for line in lines]
        begins = _OVER_ROWS in lines[-1].lower()
        self.is_open = begins or told[-1] == Private.SECRET != lines[-1]
        return "\n".join(told)

    def _one(self, line: str) -> str:
        self._lines.append(line)
        return next(self._covered)
