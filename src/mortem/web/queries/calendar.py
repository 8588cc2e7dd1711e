"""The days of one person: what they own, and when it is due or wants a look."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Coalesce

from mortem.core.playbooks import playbook
from mortem.core.record import ActionState, Kind
from mortem.web.models import ActionItem, Signal
from mortem.web.queries.lessons import own_or_shared
from mortem.web.queries.needs import within
from mortem.web.queries.sealed import locks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from mortem.web.models import Review, User

MOST = 500  # of each


class DayKind(StrEnum):
    """Why a day stands in a calendar."""

    DUE = "due"
    CHECK = "check"
    LOOK = "look"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day: of what, and in which review. Of one's own (OWN) nothing else is told."""

    kind: DayKind
    day: date
    key: UUID | None = None
    text: str = ""
    review: Review | None = None


def days_of(user: User, *, reviews: QuerySet[Review], since: date) -> list[Day]:
    """Return the days, from `since` on, of what this person owns in these reviews, in three queries.

    Personal and sealed reviews give a day at most once, and not a word (METHOD C3).
    """
    seen = reviews.filter(is_example=False).filter(own_or_shared(user))
    told: list[Day] = []
    own: set[date | None] = set()
    for day in (*_of_actions(user, seen, since), *_of_signals(user, seen)):
        if day.review is not None and playbook(day.review.context).personal:
            own.add(day.day)
        else:
            told.append(day)
    sealed = locks().filter(owner=user, remind_date__isnull=False)
    own.update(sealed.values_list("remind_date", flat=True))
    return sorted(
        [*told, *(Day(kind=DayKind.OWN, day=day) for day in own if day)], key=lambda day: day.day
    )


def _of_actions(user: User, reviews: QuerySet[Review], since: date) -> Iterator[Day]:
    waiting = Q(state=ActionState.COMMITTED) | Q(state=ActionState.DONE, verdict="")
    dated = Q(due_date__gte=since) | Q(check_date__gte=since)
    rows = ActionItem.objects.filter(waiting, dated, within(reviews), owner__user=user)
    for item in rows.select_related("review").order_by(Coalesce("due_date", "check_date"), "id")[
        :MOST
    ]:
        same = {"key": item.pk, "text": item.text, "review": item.review}
        if item.due_date and item.due_date >= since and item.state == ActionState.COMMITTED:
            yield Day(kind=DayKind.DUE, day=item.due_date, **same)
        if item.check_date and item.check_date >= since:
            yield Day(kind=DayKind.CHECK, day=item.check_date, **same)


def _of_signals(user: User, reviews: QuerySet[Review]) -> Iterator[Day]:
    open_ones = reviews.filter(kind=Kind.PREMORTEM, phase__in=("protect", "watch"))
    rows = Signal.objects.filter(within(open_ones), owner__user=user, next_date__isnull=False)
    for signal in rows.select_related("review").order_by("next_date", "id")[:MOST]:
        rests_until = signal.snoozed_until_date or signal.next_date
        yield Day(
            kind=DayKind.LOOK,
            day=max(signal.next_date, rests_until),
            key=signal.pk,
            text=signal.question,
            review=signal.review,
        )
