"""Who can be named as an owner in a review, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from mortem.core.record import Mode
from mortem.web.models import ActionItem, Owner, Signal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mortem.web.models import Review, User

AT_A_PRESS = 8  # names shown to press; the rest is offered while typing


def address_book(review: Review) -> QuerySet[Owner]:
    """Return the people whom a review's owners are looked up among: its team's, or its keeper's."""
    if review.team_id:
        return Owner.objects.filter(team=review.team_id)
    if review.keeper_id is None:
        return Owner.objects.none()
    return Owner.objects.filter(team=None, keeper=review.keeper_id)


def named_owners(review: Review) -> QuerySet[Owner]:
    """Return the owners of what this review agreed on or watches."""
    acting = ActionItem.objects.filter(review=review, owner=OuterRef("pk"))
    looking = Signal.objects.filter(review=review, owner=OuterRef("pk"))
    return Owner.objects.filter(Exists(acting) | Exists(looking))


def unreachable_owners(review: Review) -> list[Owner]:
    """Return the owners named in this review whom no message would reach (P16)."""
    return list(named_owners(review).filter(confirmed_at=None))


def names_here(review: Review, *, without: User | None = None) -> list[str]:
    """Return the names that everybody in this review knows, its people and its owners.

    `without` is left out by whatever name: they say "me".
    """
    people = review.participants.filter(removed_at=None).exclude(name="")
    owners = named_owners(review)
    if without is not None:
        people = people.exclude(user=without)
        owners = owners.exclude(user=without)
    joined = [] if review.mode == Mode.ANONYMOUS else list(people.values_list("name", flat=True))
    return list(dict.fromkeys([*joined, *owners.values_list("name", flat=True)]))


def names_in_book(review: Review, user: User | None) -> list[str]:
    """Return the names of the whole address book, for those whose book it is; for guests none."""
    if user is None:
        return []
    if review.team_id:
        is_theirs = user.memberships.filter(team=review.team_id).exists()
    else:
        is_theirs = review.keeper_id == user.pk
    others = address_book(review).exclude(user=user)
    return list(others.values_list("name", flat=True)) if is_theirs else []
