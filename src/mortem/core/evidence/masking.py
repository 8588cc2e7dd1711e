"""Secrets covered before anything is shown, indexed or exported (METHOD E2)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

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


_BATCH = 256


def masked(rows: Iterable[Row | Unread]) -> Iterator[Row | Unread]:
    """Yield the rows with passwords, keys, tokens and card numbers covered.

    Most words of a log hold nothing of the kind: what cannot begin a secret anywhere in a batch is
    not looked for in its rows.
    """
    each = iter(rows)
    while batch := list(islice(each, _BATCH)):
        together = "\n".join([row.text for row in batch]).lower()
        words = [word for word in SECRET_WORDS if word in together]
        for row in batch:
            yield _covered(row) if _is_doubtful(row.text.lower(), words) else row


def _is_doubtful(text: str, words: list[str]) -> bool:
    for word in words:
        if word in text and may_hold_a_secret(text):
            return True
    return may_hold_a_card(text)


def _covered(row: Row | Unread) -> Row | Unread:
    return row._replace(text="\n".join(without_secrets(row.text.split("\n"))))
