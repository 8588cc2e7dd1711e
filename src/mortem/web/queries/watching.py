"""What was read, who watches, and what did not arrive: reads for pages and commands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from mortem.core.trend import Sample
from mortem.web.models import Delivery, Watch, Watcher

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mortem.web.models import Review

SHOWN: Final = 300  # numbers of one chart
AWAKE: Final = timedelta(seconds=120)
"""How long ago the last round may be for somebody to be watching still."""

MOST_MESSAGES: Final = 20

WATCHED_IN: Final = ("protect", "watch")
"""The steps of a plan in which its signals are read."""


def samples_of(watch: Watch) -> list[Sample]:
    """Return the last numbers that were read, oldest first."""
    rows = watch.samples.order_by("-at").values_list("at", "value")[:SHOWN]
    return [Sample(*row) for row in reversed(rows)]


def coarse_of(watch: Watch) -> list[Sample]:
    """Return the long row of a signal, and its last number: what a small chart needs, without a query."""
    found = [Sample(datetime.fromtimestamp(at, UTC), value) for at, value in watch.coarse]
    if watch.value is not None and watch.read_at is not None:
        found.append(Sample(watch.read_at, watch.value))
    return found


def last_round_at() -> datetime | None:
    """Return when signals were last looked after, by whatever process; None for never (S7)."""
    return Watcher.objects.values_list("at", flat=True).first()


def is_watching(*, at: datetime) -> bool:
    """Tell whether some process looks after signals now."""
    last = last_round_at()
    return last is not None and at - last <= AWAKE


def undelivered(review: Review) -> QuerySet[Delivery]:
    """Return the messages of a review that were given up, newest first."""
    dead = Delivery.objects.filter(flip__watch__signal__review=review).exclude(dead_at=None)
    return dead.select_related("flip__watch__signal", "owner", "channel").order_by("-dead_at")[
        :MOST_MESSAGES
    ]
