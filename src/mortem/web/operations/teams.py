"""Teams: made, joined by a link, left; and which reviews they may read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import BadInput, NotFound
from mortem.core.playbooks import playbook
from mortem.core.record import Visibility
from mortem.web import tokens
from mortem.web.models import Invitation, Membership, Team, User
from mortem.web.operations.parts import plain_name
from mortem.web.operations.reviews import describe_review

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Participant, Review

NAME_LENGTH = 120
INVITATION_DAYS = 7


@transaction.atomic
def make_team(name: str, *, by: User, at: datetime) -> Team:
    """Make a team of one; others join by a link. Raises BadInput for a missing or long name."""
    clean = plain_name("name", name, limit=NAME_LENGTH)
    team = Team.objects.create(name=clean, created_at=at)
    Membership.objects.create(team=team, user=by, joined_at=at)
    return team


@transaction.atomic
def invite_to_team(team: Team, *, at: datetime) -> str:
    """Return the token of a link into the team, good for a week; earlier links end."""
    team.invitations.filter(revoked_at=None).update(revoked_at=at)
    token = tokens.new_token()
    Invitation.objects.create(
        team=team,
        hash=tokens.hash_of(token),
        created_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    return token


def find_invitation(token: str, *, at: datetime) -> Invitation:
    """Return a link's invitation without using anything up. Raises NotFound."""
    found = (
        Invitation.objects.select_related("team")
        .filter(hash=tokens.hash_of(token), revoked_at=None, expires_at__gt=at)
        .first()
    )
    if found is None:
        raise NotFound(
            "This invitation has ended.", hint="Ask somebody in the team for a fresh link."
        )
    return found


@transaction.atomic
def join_team(token: str, *, by: User | None, name: str, at: datetime) -> User:
    """Join by a link, with one's account or, when there is none yet, with a new one.

    Joining twice changes nothing. Raises NotFound for an ended link, BadInput for a new
    account without a name.
    """
    team = find_invitation(token, at=at).team
    if by is None:
        clean = plain_name("name", name, limit=NAME_LENGTH)
        by = User.objects.create(name=clean, created_at=at)
    Membership.objects.get_or_create(team=team, user=by, defaults={"joined_at": at})
    return by


@transaction.atomic
def leave_team(team: Team, *, by: User) -> None:
    """Leave. Reviews one takes part in stay open to one; a team without people goes."""
    Membership.objects.filter(team=team, user=by).delete()
    if not team.memberships.exists():
        team.delete()


def open_to_team(review: Review, team: Team | None, *, by: Participant, at: datetime) -> Review:
    """Let a team read a review, or with `team=None` only those who take part.

    Raises BadInput for a personal review, which is never a team's, and for somebody
    else's team.
    """
    if team is None:
        return describe_review(review, by=by, at=at, visibility=Visibility.PRIVATE, team=None)
    if playbook(review.context).personal:
        raise BadInput(
            "team",
            "A personal review stays yours alone.",
            hint="To show it to one person, give them a link that you can take back.",
        )
    if by.user is None or not by.user.memberships.filter(team=team).exists():
        raise BadInput("team", "Choose one of your own teams.")
    return describe_review(review, by=by, at=at, visibility=Visibility.TEAM, team=team)
