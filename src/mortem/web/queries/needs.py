"""What needs one person today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q

from mortem.core.record import ActionState, Disposition, Kind, Pace, Role
from mortem.core.watching import LOUD
from mortem.web.models import ActionItem, Cause, Flip, Participant, Review, Signal
from mortem.web.zones import known_zone

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from mortem.web.models import User

MOST = 20  # of each; a longer list would not be read today
SOON_DAYS = 3
_RESTING = ("watch", "published", "closed")
_OWN_TURN = ("write", "rate", "accounts")
_PROMISED = (ActionState.COMMITTED, ActionState.DONE)


class NeedKind(StrEnum):
    """Why something is on today's page."""

    TURN = "turn"
    UNDERWAY = "underway"
    CHECK_IN = "check_in"
    ACTION = "action"
    VERDICT = "verdict"
    RISK = "risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing to do: what it is about, where it is done, and by which day, if any.

    `count` says how many risks stand behind it; `who` names somebody else who answers for it;
    `context` is the review's playbook, for its own words; `spoke` is how a signal that Mortem reads stands since
    `spoke_at`, where that waits for an answer.
    """

    kind: NeedKind
    text: str
    review: UUID
    title: str
    phase: str
    anchor: str = ""
    day: date | None = None
    count: int = 1
    who: str = ""
    context: str = ""
    spoke: str = ""
    spoke_at: datetime | None = None


def needs(user: User, *, reviews: QuerySet[Review], today: date) -> list[Need]:
    """Return what needs this person, the nearest first: their turn, what is due, what is open.

    `reviews` are those they may open; only reviews that they keep or have a seat in ask
    anything of them. Five queries, however much there is.
    """
    reviews = reviews.filter(Q(keeper=user) | Exists(_seats(user)))
    mine = asked_of(user, reviews)
    return [
        *_underway(user, reviews),
        *_check_ins(mine, reviews, today),
        *_actions(mine, reviews, today),
        *_verdicts(mine, reviews, today),
        *_risks(_led(user, reviews)),
    ]


def asked_of(user: User, reviews: QuerySet[Review]) -> Q:
    """Tell that an action or a signal is this person's to see to.

    They own it, or whoever owns it has no account and they run the review.
    """
    return Q(owner__user=user) | (Q(owner__user=None) & Q(within(_led(user, reviews))))


def _seats(user: User) -> QuerySet[Participant]:
    return Participant.objects.filter(review=OuterRef("pk"), user=user, removed_at=None)


def _led(user: User, reviews: QuerySet[Review]) -> QuerySet[Review]:
    return reviews.filter(Q(keeper=user) | Exists(_seats(user).filter(role=Role.FACILITATOR)))


def within(reviews: QuerySet[Review]) -> Exists:
    """Ask it of each part: few of them are due, while the reviews may be thousands."""
    return Exists(reviews.order_by().filter(pk=OuterRef("review")))


def _underway(user: User, reviews: QuerySet[Review]) -> list[Need]:
    done = Participant.objects.filter(
        review=OuterRef("pk"), user=user, done_phase=OuterRef("phase")
    )
    rows = reviews.exclude(phase__in=_RESTING).annotate(is_done=Exists(done))[:MOST]
    found = [
        Need(
            kind=NeedKind.TURN if row.phase in _OWN_TURN and not row.is_done else NeedKind.UNDERWAY,
            text=row.title,
            review=row.pk,
            title=row.title,
            phase=row.phase,
            context=row.context,
            day=_last_day(row),
        )
        for row in rows
    ]
    return sorted(found, key=lambda need: need.kind is not NeedKind.TURN)


def _last_day(review: Review) -> date | None:
    """Return the day on which the step ends where a review is held over days, in its own zone."""
    if review.pace != Pace.DAYS or review.phase_ends_at is None:
        return None
    return review.phase_ends_at.astimezone(known_zone(review.zone)).date()


def _check_ins(mine: Q, reviews: QuerySet[Review], today: date) -> list[Need]:
    awake = Q(snoozed_until_date=None) | Q(snoozed_until_date__lte=today)
    open_reviews = reviews.filter(kind=Kind.PREMORTEM, phase__in=("protect", "watch"))
    spoke = Exists(
        Flip.objects.filter(
            watch__signal=OuterRef("pk"),
            number=F("watch__flip_count"),
            state__in=LOUD,
            answer="",
        )
    )
    rows = (
        Signal.objects.annotate(spoke=spoke)
        .filter(Q(next_date__lte=today) | Q(spoke=True), mine, awake, within(open_reviews))
        .select_related("review", "owner", "watch")
        .order_by(F("next_date").asc(nulls_first=True), "id")[:MOST]
    )
    return [_look(row) for row in rows]


def _look(row: Signal) -> Need:
    need = _need(NeedKind.CHECK_IN, row, row.question, "watch", row.next_date)
    is_loud = getattr(row, "spoke", False)
    return replace(need, spoke=row.watch.state, spoke_at=row.watch.state_at) if is_loud else need


def _actions(mine: Q, reviews: QuerySet[Review], today: date) -> list[Need]:
    rows = (
        ActionItem.objects.filter(
            mine,
            within(reviews),
            state=ActionState.COMMITTED,
            due_date__lte=today + timedelta(days=SOON_DAYS),
        )
        .select_related("review", "owner")
        .order_by("due_date", "id")[:MOST]
    )
    return [_need(NeedKind.ACTION, row, row.text, "", row.due_date) for row in rows]


def _verdicts(mine: Q, reviews: QuerySet[Review], today: date) -> list[Need]:
    rows = (
        ActionItem.objects.filter(
            mine, within(reviews), state=ActionState.DONE, verdict="", check_date__lte=today
        )
        .select_related("review", "owner")
        .order_by("check_date", "id")[:MOST]
    )
    return [_need(NeedKind.VERDICT, row, row.text, "", row.check_date) for row in rows]


def _need(
    kind: NeedKind, row: Signal | ActionItem, text: str, phase: str, day: date | None
) -> Need:
    review = row.review
    return Need(
        kind=kind,
        text=text,
        review=review.pk,
        title=review.title,
        phase=phase or action_phase(review),
        anchor=str(row.pk),
        day=day,
        context=review.context,
        who=row.owner.name if row.owner and row.owner.user_id is None else "",
    )


def action_phase(review: Review) -> str:
    """Return the page on which a review's actions are kept now."""
    if review.kind == Kind.PREMORTEM:
        return "watch" if review.phase in {"watch", "closed"} else "protect"
    return "published" if review.phase in {"published", "closed"} else "actions"


def _risks(reviews: QuerySet[Review]) -> list[Need]:
    """Return reviews whose top risks lack a promised mitigation or a signal with an owner (P16)."""
    of_cause = Q(cause=OuterRef("pk"), owner__isnull=False)
    open_risks = (
        Cause.objects.filter(
            within(reviews.filter(kind=Kind.PREMORTEM, phase__in=("protect", "watch"))),
            disposition=Disposition.TOP,
            outcome=None,
        )
        .exclude(
            Exists(ActionItem.objects.filter(of_cause, state__in=_PROMISED)),
            Exists(Signal.objects.filter(of_cause)),
        )
        .values("review", "review__title", "review__context")
        .annotate(count=Count("id"))
        .order_by("-review__created_at", "review")[:MOST]
    )
    return [
        Need(
            kind=NeedKind.RISK,
            text=row["review__title"],
            review=row["review"],
            title=row["review__title"],
            phase="protect",
            count=row["count"],
            context=row["review__context"],
        )
        for row in open_risks
    ]
