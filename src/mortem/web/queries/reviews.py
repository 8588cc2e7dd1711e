"""Lists of reviews: those one may open, and those one has put away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from mortem.core.record import Kind, Role
from mortem.web.models import Participant, Review
from mortem.web.queries.pages import page_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mortem.web.models import User
    from mortem.web.queries.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list is narrowed to; an empty word narrows nothing.

    `way` is ahead or back, `state` is open or closed, `whose` is mine or team.
    """

    way: str = ""
    context: str = ""
    state: str = ""
    whose: str = ""


def list_reviews(
    reviews: QuerySet[Review], *, chosen: Filter, user: User, number: int = 1
) -> Page[Review]:
    """Return one page of the reviews that pass, newest first, in one query."""
    narrowed = _narrowed(reviews, chosen, user).select_related("team")
    shown = ("kind", "context", "title", "phase", "created_at", "visibility", "team__name")
    return page_of(narrowed.only(*shown), number)


def _narrowed(reviews: QuerySet[Review], chosen: Filter, user: User) -> QuerySet[Review]:
    ways = {"ahead": Kind.PREMORTEM, "back": Kind.POSTMORTEM}
    if chosen.way in ways:
        reviews = reviews.filter(kind=ways[chosen.way])
    if chosen.context:
        reviews = reviews.filter(context=chosen.context)
    if chosen.state in {"open", "closed"}:
        reviews = reviews.filter(closed_at__isnull=chosen.state == "open")
    if chosen.whose == "mine":
        reviews = reviews.filter(pk__in=_seats(user).values("review"))
    if chosen.whose == "team":
        reviews = reviews.filter(team__isnull=False)
    return reviews


def _seats(user: User) -> QuerySet[Participant]:
    return Participant.objects.filter(user=user, removed_at=None)


def taken_part_in(reviews: QuerySet[Review], user: User) -> QuerySet[Review]:
    """Return those of the reviews that this person keeps or has a seat in."""
    return reviews.filter(Q(keeper=user) | Q(pk__in=_seats(user).values("review")))


def put_away(user: User) -> QuerySet[Review]:
    """Return the deleted reviews that this person runs and may bring back, newest first."""
    led = _seats(user).filter(Q(role=Role.FACILITATOR) | Q(review__keeper=user)).values("review")
    return Review.objects.filter(pk__in=led, deleted_at__isnull=False).order_by("-deleted_at")
