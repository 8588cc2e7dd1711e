"""From a request to an object: the object, or 404. Nothing else looks reviews up for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from mortem.core.errors import NotAllowed, NotFound
from mortem.core.record import Role, Visibility
from mortem.web import tokens
from mortem.web.models import Evidence, Participant, Review, Share, Team, User
from mortem.web.operations.participants import join_review
from mortem.web.permissions import may, require
from mortem.web.queries.lessons import personal_contexts
from mortem.web.queries.shares import is_held, is_open

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.models import ActionItem, Owner, Signal

BROWSER_KEY_COOKIE = "mortem_key"


@dataclass(frozen=True, slots=True)
class Seat:
    """A reader's place in one review: the review, their role, and who they are there.

    `me` is empty for people of the review's team who only read, and for whoever brought a
    review in from a file, until they first write in it. `share` is what opens it to them.
    """

    review: Review
    role: Role
    me: Participant | None
    browser_key: str
    keeper: User | None = None
    share: Share | None = None

    @property
    def facilitates(self) -> bool:
        return self.role is Role.FACILITATOR

    @property
    def keeps(self) -> bool:
        """Tell whether the review is this reader's to put away, to open, and to take back."""
        return self.keeper is not None or (self.facilitates and self.review.keeper_id is None)

    @property
    def takes_part(self) -> bool:
        return may(self.role, Role.PARTICIPANT)

    @property
    def participant(self) -> Participant:
        """Return who acts; only seats that may write have one, and its keeper takes one now."""
        if self.me is None and self.keeper is not None:
            return self._joined(self.keeper)
        if self.me is None:
            require(Role.READER, Role.PARTICIPANT)
        return cast("Participant", self.me)

    def brought(self, evidence: Evidence) -> bool:
        """Tell whether this reader brought it (E2); what came with an import, its keeper did."""
        if evidence.added_by_id is None:
            return self.keeper is not None
        return self.me is not None and evidence.added_by_id == self.me.pk

    def _joined(self, keeper: User) -> Participant:
        return join_review(
            self.review,
            name=keeper.name or gettext("Facilitator"),
            role=Role.FACILITATOR,
            user=keeper,
            browser_key=self.browser_key,
            at=timezone.now(),
        )


def browser_key(request: HttpRequest) -> str:
    """Return this browser's own key; empty when it has none yet."""
    return request.COOKIES.get(BROWSER_KEY_COOKIE, "")


def user_of(request: HttpRequest) -> User | None:
    """Return the account behind a request, if it has one."""
    user = request.user
    return user if isinstance(user, User) else None


def signed_in(request: HttpRequest) -> User:
    """Return the account behind a request; for views that only signed-in people reach."""
    return cast("User", request.user)


def seat(request: HttpRequest, review_id: UUID, *, need: Role = Role.READER) -> Seat:
    """Return the reader's seat. Raises NotFound for strangers, NotAllowed for too small a role."""
    review = Review.objects.filter(pk=review_id, deleted_at=None).first()
    found = review and _seat_in(user_of(request), browser_key(request), review)
    if not found:
        raise NotFound(
            "There is no such page, or it is not shared with you.",
            hint="Ask whoever sent you the link whether it is still open.",
        )
    require(found.role, need)
    return found


def kept_seat(request: HttpRequest, review_id: UUID) -> Seat:
    """Return the seat of whoever keeps the review; to facilitate it is not enough."""
    found = seat(request, review_id, need=Role.PARTICIPANT)
    if not found.keeps:
        raise NotAllowed("This step is for whoever keeps this review.")
    return found


def has_seat(request: HttpRequest, review: Review) -> bool:
    """Tell whether this reader takes part already, in whatever role."""
    return _participant(user_of(request), browser_key(request), review) is not None


def seat_of(user: User, review: Review, *, need: Role) -> Seat:
    """Return an account's seat where there is no request: for commands. Raises like `seat`."""
    found = _seat_in(user, "", review)
    if found is None:
        raise NotFound("There is no such review, or it is not shared with you.")
    require(found.role, need)
    return found


