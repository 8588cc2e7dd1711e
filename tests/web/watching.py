"""A look ahead with a signal that Mortem reads by itself, and an owner who can be reached."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mortem.core.watching import Direction
from mortem.web.models import Owner, Review, Signal, Watch
from mortem.web.operations.signals import add_signal
from mortem.web.operations.watches import Setting, set_watch
from tests.web.guarding import facilitator

if TYPE_CHECKING:
    from datetime import datetime

MINUTE = timedelta(minutes=1)
ADDRESS = "jun@example.org"


def watched_signal(
    review: Review,
    source: str,
    *,
    at: datetime,
    threshold: float = 1,
    direction: Direction = Direction.ABOVE,
    question: str = "Is the queue too long?",
    minutes: tuple[int, int, int] = (0, 5, 10),
    **values: Any,
) -> Watch:
    """Set a signal up with Jun as its owner; `minutes` are for how long, how often, and the grace."""
    Review.objects.filter(pk=review.pk).update(phase="watch")
    review.refresh_from_db()
    by = facilitator(review)
    signal = add_signal(
        review, question=question, response="Jun stops the backfill", owner="Jun", by=by, at=at
    )
    Owner.objects.filter(name="Jun").update(address=ADDRESS, confirmed_at=at)
    hold, every, grace = minutes
    setting = Setting(
        source=source,
        threshold=threshold,
        direction=direction,
        hold_minutes=hold,
        every_minutes=every,
        grace_minutes=grace,
        values=values,
    )
    return set_watch(Signal.objects.get(pk=signal.pk), setting, by=by, at=at)


def states(watch: Watch) -> list[str]:
    """Return the states that the signal went through, in their order."""
    return [flip.state for flip in watch.flips.order_by("number")]
