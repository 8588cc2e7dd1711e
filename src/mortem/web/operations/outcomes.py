"""What became of each risk once the plan's horizon has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.web.models import Cause, Outcome
from mortem.web.operations.activity import append_activity
from mortem.web.operations.parts import tidy

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.core.record import OutcomeKind
    from mortem.web.models import Participant


@transaction.atomic
def resolve_risk(
    cause: Cause, *, kind: OutcomeKind, note: str, by: Participant, at: datetime
) -> Outcome:
    """Say what became of a risk; saying it again replaces it (S6)."""
    outcome, _ = Outcome.objects.update_or_create(
        cause=cause, defaults={"kind": kind, "note": tidy(note), "at": at}
    )
    append_activity(cause.review, "risk.resolved", by=by, at=at, id=cause.pk, kind=kind)
    return outcome
