"""Doors for alerts: made and ended, and what comes in by one."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext

from mortem.core.errors import BadInput
from mortem.core.record import Visibility
from mortem.web import tokens
from mortem.web.models import AlertDoor, Evidence, Review, Trouble, whose
from mortem.web.operations.events import describe_event
from mortem.web.operations.evidence import add_evidence
from mortem.web.operations.keepers import hold
from mortem.web.operations.parts import plain_name
from mortem.web.operations.reviews import begin_review
from mortem.web.queries.alert_doors import behind, doors_of, no_such_page, seat_to_feed

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.core.alerts import Alert
    from mortem.web.models import Participant, Team, User
    from mortem.web.vault import Sealed

MOST: Final = 5  # doors of one person, and of one team
NAME_LENGTH: Final = 80
MOST_BYTES: Final = 256 * 1024  # of one alert
SAME_TROUBLE: Final = timedelta(hours=6)  # between alerts that do not say which trouble is theirs
MOST_NEW: Final = 12  # reviews that one door begins within an hour

_CONTEXT: Final = "incident"


class Taken(NamedTuple):
    """Where an alert went; `evidence` is None for one that had come before."""

    review: Review
    is_new: bool
    evidence: Evidence | None


@transaction.atomic
def make_door(keeper: User | Team, name: str, *, by: User, at: datetime) -> str:
    """Return what the address of a new door ends in. Raises BadInput for its name, or beyond MOST."""
    hold(keeper)
    clean = plain_name("name", name, limit=NAME_LENGTH)
    if doors_of(keeper).count() >= MOST:
        raise BadInput("name", "{most} are the most. End one first.", most=MOST)
    token = tokens.new_token()
    AlertDoor.objects.create(
        **whose(keeper), made_by=by, name=clean, hash=tokens.hash_of(token), created_at=at
    )
    return token


def end_door(door: AlertDoor) -> None:
    """End a door at once; what came in by it stays where it is."""
    AlertDoor.objects.filter(pk=door.pk).delete()


@transaction.atomic
def take_alert(door: AlertDoor, alert: Alert, sealed: Sealed, *, at: datetime) -> Taken:
    """Keep an alert as evidence of the look back on its trouble; begin that when none is open.

    The same bytes once more add nothing. Raises NotFound for a door that has ended meanwhile.
    """
    # Two alerts of one trouble come at the same moment: the second waits, and finds the review.
    if AlertDoor.objects.select_for_update().filter(pk=door.pk).first() is None:
        raise no_such_page()
    user, key = behind(door), tokens.hash_of(alert.sender, alert.key)
    me = _open_seat(door, alert, key, user, at) or _newest_seat(door, user, at)
    is_new = me is None
    if me is None:
        me = _begin(door, alert, user, at)
    told = {"review": me.review, "last_at": at}
    Trouble.objects.update_or_create(door=door, key=key, defaults=told)
    return Taken(me.review, is_new, _keep(door, sealed, me, at))


def _open_seat(
    door: AlertDoor, alert: Alert, key: str, user: User, at: datetime
) -> Participant | None:
    """Return the seat in the review that this trouble has; alerts without a key soon have none."""
    since = {} if alert.key else {"last_at__gt": at - SAME_TROUBLE}
    known = door.troubles.select_related("review").filter(key=key, **since).first()
    return seat_to_feed(known.review, user, at=at) if known else None


def _newest_seat(door: AlertDoor, user: User, at: datetime) -> Participant | None:
    """Return the seat in the door's newest review when it has begun so many that a storm is one event."""
    recent = Review.objects.filter(
        troubles__door=door, created_at__gt=at - timedelta(hours=1)
    ).distinct()
    if recent.count() < MOST_NEW:
        return None
    seats = (seat_to_feed(review, user, at=at) for review in recent)
    return next(filter(None, seats), None)


def _begin(door: AlertDoor, alert: Alert, user: User, at: datetime) -> Participant:
    opened = {} if door.team is None else {"visibility": Visibility.TEAM, "team": door.team}
    review = begin_review(
        context=_CONTEXT,
        title=alert.title or gettext("An alert: %(door)s") % {"door": door.name},
        zone=user.zone or "UTC",
        by=user,
        at=at,
        **opened,
    )
    me = review.participants.get(user=user)
    if alert.started:
        describe_event(review, times=[alert.started], by=me, at=at)
    me.review = review
    return me


def _keep(door: AlertDoor, sealed: Sealed, me: Participant, at: datetime) -> Evidence | None:
    """Keep the bytes, unless the review has them; also those that somebody has put away stay away."""
    if Evidence.everything.filter(review=me.review, sha256=sealed.sha256).exists():
        return None
    name = f"{door.name} {at.astimezone(UTC):%Y-%m-%d %H.%M.%S} UTC.json"
    brought = [(name, "application/json", sealed)]
    return add_evidence(me.review, brought=brought, by=me, at=at)[0]
