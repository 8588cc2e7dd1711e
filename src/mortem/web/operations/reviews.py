"""Reviews: begun, described, moved from phase to phase, deleted and brought back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from mortem.core import phases
from mortem.core.errors import BadInput, SomebodyWasFirst
from mortem.core.playbooks import playbook
from mortem.core.record import Kind, Pace, Role
from mortem.web import search
from mortem.web.models import Card, Participant, Review, Theme, User
from mortem.web.operations.activity import append_activity
from mortem.web.operations.cards import turn_cards
from mortem.web.operations.deadlines import open_deadline
from mortem.web.operations.parts import tidied
from mortem.web.operations.turning import lay_open
from mortem.web.queries.turning import face_down
from mortem.web.queries.wordings import new_words, said_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mortem.core.chain import Said

UNDO_DAYS = 30
TITLE_LENGTH = 300
_DESCRIBED = frozenset(
    [
        "title",
        "minutes",
        "mode",
        "zone",
        "success",
        "hurt",
        "plan_date",
        "horizon_date",
        "failure_sentence",
        "cost_unit",
        "summary",
        "where",
        "scope",
        "severity",
        "near_miss",
        "follows",
        "single_cause_reason",
        "outside_summary",
        "outside_story",
        "outside_doing",
        "override_reason",
        "visibility",
        "team",
    ]
)


@transaction.atomic
def begin_review(*, context: str, title: str, by: User, at: datetime, **described: Any) -> Review:
    """Begin a review of a playbook's kind; whoever begins it facilitates it.

    Raises BadInput for an unknown context or a missing title.
    """
    book = playbook(context)
    review = Review.objects.create(
        kind=book.kind,
        context=book.slug,
        title=_title(title),
        phase=phases.first_phase(book.kind),
        cost_unit=book.cost_unit,
        keeper=by,
        created_at=at,
        **_only_described(described),
    )
    me = Participant.objects.create(
        review=review, user=by, name=by.name, role=Role.FACILITATOR, joined_at=at
    )
    Theme.objects.bulk_create(
        Theme(review=review, name=name, position=place) for place, name in enumerate(book.themes)
    )
    append_activity(review, "review.begun", by=me, at=at, words=new_words(review))
    search.put(review)
    return review


@transaction.atomic
def describe_review(
    review: Review,
    *,
    by: Participant,
    at: datetime,
    also: Iterable[Said] = (),
    **described: Any,
) -> Review:
    """Change what a review says about its plan or event; only the fields that are given.

    `also` is what the same step has said elsewhere.
    """
    changes = _only_described(described)
    if "title" in changes:
        changes["title"] = _title(changes["title"])
    Review.objects.filter(pk=review.pk).update(**changes)
    review.refresh_from_db()
    said = [*said_of(review, changes), *also]
    fields = " ".join(sorted(changes))
    append_activity(review, "review.described", by=by, at=at, words=said, fields=fields)
    search.put(review)
    return review


def _only_described(described: dict[str, Any]) -> dict[str, Any]:
    unknown = described.keys() - _DESCRIBED
    if unknown:
        raise BadInput(min(unknown), "A review has no field “{name}”.", name=min(unknown))
    return tidied(described)


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise BadInput("title", "One line is needed here: what is it about?")
    if len(title) > TITLE_LENGTH:
        raise BadInput(
            "title",
            "This line has {length} characters; {limit} is the most. The rest fits further down.",
            length=len(title),
            limit=TITLE_LENGTH,
        )
    return title


@transaction.atomic
def move_phase(review: Review, *, to: str, by: Participant | None, at: datetime) -> Review:
    """Move the review from the phase this reader saw to another; `by` is None when its time did.

    A compare-and-set: raises SomebodyWasFirst when the phase had changed meanwhile, and
    BadInput for a move the method does not know. Leaving the silent phase turns the first
    cards, leaving the reveal those that are left: no card is lost for want of time.
    """
    seen = review.phase
    kind, personal = Kind(review.kind), _is_personal(review)
    if not phases.may_move(kind, seen, to, personal=personal):
        raise BadInput("phase", "From “{seen}” this review cannot go to “{to}”.", seen=seen, to=to)
    if kind is Kind.POSTMORTEM and to == phases.silent_phase(kind):
        _check_face_down(review)
    moved = Review.objects.filter(pk=review.pk, phase=seen).update(
        phase=to, phase_ends_at=ends_at(review, to, at), **_stamps(review, to, at)
    )
    if not moved:
        raise SomebodyWasFirst(
            "Somebody has already moved this review on.",
            hint="Reload the page: nothing was lost.",
        )
    said = turn_cards(review) if phases.turns_cards(kind, seen, to) else []
    if seen == "reveal":
        said += lay_open(review, face_down(review))
    review.refresh_from_db()
    append_activity(review, "phase.moved", by=by, at=at, words=said, came_from=seen, to=to)
    return review


def ends_at(review: Review, to: str, at: datetime) -> datetime | None:
    """Return when the phase's share of the minutes, or its day, is over; nobody is hurried alone (P1, C3).

    A day that has passed already ends nothing: one late phase must not drag the next ones along.
    """
    if review.pace == Pace.DAYS:
        return open_deadline(review, to, at)
    if _is_personal(review):
        return None
    if review.looks_ahead:
        minutes = phases.minutes_for(review.minutes, to)
    else:
        minutes = phases.meeting_minutes(review.minutes, to) if meets(review) else 0
    return at + timedelta(minutes=minutes) if minutes else None


def meets(review: Review) -> bool:
    """Tell whether more than one person takes part: alone one needs neither clock nor silence."""
    here = review.participants.filter(removed_at=None).exclude(role=Role.READER)
    return here.count() > 1


def _check_face_down(review: Review) -> None:
    """Refuse a second silence: accounts that lie open stay open (METHOD P4)."""
    if Card.objects.filter(review=review, revealed=True).exists():
        raise BadInput(
            "phase",
            "The accounts of this review lie open already.",
            hint="Add yours on their page; it is there for everybody at once.",
        )


def _is_personal(review: Review) -> bool:
    return playbook(review.context).personal


def _stamps(review: Review, to: str, at: datetime) -> dict[str, datetime]:
    stamps = {}
    if to in {"published", "watch"} and review.published_at is None:
        stamps["published_at"] = at
    if to == "closed":
        stamps["closed_at"] = at
    return stamps


@transaction.atomic
def delete_review(review: Review, *, by: Participant, at: datetime) -> None:
    """Put a review away. It can be brought back for 30 days; then it is purged."""
    Review.objects.filter(pk=review.pk, deleted_at=None).update(deleted_at=at)
    append_activity(review, "review.deleted", by=by, at=at)


@transaction.atomic
def restore_review(review: Review, *, by: Participant, at: datetime) -> None:
    """Bring a deleted review back."""
    Review.objects.filter(pk=review.pk).update(deleted_at=None)
    append_activity(review, "review.restored", by=by, at=at)
