"""The index on PostgreSQL: a tsvector that we write ourselves, so that both databases agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from mortem.web.models import SearchEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models.query import RawQuerySet

    from .words import Term

_LAST_PLACE = 16383  # where PostgreSQL stops counting positions
_PUT = "UPDATE web_searchentry SET words = %s::tsvector WHERE number = %s"
_FIND = """
SELECT entry.number, entry.thing, entry.review_id, entry.noun, entry.text
FROM web_searchentry entry, (SELECT %s::tsquery AS query) asked
WHERE entry.words @@ asked.query AND entry.review_id IN ({reviews})
ORDER BY ts_rank('{{0.1, 0.2, 0.25, 1.0}}', entry.words, asked.query, 1) DESC, entry.number
LIMIT %s
"""


def put(number: int, head: list[str], body: list[str]) -> None:
    """Index an entry's folded words, in place of those from before."""
    placed = [f"'{word}':{min(i, _LAST_PLACE)}A" for i, word in enumerate(head, 1)]
    # A gap, so that no phrase reaches from the one into the other.
    start = len(head) + 2
    placed += [f"'{word}':{min(i, _LAST_PLACE)}C" for i, word in enumerate(body, start)]
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [" ".join(placed), number])


def drop(numbers: Iterable[int]) -> None:
    """Nothing is left to do: the words go with the entry's own row."""


def match(
    terms: list[Term], *, together: bool, reviews: str, params: tuple[object, ...], limit: int
) -> RawQuerySet[SearchEntry]:
    """Return entries with all terms, or with any when not `together`, best first."""
    query = (" & " if together else " | ").join(map(_phrase, terms))
    return SearchEntry.objects.raw(_FIND.format(reviews=reviews), [query, *params, limit])


def _phrase(term: Term) -> str:
    # Folded words hold letters and digits only: nothing in them can be read as syntax.
    phrase = " <-> ".join(f"'{word}'" for word in term.words)
    return f"({phrase}{':*' if term.open_end else ''})"


def forget_traces() -> None:
    """Do nothing: what the index still holds goes with the rows, when their table is vacuumed."""
