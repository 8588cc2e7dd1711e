"""Confidence in the plan: one's own number, how many have given theirs, and later their spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mortem.core import record as r
from mortem.core.confidence import are_open
from mortem.core.record import Mode
from mortem.web import tokens
from mortem.web.models import Confidence

if TYPE_CHECKING:
    from mortem.core.record import Asked
    from mortem.web.models import Participant, Review


def confidence_key(browser_key: str, review: Review, moment: Asked) -> str:
    """Return the hash under which an anonymous answer is kept: another one before than after."""
    return tokens.hash_of("confidence", browser_key, review.pk, moment)


def whose(
    review: Review, me: Participant | None, browser_key: str, moment: Asked
) -> dict[str, Any]:
    """Return what tells this reader's answer from the others': the seat, or only the key's hash."""
    if review.mode == Mode.ANONYMOUS:
        return {"key_hash": confidence_key(browser_key, review, moment)}
    return {"participant": me}


def my_confidence(
    review: Review, me: Participant | None, browser_key: str, moment: Asked
) -> Confidence | None:
    """Return this reader's own answer, and nobody else's."""
    if me is None:
        return None
    mine = whose(review, me, browser_key, moment)
    return Confidence.objects.filter(review=review, moment=moment, **mine).first()


def confidence_count(review: Review, moment: Asked) -> int:
    """Return how many have answered."""
    return Confidence.objects.filter(review=review, moment=moment).count()


def confidences_of(review: Review) -> tuple[r.Confidence, ...]:
    """Return the answers without whose they are; nothing while anybody may still be asked."""
    if not are_open(r.Kind(review.kind), review.phase):
        return ()
    rows = Confidence.objects.filter(review=review).order_by("id")
    return tuple(
        r.Confidence(
            id=str(row.pk),
            moment=r.Asked(row.moment),
            percent=row.percent,
            lean=r.Lean(row.lean) if row.lean else None,
        )
        for row in rows
    )
