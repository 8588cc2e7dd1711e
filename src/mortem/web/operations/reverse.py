"""Answers to the reverse question, given in private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import SomebodyWasFirst
from mortem.core.record import Mode
from mortem.web import traces
from mortem.web.models import ReverseAnswer, Review
from mortem.web.operations.activity import append_private
from mortem.web.operations.parts import plain_text
from mortem.web.queries.reverse import reverse_is_asked, whose

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Participant

ANSWER_LENGTH = 2_000


@transaction.atomic
def answer_reverse(
    review: Review, *, text: str, by: Participant, browser_key: str, at: datetime
) -> None:
    """Put one person's answer in place of the one they gave before (METHOD P14).

    Raises BadInput for an empty or a very long one, SomebodyWasFirst when the question is not, or
    no longer, asked. Leaves no actor; in anonymous reviews no person either.
    """
    text = plain_text("text", text, limit=ANSWER_LENGTH)
    append_private(review, "reverse.answered", at=at)  # first: it holds the review's row
    now = Review.objects.get(pk=review.pk)
    if not reverse_is_asked(now):
        raise SomebodyWasFirst(
            "Somebody would do it after all, so this is not asked any more.",
            hint="Reload the page to see where this review stands.",
        )
    ReverseAnswer.objects.update_or_create(
        review=review, **whose(now, by, browser_key), defaults={"text": text}
    )
    if now.mode == Mode.ANONYMOUS:
        traces.lay_anew(ReverseAnswer.objects.filter(review=review))
