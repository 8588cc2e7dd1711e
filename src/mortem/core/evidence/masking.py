"""Secrets covered before anything is shown, indexed or exported (METHOD E2)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar, cast

from mortem.core.private_words import (
    SECRET_WORDS,
    may_hold_a_card,
    may_hold_a_secret,
    without_secrets,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.evidence.reading import Unread
    from mortem.core.evidence.row import Row

R = TypeVar("R", bound="Row | Unread")

_BATCH = 256  # rows; more than a private key has lines
_OVER_ROWS = "private key"


def masked(rows: Iterable[R]) -> Iterator[R]:
    """Yield the rows with passwords, keys, tokens and card numbers covered.

    Most words of a log hold nothing of the kind: what cannot begin a secret anywhere in a batch is
    not looked for in its rows. A private key may go over several rows, and goes whole.
    """
    each = iter(rows)
    in_key = False
    while batch := list(islice(each, _BATCH)):
        together = "\n".join([row.text for row in batch]).lower()
        begins = _OVER_ROWS in together
        if begins or in_key:
            yield from _together(batch)
        else:
            words = [word for word in SECRET_WORDS if word in together]
            for row in batch:
                yield _alone(row) if _is_doubtful(row.text.lower(), words) else row
        in_key = begins


def _is_doubtful(text: str, words: list[str]) -> bool:
    for word in words:
        if word in text and may_hold_a_secret(text):
            return True
    return may_hold_a_card(text)


def _alone(row: R) -> R:
    return cast("R", row._replace(text="\n".join(without_secrets(row.text.split("\n")))))


def _together(rows: list[R]) -> Iterator[R]:
    """Cover rows one after the other, as one text."""
    lines = [row.text.split("\n") for row in rows]
    covered = without_secrets(line for row in lines for line in row)
    for row, own in zip(rows, lines, strict=True):
        yield cast("R", row._replace(text="\n".join(islice(covered, len(own)))))
