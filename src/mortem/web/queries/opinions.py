"""What a team says of the steps: counts of a quarter that is over, and one's own answers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mortem.core.learning import FEW_OPINIONS, Worth
from mortem.web.models import StepOpinion

if TYPE_CHECKING:
    from mortem.core.learning import Quarter
    from mortem.web.models import Team, User


def own_opinions(team: Team, user: User, quarter: Quarter) -> dict[str, str]:
    """Return what this person says of each step in a quarter."""
    mine = StepOpinion.objects.filter(team=team, user=user, quarter=str(quarter))
    return dict(mine.values_list("step", "worth"))


def counts_of(team: Team, quarter: Quarter) -> dict[str, tuple[int, int]]:
    """Return how many say of a step that it helped, and how many that it was theatre.

    To be asked of a quarter that is over: counts that move would tell who has just said what.
    Of a step that fewer than FEW_OPINIONS people spoke of, nothing is told.
    """
    rows = StepOpinion.objects.filter(team=team, quarter=str(quarter))
    said = Counter(rows.values_list("step", "worth"))
    steps = {step for step, _worth in said}
    counted = {step: (said[step, Worth.HELPED], said[step, Worth.THEATRE]) for step in steps}
    return {step: both for step, both in counted.items() if sum(both) >= FEW_OPINIONS}
