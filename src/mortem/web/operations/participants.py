"""People who join a review, say that they are done, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from mortem.core.errors import SomebodyWasFirst
from mortem.core.record import Mode, Role
from mortem.web import tokens
from mortem.web.models import Participant, Reminder, Review, User
from mortem.web.operations.activity import append_activity, append_private, hold
from mortem.web.operations.parts import plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

NAME_LENGTH = 120


def join_review(
    review: Review, *, name: str, role: Role, user: User | None, browser_key: str, at: datetime
) -> Participant:
    """Take a seat: by account, or as a guest whose browser keeps the key.

    Joining twice is the same seat. In anonymous reviews no name is asked and none is kept.
    """
    if review.mode == Mode.ANONYMOUS and role is not Role.FACILITATOR:
        name = ""
    else:
        name = plain_name("name", name, limit=NAME_LENGTH)
    whose = {"user": user} if user else _guest(browser_key, review)
    return _seat(review, name, role, whose, at)


def _guest(browser_key: str, review: Review) -> dict[str, Any]:
    return {"user": None, "key_hash": tokens.hash_of(browser_key, review.pk)}


@transaction.atomic
def _seat(
    review: Review, name: str, role: Role, whose: dict[str, Any], at: datetime
) -> Participant:
    hold(review)  # two tabs of one person may join at the same moment
    me = review.participants.filter(**whose).first()
    if me is None:
        me = review.participants.create(**whose, name=name, role=role, joined_at=at)
    elif me.removed_at is None:
        return me
    else:
        review.participants.filter(pk=me.pk).update(removed_at=None)
    append_activity(review, "participant.joined", by=None, at=at)
    return me


def tell_renamed(reviews: Iterable[Review], *, at: datetime) -> None:
    """Let each of these reviews know that somebody in it is called otherwise; not who.

    Part of the caller's transaction. Always in one order, so that two of them cannot wait for
    each other.
    """
    for review in sorted(reviews, key=lambda one: one.pk):
        append_private(review, "participant.named", at=at)


@transaction.atomic
def mark_done(me: Participant, *, phase: str, done: bool, at: datetime) -> None:
    """Say "I'm done" for a phase, or take it back. Counts only; nobody sees who."""
    Participant.objects.filter(pk=me.pk).update(done_phase=phase if done else "")
    append_activity(me.review, "participant.done", by=None, at=at, phase=phase)


@transaction.atomic
def remove_participant(who: Participant, *, by: Participant, at: datetime) -> None:
    """End somebody's seat; what they wrote stays."""
    Participant.objects.filter(pk=who.pk, removed_at=None).update(removed_at=at)
    Reminder.objects.filter(participant=who).delete()
    append_activity(who.review, "participant.removed", by=by, at=at)


@transaction.atomic
def hand_over(to: Participant, *, by: Participant, at: datetime) -> None:
    """Let `to` facilitate from now on; whoever did so until now takes part like the others.

    Whoever facilitates gives it, and the review's keeper may take it back. Raises
    SomebodyWasFirst when it was given to somebody else meanwhile, or when `to` has left.
    """
    review = to.review
    hold(review)
    here = review.participants.filter(removed_at=None)
    may = here.filter(
        Q(role=Role.FACILITATOR) | Q(user=review.keeper, user__isnull=False), pk=by.pk
    )
    if not may.exists():
        raise SomebodyWasFirst("Somebody else facilitates by now.", hint="Reload the page.")
    if not here.filter(pk=to.pk, role=Role.PARTICIPANT).update(role=Role.FACILITATOR):
        raise SomebodyWasFirst(
            "This is not possible any more: they left, or they facilitate already.",
            hint="Reload the page to see who is here.",
        )
    here.filter(role=Role.FACILITATOR).exclude(pk=to.pk).update(role=Role.PARTICIPANT)
    append_activity(review, "facilitation.handed_over", by=by, at=at, to=to.pk)
