"""What was found, review by review."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mortem.web import search

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mortem.web.models import Review
    from mortem.web.search import Hit

MOST_HITS = 60
MOST_IN_ONE = 4


@dataclass(slots=True)
class Found:
    """One review with the best places in it; `more` counts those that are not shown."""

    review: Review
    hits: list[Hit] = field(default_factory=list)
    title_hit: Hit | None = None
    more: int = 0


def found_in_reviews(words: str, *, reviews: QuerySet[Review]) -> list[Found]:
    """Search what a reader may open and group it by review, best first, in two queries."""
    hits = search.find(words, reviews=reviews, limit=MOST_HITS)
    rows = reviews.in_bulk({hit.review for hit in hits})
    groups: dict[object, Found] = {}
    for hit in hits:
        if hit.review in rows:
            _add(groups.setdefault(hit.review, Found(rows[hit.review])), hit)
    return list(groups.values())


def _add(group: Found, hit: Hit) -> None:
    if hit.noun == "review":
        group.title_hit = hit
    elif len(group.hits) < MOST_IN_ONE:
        group.hits.append(hit)
    else:
        group.more += 1
