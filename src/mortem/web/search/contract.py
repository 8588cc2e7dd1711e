"""What search promises; sqlite.py and postgres.py keep the promise."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction

from mortem.web.models import Review, SearchEntry

from . import postgres, sqlite
from .excerpt import excerpt_of, pieces
from .texts import SOURCES, everything_in, join
from .words import Term, marks_in, terms_of, tidy, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import Model, QuerySet

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the words were found; `excerpt` is plain text with marked ranges."""

    review: UUID
    noun: str
    id: UUID
    excerpt: str
    marks: tuple[tuple[int, int], ...]

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The excerpt cut at its marks: each piece, and whether it was found."""
        return list(pieces(self.excerpt, self.marks))


def _index() -> Any:
    return sqlite if connection.vendor == "sqlite" else postgres


def has_words(model: type[Model], fields: Iterable[str]) -> bool:
    """Tell whether any of a model's fields holds words that can be found."""
    source = SOURCES.get(model)
    return source is not None and not {*source.head, *source.body}.isdisjoint(fields)


def put(thing: Model) -> None:
    """Make a thing's text findable, in place of what was found of it before.

    Things without words of their own, and cards, are left out.
    """
    new = _entry_of(thing)
    if new is None:
        return
    SearchEntry.objects.bulk_create(
        [new],
        update_conflicts=True,
        unique_fields=["thing"],
        update_fields=["review", "noun", "text"],
    )
    _put_words([(thing, new)])


def _entry_of(thing: Model) -> SearchEntry | None:
    source = SOURCES.get(type(thing))
    if source is None:
        return None
    review = thing if isinstance(thing, Review) else thing.review  # type: ignore[attr-defined]
    text = f"{join(thing, source.head)}\n{join(thing, source.body)}".strip()
    return SearchEntry(thing=thing.pk, review=review, noun=source.noun, text=tidy(text))


def _put_words(pairs: Iterable[tuple[Model, SearchEntry]]) -> None:
    for thing, entry in pairs:
        source = SOURCES[type(thing)]
        head, body = (_folded(join(thing, fields)) for fields in (source.head, source.body))
        _index().put(entry.number, head, body)


def _folded(text: str) -> list[str]:
    return [word.folded for word in words_of(tidy(text))]


def drop(thing_id: UUID) -> None:
    """Forget a thing."""
    _forget(SearchEntry.objects.filter(thing=thing_id))


def drop_reviews(reviews: QuerySet[Review]) -> None:
    """Forget whole reviews with all that is in them, before they are purged."""
    _forget(SearchEntry.objects.filter(review__in=reviews))


def _forget(entries: QuerySet[SearchEntry]) -> None:
    _index().drop(list(entries.values_list("number", flat=True)))
    entries.delete()


def forget_traces() -> None:
    """Leave nothing of what was dropped in the index; for what must not be found in its file."""
    _index().forget_traces()


def find(words: str, *, reviews: QuerySet[Review], limit: int = 50) -> list[Hit]:
    """Find words in these reviews, best first.

    First what holds all the words; when nothing does, what holds any of them. Text in
    quotes must stand together, and the last word may be unfinished. Any punctuation is
    safe. Deleted reviews are never searched.
    """
    terms = terms_of(words)
    if not terms:
        return []
    found = _match(terms, reviews=reviews, limit=limit, together=True)
    if not found and len(terms) > 1:
        found = _match(terms, reviews=reviews, limit=limit, together=False)
    return [_hit(entry, terms) for entry in found]


def holding(beginnings: Iterable[str], *, reviews: QuerySet[Review], limit: int) -> list[UUID]:
    """Return the reviews of things that hold any word that begins so, best first, one for each thing."""
    words = [word.folded for one in beginnings for word in words_of(tidy(one))]
    terms = [Term((word,), open_end=True) for word in dict.fromkeys(words)]
    if not terms:
        return []
    found = _match(terms, reviews=reviews, limit=limit, together=False)
    return [entry.review_id for entry in found]


def _match(
    terms: list[Term], *, reviews: QuerySet[Review], limit: int, together: bool
) -> list[SearchEntry]:
    readable = reviews.filter(deleted_at=None).order_by().values("pk").query
    try:
        sql, params = readable.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return []
    return list(_index().match(terms, together=together, reviews=sql, params=params, limit=limit))


def _hit(entry: SearchEntry, terms: list[Term]) -> Hit:
    cut = excerpt_of(entry.text, terms)
    return Hit(entry.review_id, entry.noun, entry.thing, cut.text, cut.marks)


def reindex(reviews: Iterable[Review] | None = None) -> int:
    """Read every text again: after an import, a restore or a change of this code.

    Without `reviews`, all of them. Returns how many things can be found. A hundred reviews
    are one transaction, so that others may go on meanwhile.
    """
    every = iter(Review.objects.all().iterator() if reviews is None else reviews)
    count = 0
    while some := list(islice(every, _AT_ONCE)):
        count += _reindex(some)
    return count


@transaction.atomic
def _reindex(reviews: list[Review]) -> int:
    drop_reviews(Review.objects.filter(pk__in=[review.pk for review in reviews]))
    pairs = [(thing, entry) for thing in everything_in(reviews) if (entry := _entry_of(thing))]
    SearchEntry.objects.bulk_create((entry for _thing, entry in pairs), batch_size=200)
    _put_words(pairs)
    return len(pairs)


def pieces_of(text: str, words: str) -> list[tuple[str, bool]]:
    """Return a whole text cut where it has the words: each piece, and whether it was found."""
    text = tidy(text)
    return list(pieces(text, tuple(marks_in(text, terms_of(words)))))
