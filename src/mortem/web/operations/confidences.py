"""How sure people are that the plan works, said in private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.confidence import asked_in, check_percent
from mortem.core.errors import SomebodyWasFirst
from mortem.core.record import Asked, Mode
from mortem.web import traces
from mortem.web.models import Confidence, Review
from mortem.web.operations.activity import append_private
from mortem.web.queries.confidences import whose

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.core.record import Lean
    from mortem.web.models import Participant


@transaction.atomic
def say_confidence(
    review: Review,
    *,
    moment: Asked,
    percent: int,
    lean: Lean | None = None,
    by: Participant,
    browser_key: str,
    at: datetime,
) -> None:
    """Put one person's answer in place of the one they gave before (METHOD P15).

    With the second one they say which way they lean (P14). Raises BadInput outside 0 to 100 %,
    SomebodyWasFirst when this is not, or no longer, being
    asked: whoever has seen the others' answers is not asked again. Leaves no actor; in anonymous
    reviews no person either.
    """
    check_percent(percent)
    append_private(review, "confidence.said", at=at)  # first: it holds the review's row
    now = Review.objects.get(pk=review.pk)
    if asked_in(now.phase, minutes=now.minutes) is not moment:
        raise SomebodyWasFirst(
            "The review has moved on, and this is not asked any more.",
            hint="Nothing else is lost. Go to where the review stands now.",
        )
    mine = whose(now, by, browser_key, moment)
    Confidence.objects.update_or_create(
        review=review,
        moment=moment,
        **mine,
        defaults={"percent": percent, "lean": lean if lean and moment is Asked.AFTER else ""},
    )
    if now.mode == Mode.ANONYMOUS:
        traces.lay_anew(Confidence.objects.filter(review=review))
