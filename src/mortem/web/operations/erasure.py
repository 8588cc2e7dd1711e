"""Erasing oneself: what is one's own goes, what is shared stays without the name.

Shared is what somebody else may still open: another seat with an account or a guest's, or
a team that has other people in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When

from mortem.core.record import Role, Visibility
from mortem.web import search
from mortem.web.models import (
    ActionItem,
    Delivery,
    LookAsked,
    Membership,
    Owner,
    Participant,
    Reminder,
    Review,
    Signal,
    Team,
    TimelineEntry,
    User,
    Wording,
)
from mortem.web.operations.chain import erase_quoted_words, erase_words, outdated_words_by
from mortem.web.operations.letterboxes import forget_letterboxes
from mortem.web.operations.participants import tell_renamed
from mortem.web.operations.purging import purge
from mortem.web.queries.lessons import personal_contexts
from mortem.web.queries.wordings import said_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

SOMEBODY = "Somebody"


def own_reviews(user: User) -> QuerySet[Review]:
    """Return the reviews that would go with this person: personal ones, and those nobody else reads."""
    seats = Participant.objects.filter(review=OuterRef("pk"), removed_at=None)
    colleagues = Membership.objects.filter(team=OuterRef("team")).exclude(user=user)
    seen_by_others = Exists(seats.exclude(user=user)) | (
        Q(visibility=Visibility.TEAM) & Exists(colleagues)
    )
    return Review.objects.filter(
        Q(keeper=user) | Exists(seats.filter(user=user)) & Q(keeper=None)
    ).filter(Q(context__in=personal_contexts()) | ~seen_by_others)


@transaction.atomic
def erase_user(user: User, *, at: datetime) -> None:
    """Erase an account, for good and at once.

    In shared reviews the person becomes “Somebody”; what they wrote there stays, because it
    is part of what others decided on. What they wrote and somebody has since replaced goes.
    """
    purge(own_reviews(user))
    _leave_shared_reviews(user, at)
    _lose_the_name(user)
    _hand_over(user)
    teams = list(Team.objects.filter(memberships__user=user))
    user.delete()
    forget_letterboxes()
    for team in teams:
        if not team.memberships.exists():
            team.delete()


def _leave_shared_reviews(user: User, at: datetime) -> None:
    seats = Participant.objects.filter(user=user)
    reviews = list(Review.objects.filter(pk__in=seats.values("review")))
    erase_quoted_words(outdated_words_by(seats), at=at)
    if user.name:
        _lose_accounts(user.name, reviews, at)
    Reminder.objects.filter(participant__in=seats).delete()
    seats.update(user=None, name=SOMEBODY, key_hash="", involved=False, removed_at=at)
    tell_renamed(reviews, at=at)
    for entry in TimelineEntry.objects.filter(review__in=reviews, attributed_to=SOMEBODY):
        search.put(entry)


def _lose_accounts(name: str, reviews: list[Review], at: datetime) -> None:
    """Let accounts that carry the name be somebody's, in the history too."""
    told = TimelineEntry.everything.filter(review__in=reviews, attributed_to=name)
    keys = list(told.values_list("pk", flat=True))
    told.update(attributed_to=SOMEBODY)
    said = [
        said_of(one, ["attributed_to"])[0] for one in TimelineEntry.everything.filter(pk__in=keys)
    ]
    named = Wording.objects.filter(activity__review__in=reviews, field="attributed_to", text=name)
    erase_words(named, at=at, instead=said)


def _lose_the_name(user: User) -> None:
    """Turn the owners who are this person into “Somebody”, in every address book."""
    # An account is only tied to an owner once claimed; the own address book may name it too.
    own_name = Q(keeper=user, name=user.name) if user.name else Q(pk__in=[])
    for owner in Owner.objects.filter(Q(user=user) | own_name):
        _forget(owner)


def _hand_over(user: User) -> None:
    """Give each review that stays to somebody who takes part, with the owners that it names."""
    for review in Review.objects.filter(keeper=user):
        heir = _heir_of(review)
        Review.objects.filter(pk=review.pk).update(keeper=heir and heir.user)
        if heir is not None:
            Participant.objects.filter(pk=heir.pk).update(role=Role.FACILITATOR)
        for owner in Owner.objects.filter(keeper=user, team=None):
            _hand_over_owner(owner, review, heir)


def _heir_of(review: Review) -> Participant | None:
    """Return who takes a review over: a facilitator, or whoever with an account joined first."""
    seats = review.participants.filter(user__isnull=False, removed_at=None)
    runs_it = Case(When(role=Role.FACILITATOR, then=0), default=1)
    return seats.order_by(runs_it, "joined_at", "id").first()


def _hand_over_owner(owner: Owner, review: Review, heir: Participant | None) -> None:
    parts = [model.everything.filter(review=review, owner=owner) for model in (ActionItem, Signal)]
    if not any(found.exists() for found in parts):
        return
    same = {"address": owner.address, "confirmed_at": owner.confirmed_at, "user": owner.user}
    if heir is None:
        new = Owner.objects.create(name=owner.name, keeper=None, **same)
    else:
        new, _ = Owner.objects.get_or_create(
            name=owner.name, keeper=heir.user, team=None, defaults=same
        )
    for found in parts:
        found.update(owner=new)


def _forget(owner: Owner) -> None:
    """Turn one owner into “Somebody”, or into the one of that name that the book has already.

    Links in letters that they got open nothing any more, and what was not sent yet is not sent.
    """
    LookAsked.objects.filter(owner=owner).delete()
    Delivery.objects.filter(owner=owner, sent_at=None).delete()
    Delivery.objects.filter(owner=owner).update(expires_at=F("sent_at"))
    same_book = Owner.objects.filter(keeper=owner.keeper_id, team=owner.team_id, name=SOMEBODY)
    other = same_book.exclude(pk=owner.pk).first()
    if other is not None:
        ActionItem.everything.filter(owner=owner).update(owner=other)
        Signal.everything.filter(owner=owner).update(owner=other)
        owner.delete()
        return
    owner.name, owner.address, owner.confirmed_at, owner.user = SOMEBODY, "", None, None
    owner.save(update_fields=["name", "address", "confirmed_at", "user"])
