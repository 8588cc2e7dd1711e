"""Secrets covered before anything is shown, indexed or exported (METHOD E2)."""

from __future__ import annotations

from collections import deque
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, TypeVar, cast

from mortem.core.evidence.row import Row
from mortem.core.private_words import (
    SECRET_WORDS,
    Private,
    may_hold_a_card,
    may_hold_a_secret,
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

    Most words of a log hold nothing of the kind: what cannot begin a secret anywhere in a batch is
    not looked for in its rows. A private key may go over many rows, and goes whole; the first
    rows may lie within one.
    """
    each, through = iter(rows), _Through()
    while batch := list(islice(each, _BATCH)):
        together = "\n".join([row.text for row in batch]).lower()
        words = [word for word in SECRET_WORDS if word in together]
        begins = _OVER_ROWS in together
        for row in batch:
            small = row.text.lower()
            if through.is_open or (begins and _OVER_ROWS in small):
                covered = cast("R", row._replace(text=through.covered(row.text)))
            elif _is_doubtful(small, words):
                covered = cast("R", row._replace(text=_alone(row.text)))
            else:
                covered = row
            yield _who_covered(covered)


def _is_doubtful(text: str, words: list[str]) -> bool:
    for word in words:
        if word in text:
            return may_hold_a_secret(text) or may_hold_a_card(text)
    return may_hold_a_card(text)


def _alone(text: str) -> str:
    return "\n".join(without_secrets(text.split("\n")))


def _who_covered(row: R) -> R:
    if not isinstance(row, Row) or row.who is None:
        return row
    covered = _name_covered(row.who)
    return row if covered == row.who else cast("R", row._replace(who=covered))


@lru_cache(maxsize=5000)
def _name_covered(who: str) -> str:
    return _alone(who)


class _Through:
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
