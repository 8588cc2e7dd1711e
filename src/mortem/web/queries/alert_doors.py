"""Which doors for alerts there are, and who stands behind one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Max, Q, When

from mortem.core.errors import NotFound
from mortem.core.phases import is_worked_on
from mortem.core.record import Role
from mortem.web import tokens
from mortem.web.models import AlertDoor, Evidence, Membership, whose
from mortem.web.permissions import may
from mortem.web.queries.shares import is_held

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from mortem.web.models import Participant, Review, Team, User

MOST_PIECES = 500  # of evidence in one review; the next alert begins another


def doors_of(keeper: User | Team) -> QuerySet[AlertDoor]:
    """Return the doors that are a person's own, or a team's, each with `last_at`, its newest alert."""
    kept = AlertDoor.objects.filter(**whose(keeper)).select_related("made_by")
    return kept.annotate(last_at=Max("troubles__last_at")).order_by("created_at", "id")


def door_kept_by(user: User, door_id: UUID) -> AlertDoor | None:
    """Return a door that this person may end: their own, or a team's of theirs."""
    theirs = Q(user=user) | Q(team__in=user.memberships.values("team"))
    return AlertDoor.objects.filter(theirs, pk=door_id).first()


def find_door(token: str) -> AlertDoor:
    """Return the door whose address ends so. Raises NotFound alike for guessed and ended ones."""
    found = AlertDoor.objects.filter(hash=tokens.hash_of(token)).first()
    if found is None or not behind(found).is_active:
        raise no_such_page()
    return found


def no_such_page() -> NotFound:
    """Return what every address answers that leads nowhere."""
    return NotFound(
        "There is no such page, or it is not shared with you.",
        hint="Ask whoever sent you the link whether it is still open.",
    )


def behind(door: AlertDoor) -> User:
    """Return who facilitates what this door begins.

    Of a team's door it is whoever made it; once they have left, whoever is in the team the longest.
    """
    if door.user is not None:
        return door.user
    made_it = Case(When(user=door.made_by_id, then=0), default=1)
    people = Membership.objects.filter(team=door.team_id).select_related("user")
    return people.order_by(made_it, "joined_at", "id")[0].user


def seat_to_feed(review: Review, user: User, *, at: datetime) -> Participant | None:
    """Return the seat from which a person's door may add to a review; None where a new one is to be begun.

    That is where the review is put away, published, closed or full, or where they may not write in it.
    """
    if review.deleted_at is not None or not is_worked_on(review.phase):
        return None
    if Evidence.everything.filter(review=review).count() >= MOST_PIECES:
        return None
    seat = review.participants.filter(is_held(at), user=user).first()
    return seat if seat is not None and may(seat.role, Role.PARTICIPANT) else None
