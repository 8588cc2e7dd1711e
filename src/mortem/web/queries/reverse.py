"""The reverse question: whether it is asked, one's own answer, and later everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mortem.core import record as r
from mortem.core.confidence import are_open
from mortem.core.lean import asks_reverse
from mortem.core.record import Lean, Mode, Role
from mortem.web import tokens
from mortem.web.models import Confidence, ReverseAnswer

if TYPE_CHECKING:
    from mortem.web.models import Participant, Review


def reverse_is_asked(review: Review) -> bool:
    """Tell whether everybody would rather wait or stop, which is all that anybody may learn now."""
    said = Confidence.objects.filter(review=review).exclude(lean="")
    leans = [Lean(one) for one in said.values_list("lean", flat=True)]
    if not leans:
        return False
    seats = review.participants.filter(removed_at=None).exclude(role=Role.READER)
    return asks_reverse(review.phase, leans, minutes=review.minutes, people=seats.count())


def whose(review: Review, me: Participant | None, browser_key: str) -> dict[str, Any]:
    """Return what tells this reader's answer from the others': the seat, or only the key's hash."""
    if review.mode == Mode.ANONYMOUS:
        return {"key_hash": tokens.hash_of("reverse", browser_key, review.pk)}
    return {"participant": me}


def my_reverse_answer(review: Review, me: Participant | None, browser_key: str) -> str:
    """Return this reader's own answer, and nobody else's."""
    if me is None:
        return ""
    mine = ReverseAnswer.objects.filter(review=review, **whose(review, me, browser_key))
    return mine.values_list("text", flat=True).first() or ""


def reverse_answers_of(review: Review) -> tuple[r.ReverseAnswer, ...]:
    """Return the answers without whose they are; nothing while people are still protecting."""
    if not are_open(r.Kind(review.kind), review.phase):
        return ()
    rows = ReverseAnswer.objects.filter(review=review).order_by("id")
    return tuple(r.ReverseAnswer(id=str(row.pk), text=row.text) for row in rows)
