"""Signals that are an action's measure, and what was read around the moment it was done."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mortem.core.effect import looked_at_from
from mortem.core.trend import Sample
from mortem.web.models import Signal

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from mortem.web.models import ActionItem, Review, Watch

MOST = 3_000  # numbers of one comparison; of more, the last of each hour
_MOST_READ = 50_000


def signals_to_measure(item: ActionItem, *, reviews: QuerySet[Review]) -> list[Signal]:
    """Return the signals that may show whether an action held.

    They are those of its review, and of the one that this follows where it is among `reviews`.
    None when the action has one already that is not among them: whoever may not see it shall not
    take it away unawares.
    """
    before = reviews.filter(followed_by=item.review_id).values_list("pk", flat=True)
    found = Signal.objects.filter(review__in=[item.review_id, *before])
    offered = list(found.order_by("review", "position", "id"))
    if item.signal_id is None or item.signal_id in {one.pk for one in offered}:
        return offered
    return [] if Signal.objects.filter(pk=item.signal_id).exists() else offered


def numbers_around(watch: Watch, done_at: datetime, *, at: datetime) -> list[Sample]:
    """Return what was read as long before something was done as since, oldest first."""
    first = looked_at_from(done_at, at=at)
    rows = watch.samples.filter(at__range=(first, at)).order_by("-at")
    found = [Sample(*row) for row in reversed(rows.values_list("at", "value")[:_MOST_READ])]
    if len(found) <= MOST:
        return found
    # Older numbers are thinned to one an hour already: so are these, or the newest would drown them.
    hours = {one.at.replace(minute=0, second=0, microsecond=0): one for one in found}
    return list(hours.values())


def looks_around(signal: Signal, done_at: datetime) -> tuple[Counter[str], Counter[str]]:
    """Return how often people saw what, before something was done and since."""
    before: Counter[str] = Counter()
    since: Counter[str] = Counter()
    for at, state in signal.readings.values_list("at", "state"):
        (before if at < done_at else since)[state] += 1
    return before, since
