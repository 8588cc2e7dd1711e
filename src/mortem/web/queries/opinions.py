"""What a team says of the steps: counts, and one's own answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.learning import FEW_OPINIONS, Worth
from mortem.web.models import StepOpinion

if TYPE_CHECKING:
    from mortem.core.learning import Quarter
    from mortem.web.models import Team, User


@dataclass(frozen=True, slots=True)
class Opinions:
    """Of one quarter: how many answered, counts by (step, worth) once they are enough, and one's own."""

    people: int
    counts: dict[tuple[str, str], int]
    mine: dict[str, str]

    @property
    def lacking(self) -> int:
        """How many more people have to answer before anything is shown."""
        return max(0, FEW_OPINIONS - self.people)

    def of(self, step: str) -> tuple[int, int]:
        """Return how many say that a step helped, and how many that it was theatre."""
        helped, theatre = (self.counts.get((step, worth.value), 0) for worth in Worth)
        return helped, theatre


def opinions_of(team: Team, user: User, quarter: Quarter) -> Opinions:
    """Return what a team says of a quarter; below three people, only one's own answers."""
    rows = list(
        StepOpinion.objects.filter(team=team, quarter=str(quarter)).values_list(
            "user", "step", "worth"
        )
    )
    people = len({who for who, _step, _worth in rows})
    counts = Counter((step, worth) for _who, step, worth in rows)
    mine = {step: worth for who, step, worth in rows if who == user.pk}
    return Opinions(people, dict(counts) if people >= FEW_OPINIONS else {}, mine)
