"""Which looks at signals somebody may be asked for by mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q

from mortem.web.models import LookAsked, Signal
from mortem.web.queries.due import may_be_told
from mortem.web.queries.watching import WATCHED_IN

if TYPE_CHECKING:
    from datetime import datetime

_A_DAY: Final = timedelta(days=1)  # somewhere on earth it is tomorrow
_RESTS_AFTER: Final = timedelta(days=14)
"""How long after its day a look is still asked for: who was away is asked once, not of all they missed."""


def looks_due(*, at: datetime) -> list[Signal]:
    """Return the signals that people look at, have an owner, and whose day has come somewhere on earth."""
    last = at.date() + _A_DAY
    asked = LookAsked.objects.filter(
        signal=OuterRef("pk"), owner=OuterRef("owner"), day=OuterRef("next_date")
    )
    rows = Signal.objects.filter(
        Q(snoozed_until_date=None) | Q(snoozed_until_date__lte=last),
        Q(next_date__gte=last - _RESTS_AFTER) | Q(snoozed_until_date__gte=last - _RESTS_AFTER),
        ~Exists(asked),
        next_date__lte=last,
        watch=None,
        owner__isnull=False,
        review__deleted_at=None,
        review__is_example=False,
        review__phase__in=WATCHED_IN,
    )
    found = rows.select_related("review", "owner__user").order_by("next_date", "id")
    return [signal for signal in found if may_be_told(signal)]
