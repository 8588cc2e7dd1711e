"""The index on SQLite: FTS5, one row for each entry, under the entry's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from mortem.web.models import SearchEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models.query import RawQuerySet

    from .words import Term

_PUT = "INSERT OR REPLACE INTO web_searchindex (rowid, head, body) VALUES (%s, %s, %s)"
_DROP = "DELETE FROM web_searchindex WHERE rowid = %s"
_FIND = """
SELECT entry.* FROM web_searchindex
JOIN web_searchentry entry ON entry.number = web_searchindex.rowid
WHERE web_searchindex MATCH %s AND entry.review_id IN ({reviews})
ORDER BY bm25(web_searchindex, 4.0, 1.0), entry.number LIMIT %s
"""


def put(number: int, head: list[str], body: list[str]) -> None:
    """Index an entry's folded words, in place of those from before."""
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [number, " ".join(head), " ".join(body)])


def drop(numbers: Iterable[int]) -> None:
    """Forget the words of entries, before their rows go."""
    with connection.cursor() as cursor:
        cursor.executemany(_DROP, [(number,) for number in numbers])


def match(
    terms: list[Term], *, together: bool, reviews: str, params: tuple[object, ...], limit: int
) -> RawQuerySet[SearchEntry]:
    """Return entries with all terms, or with any when not `together`, best first."""
    query = (" AND " if together else " OR ").join(map(_phrase, terms))
    return SearchEntry.objects.raw(_FIND.format(reviews=reviews), [query, *params, limit])


def _phrase(term: Term) -> str:
    # Folded words hold letters and digits only: nothing in them can be read as syntax.
    return f'"{" ".join(term.words)}"{" *" if term.open_end else ""}'


def forget_traces() -> None:
    """Write the index anew: until then the words of what was dropped are still in its older parts."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO web_searchindex (web_searchindex) VALUES ('optimize')")
