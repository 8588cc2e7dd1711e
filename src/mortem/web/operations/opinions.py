"""Which of these steps helped, which were theatre? A team says so once a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.core.learning import STEPS, Worth
from mortem.web.models import Membership, StepOpinion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mortem.core.learning import Quarter
    from mortem.web.models import Team, User


@transaction.atomic
def say_worth(team: Team, said: Mapping[str, str], *, by: User, quarter: Quarter) -> None:
    """Say what steps were worth in a quarter; it replaces what this person had said of it.

    Raises BadInput for a step or an answer that there is not.
    """
    known = {one.key for one in STEPS}
    if not known >= said.keys() or not set(Worth) >= set(said.values()):
        raise BadInput(
            "steps", "Choose for each step whether it helped or was theatre, or neither."
        )
    Membership.objects.select_for_update().filter(
        team=team, user=by
    ).first()  # a form sent twice waits
    mine = StepOpinion.objects.filter(team=team, user=by, quarter=str(quarter))
    mine.delete()
    StepOpinion.objects.bulk_create(
        StepOpinion(team=team, user=by, quarter=str(quarter), step=step, worth=worth)
        for step, worth in said.items()
    )
