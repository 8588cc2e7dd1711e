"""What a team learns: counts over the reviews that are open to it (METHOD F4, F5, F7, E9, C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q

from mortem.core.learning import Learning, per_quarter
from mortem.core.record import (
    ActionState,
    CauseKind,
    Foresight,
    Kind,
    Strength,
    Verdict,
    Visibility,
)
from mortem.web.models import ActionItem, Cause, Recurrence, Review
from mortem.web.queries.lessons import personal_contexts
from mortem.web.queries.loop import carried_over

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from mortem.web.models import Team

_PROMISED = (ActionState.COMMITTED, ActionState.DONE)


def team_learning(team: Team, *, today: date, zone: ZoneInfo) -> Learning:
    """Count what the team's open reviews hold, in as many queries for any number of them."""
    reviews = open_to(team)
    backs = reviews.filter(kind=Kind.POSTMORTEM)
    here = Exists(reviews.filter(pk=OuterRef("review")))
    done = ActionItem.objects.filter(here, state=ActionState.DONE)
    asked = done.filter(Q(check_date__lte=today) | ~Q(verdict="")).aggregate(
        all=Count("pk"), judged=Count("pk", filter=~Q(verdict=""))
    )
    plans, reusing = _reuse(reviews)
    return Learning(
        asked=asked["all"],
        judged=asked["judged"],
        verdicts=_counted(done.exclude(verdict=""), "verdict", Verdict),
        came_back=Recurrence.objects.filter(
            here, action__review__in=reviews, action__deleted_at=None
        )
        .values("action")
        .distinct()
        .count(),
        strengths=_counted(
            ActionItem.objects.filter(here, state__in=_PROMISED), "strength", Strength
        ),
        foresights=_counted(
            Cause.objects.filter(
                Exists(backs.filter(pk=OuterRef("review"))), kind=CauseKind.FACTOR
            ).exclude(foresight=Foresight.UNKNOWN),
            "foresight",
            Foresight,
        ),
        plans=plans,
        reusing=reusing,
        reports=per_quarter(
            (at.astimezone(zone).date() for at in backs.values_list("created_at", flat=True)),
            since=team.created_at.astimezone(zone).date(),
            today=today,
        ),
    )


def open_to(team: Team) -> QuerySet[Review]:
    """Return the team's reviews, less personal ones and the examples that came with Mortem."""
    found = Review.objects.filter(team=team, visibility=Visibility.TEAM, deleted_at=None)
    return found.exclude(context__in=personal_contexts()).exclude(is_example=True).order_by()


def _counted(rows: QuerySet[Any], field: str, states: Any) -> dict[Any, int]:
    """Return how many rows are in each state; what nobody said is counted under None."""
    counts = dict(rows.order_by().values_list(field).annotate(Count("pk")))
    found = {state: counts.get(state.value, 0) for state in states}
    found[None] = counts.get("", 0)
    return {state: count for state, count in found.items() if count}


def _reuse(reviews: QuerySet[Review]) -> tuple[int, int]:
    """Return how many plans could have taken something up, and how many did, as it was worded (F7)."""
    earlier = reviews.filter(kind=Kind.POSTMORTEM, created_at__lt=OuterRef("created_at"))
    plans = reviews.filter(Exists(earlier), kind=Kind.PREMORTEM)
    reusing = plans.filter(pk__in=carried_over(reviews).values("review"))
    return plans.count(), reusing.count()
