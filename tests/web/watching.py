"""A look ahead with a signal that Mortem reads by itself, and an owner who can be reached."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mortem.core.watching import Direction
from mortem.web.jobs.watch_signals import watch_signals
from mortem.web.models import Owner, Review, Signal, Watch
from mortem.web.operations.signals import add_signal
from mortem.web.operations.watches import Setting, set_watch
from tests.web.guarding import facilitator
from tests.web.loopback import Reply

if TYPE_CHECKING:
    from datetime import datetime

    from tests.web.loopback import Site

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


def says(here: Site, value: object, path: str = "/n") -> None:
    """Let the site answer with this number."""
    here.replies[path] = Reply(json.dumps({"waiting": value}).encode())


def queue(review: Review, here: Site, at: datetime, **more: object) -> Watch:
    """Set a signal up that reads 10 from the site; its line is at 400."""
    says(here, 10)
    more = {"threshold": 400, **more}
    return watched_signal(
        review,
        "number",
        at=at,
        url=here.url("/n"),
        path="$.waiting",
        **more,  # type: ignore[arg-type]
    )


def watch_at(at: datetime) -> int:
    """Do both rounds of a moment; return how many signals were taken."""
    return watch_signals(at=at) + watch_signals(at=at, troubled=True)
