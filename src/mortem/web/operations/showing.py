"""Showing a review to somebody: an act with an addressee, a purpose and an end (METHOD C4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from mortem.core.errors import BadInput
from mortem.core.record import Mode, Role
from mortem.web.models import Share, Team
from mortem.web.operations.participants import NAME_LENGTH
from mortem.web.operations.parts import plain_name, plain_text
from mortem.web.operations.shares import add_share

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mortem.web.models import Participant, Review

PURPOSE_LENGTH = 300
LINK_DAYS = 30
MOST_PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person to show something to; without an address the link is handed over by hand."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What every act of sharing says: whom it can help, what they may do, and when it ends."""

    purpose: str
    role: Role = Role.READER
    ends_at: datetime | None = None


@transaction.atomic
def show_to_people(
    review: Review, people: Sequence[Addressee], why: Purpose, *, by: Participant, at: datetime
) -> list[Share]:
    """Show a review to named people, each by a link of their own that opens for one person.

    Raises BadInput for a missing purpose, a day that has passed, and a name or an address that is none.
    """
    if not people:
        raise BadInput("people", "To whom? Write one name a line.")
    if len(people) > MOST_PEOPLE:
        raise BadInput(
            "people",
            "These are {count} people; {most} is the most at once.",
            count=len(people),
            most=MOST_PEOPLE,
            hint="A link for everybody who has it may suit better.",
        )
    return [_show_to_one(review, one, why, by, at) for one in people]


def _show_to_one(
    review: Review, one: Addressee, why: Purpose, by: Participant, at: datetime
) -> Share:
    name = plain_name("people", one.name, limit=NAME_LENGTH)
    told = {"label": name, "address": _address(one.address)}
    return _show(review, Share.Audience.PERSON, why, by, at, **told)


def show_to_team(
    review: Review, team: Team, why: Purpose, *, by: Participant, at: datetime
) -> Share:
    """Show a review to everybody in one's team, a personal one too: it stays one's own."""
    if by.user is None or not by.user.memberships.filter(team=team).exists():
        raise BadInput("team", "Choose one of your own teams.")
    for_reading = replace(why, role=Role.READER)
    return _show(review, Share.Audience.TEAM, for_reading, by, at, label=team.name, team=team)


def show_by_link(review: Review, why: Purpose, *, by: Participant, at: datetime) -> Share:
    """Show a review to everybody who has the link. It always ends; 30 days unless said otherwise."""
    if why.ends_at is None:
        raise BadInput("until", "Until which day shall the link open it?")
    return _show(review, Share.Audience.LINK, why, by, at)


def _show(
    review: Review,
    audience: Share.Audience,
    why: Purpose,
    by: Participant,
    at: datetime,
    **told: Any,
) -> Share:
    # Where nothing may tie a seat to a share (P5), taking back could not end it: the room is for taking part.
    if why.ends_at is not None and why.ends_at <= at:
        raise BadInput("until", "This day has passed. Until when shall it be open?")
    return add_share(
        review,
        audience=audience,
        role=Role.READER if review.mode == Mode.ANONYMOUS else why.role,
        ends_at=why.ends_at,
        purpose=plain_text("purpose", why.purpose, limit=PURPOSE_LENGTH),
        by=by,
        at=at,
        **told,
    )


def _address(text: str) -> str:
    address = text.strip()
    try:
        if address:
            validate_email(address)
    except ValidationError as error:
        raise BadInput(
            "people", "“{value}” does not look like an e-mail address.", value=address
        ) from error
    return address