def _seat_in(user: User | None, key: str, review: Review) -> Seat | None:
    me = _participant(user, key, review)
    keeper = _keeper(user, review)
    if keeper is not None:
        own = me is not None and me.user_id == keeper.pk
        return Seat(review, Role(me.role) if me and own else Role.FACILITATOR, me, key, keeper)
    if me is not None:
        return Seat(review, Role(me.role), me, key, share=me.share)
    if _reads_by_team(user, review):
        return Seat(review, Role.READER, None, key)
    shown = _shown_to_team(user, review)
    return Seat(review, Role.READER, None, key, share=shown) if shown else None


def _participant(user: User | None, key: str, review: Review) -> Participant | None:
    mine = Q(pk__in=[])
    if user is not None:
        mine |= Q(user=user)
    if key:
        mine |= Q(user=None, key_hash=tokens.hash_of(key, review.pk))
    seats = review.participants.filter(mine, is_held(timezone.now())).select_related("share")
    return seats.order_by(F("user").desc(nulls_last=True)).first()


def _keeper(user: User | None, review: Review) -> User | None:
    return user if user is not None and review.keeper_id == user.pk else None


def _reads_by_team(user: User | None, review: Review) -> bool:
    return (
        user is not None
        and review.visibility == Visibility.TEAM
        and review.context not in personal_contexts()
        and review.team_id is not None
        and user.memberships.filter(team=review.team_id).exists()
    )


def _shown_to_team(user: User | None, review: Review) -> Share | None:
    """Return the share by which a team of this person reads the review, a personal one too (C4)."""
    if user is None:
        return None
    return review.shares.filter(_to_teams_of(user)).first()


def _to_teams_of(user: User) -> Q:
    return Q(team__in=user.memberships.values("team")) & is_open(timezone.now())


def team_of(user: User, team_id: UUID) -> Team:
    """Return one of this person's teams. Raises NotFound: others do not exist for them."""
    found = Team.objects.filter(pk=team_id, memberships__user=user).first()
    if found is None:
        raise NotFound(
            "There is no such team, or you are not in it.",
            hint="Ask somebody in the team for an invitation.",
        )
    return found


def opened_by(user: User | None, reviews: Iterable[UUID]) -> set[UUID]:
    """Return which of these reviews an account opens; none without an account."""
    found = readable_reviews(user).filter(pk__in=set(reviews))
    return set(found.values_list("pk", flat=True)) if user is not None else set()


def is_still_for(owner: Owner | None, review: UUID, opened: set[UUID]) -> bool:
    """Tell whether an owner may hear of a part of a review: they open it, or are reached without an account.

    `opened` are the reviews that the owner's account opens.
    """
    named = owner is not None and owner.is_reachable and owner.user_id is None
    return named or review in opened


def is_for_owner(part: ActionItem | Signal) -> bool:
    """Tell whether a part's owner may hear of it now."""
    user = part.owner.user if part.owner else None
    return is_still_for(part.owner, part.review_id, opened_by(user, [part.review_id]))


def readable_reviews(user: User | None) -> QuerySet[Review]:
    """Return every review this account may open: theirs to take part in, or their teams'.

    The conditions are asked of each row, so that a list in order of time ends at its limit
    instead of collecting and sorting everything first.
    """
    if user is None:
        return Review.objects.none()
    here = Q(review=OuterRef("pk"))
    mine = Exists(Participant.objects.filter(here, is_held(timezone.now()), user=user))
    teams = user.memberships.values("team")
    theirs = Q(visibility=Visibility.TEAM, team__in=teams) & ~Q(context__in=personal_contexts())
    shown = Exists(Share.objects.filter(here, _to_teams_of(user)))
    return Review.objects.filter(Q(keeper=user) | mine | theirs | shown, deleted_at=None)
