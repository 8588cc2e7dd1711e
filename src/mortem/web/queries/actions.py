"""Every action somebody may see, over all reviews, sorted by what needs them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from django.db.models import Case, F, IntegerField, Q, Value, When

from mortem.core.record import ActionState, Visibility
from mortem.web.models import ActionItem
from mortem.web.queries.lessons import own_or_shared
from mortem.web.queries.needs import asked_of, within

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from mortem.web.models import Review, User

_AGREED = Q(state=ActionState.COMMITTED)
_UNJUDGED = Q(state=ActionState.DONE, verdict="")


class Turn(IntEnum):
    """Whose turn it is with an action, in the order in which a list shows them."""

    MINE_NOW = 0
    MINE_LATER = 1
    OTHERS_NOW = 2
    OTHERS_LATER = 3
    PARKED = 4
    SETTLED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a list is narrowed to.

    `whose` is mine or team; `state` is overdue, verdict, parked, settled or all. An empty
    `state` is what is open: agreed, or done without a verdict.
    """

    whose: str = ""
    state: str = ""


def actions_seen(
    user: User, *, reviews: QuerySet[Review], today: date, chosen: Chosen
) -> QuerySet[ActionItem]:
    """Return the chosen actions of the reviews, each with its `turn` and the `day` it waits for.

    Actions of a personal review are for its keeper alone, whoever else may read it (METHOD C3).
    """
    mine = asked_of(user, reviews)
    seen = reviews.filter(own_or_shared(user))
    rows: QuerySet[ActionItem] = (
        ActionItem.objects.filter(within(seen), _in_state(chosen.state, today))
        .filter(_of(chosen.whose, user, mine))
        .annotate(day=_DAY)
        .annotate(turn=_turn(mine, today))
        .select_related("review", "owner")
        .order_by("turn", F("day").asc(nulls_last=True), "review__created_at", "id")
    )
    return rows


_DAY = Case(
    When(_AGREED, then=F("due_date")),
    When(_UNJUDGED, then=F("check_date")),
)


def _turn(mine: Q, today: date) -> Case:
    open_ones = _AGREED | _UNJUDGED
    now = open_ones & Q(day__lte=today)
    turns = (
        (mine & now, Turn.MINE_NOW),
        (mine & open_ones, Turn.MINE_LATER),
        (now, Turn.OTHERS_NOW),
        (open_ones, Turn.OTHERS_LATER),
        (Q(state=ActionState.IDEA), Turn.PARKED),
    )
    whens = (When(which, then=Value(turn.value)) for which, turn in turns)
    return Case(*whens, default=Value(Turn.SETTLED.value), output_field=IntegerField())


def _in_state(state: str, today: date) -> Q:
    states = {
        "overdue": _AGREED & Q(due_date__lt=today),
        "verdict": _UNJUDGED & Q(check_date__lte=today),
        "parked": Q(state=ActionState.IDEA),
        "settled": Q(state=ActionState.DECLINED) | ~Q(verdict=""),
        "all": Q(),
    }
    return states.get(state, _AGREED | _UNJUDGED)


def _of(whose: str, user: User, mine: Q) -> Q:
    teams = user.memberships.values("team")
    theirs = Q(review__visibility=Visibility.TEAM, review__team__in=teams)
    return {"mine": mine, "team": theirs}.get(whose, Q())
