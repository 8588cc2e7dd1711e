"""How chances fared: one's own for oneself, pooled for a team that is large enough (METHOD S6)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import Q

from mortem.core.calibration import Said, calibrate, is_scored, lacking
from mortem.core.record import Disposition, Mode, OutcomeKind
from mortem.web.models import Rating
from mortem.web.queries.learning import open_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from mortem.core.calibration import Calibration, Lacking
    from mortem.web.models import Team, User

_KEPT = (Disposition.TOP, Disposition.WATCH)


@dataclass(frozen=True, slots=True)
class TeamCalibration:
    """A team's pooled chances, or what is lacking before anybody sees them."""

    people: int
    scored: int
    lacking: Lacking | None
    found: Calibration | None


def own_calibration(user: User) -> Calibration:
    """Return how this person's own chances fared. Those given anonymously carry no person (P10)."""
    rows = _rated().filter(participant__user=user).exclude(cause__review__mode=Mode.ANONYMOUS)
    return calibrate(
        Said(percent, _outcome(kind))
        for percent, kind in rows.values_list("plausibility", "cause__outcome__kind")
    )


def team_calibration(team: Team) -> TeamCalibration:
    """Return how the middle chances of a team's open looks ahead fared.

    Withheld below five people who rated and twenty scored risks, and it says what is lacking.
    """
    rows = _rated().filter(cause__review__in=open_to(team))
    pooled: defaultdict[UUID, list[int]] = defaultdict(list)
    outcomes: dict[UUID, OutcomeKind | None] = {}
    for cause, percent, kind in rows.values_list("cause", "plausibility", "cause__outcome__kind"):
        pooled[cause].append(percent)
        outcomes[cause] = _outcome(kind)
    people, scored = _people(rows), sum(map(is_scored, outcomes.values()))
    if short := lacking(people=people, scored=scored):
        return TeamCalibration(people, scored, short, None)
    found = calibrate(Said(median(given), outcomes[cause]) for cause, given in pooled.items())
    return TeamCalibration(people, scored, None, found)


def _rated() -> QuerySet[Rating]:
    """Return the ratings of risks that were kept, or whose end was told all the same."""
    there = {"cause__deleted_at": None, "cause__review__deleted_at": None}
    told = Q(cause__disposition__in=_KEPT) | Q(cause__outcome__isnull=False)
    return Rating.objects.filter(told, cause__review__is_example=False, **there)


def _outcome(kind: str | None) -> OutcomeKind | None:
    return OutcomeKind(kind) if kind else None


def _people(rows: QuerySet[Rating]) -> int:
    """Return how many people rated, at least.

    A guest, and whoever was erased, is another seat in each review: of those without an account as
    many count as sat in one review; of ratings without a seat, as many as one cause has.
    """
    seats = set(
        rows.exclude(participant=None).values_list(
            "participant__review", "participant", "participant__user"
        )
    )
    accounts = {user for _review, _seat, user in seats} - {None}
    together = Counter(review for review, _seat, _user in seats)
    unnamed = Counter(rows.filter(participant=None).values_list("cause", flat=True))
    return max(len(accounts), *together.values(), *unnamed.values(), 0)
