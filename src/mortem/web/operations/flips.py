"""Answering a signal that spoke: done, a false alarm, let rest, or a look back begun (METHOD S4)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import SomebodyWasFirst
from mortem.core.record import ReadingState
from mortem.core.watching import FlipAnswer
from mortem.web import vault
from mortem.web.models import Flip, Reading, Signal
from mortem.web.operations.activity import append_activity
from mortem.web.operations.evidence import add_evidence
from mortem.web.operations.parts import change_part, plain_text, tidy
from mortem.web.operations.reviews import begin_review

if TYPE_CHECKING:
    from datetime import date, datetime

    from mortem.web.models import Participant, Review, User

_MOST_BYTES = 4 * 1024 * 1024
_SAID = {FlipAnswer.DONE: "Done as agreed.", FlipAnswer.FALSE_ALARM: "A false alarm."}


@transaction.atomic
def answer_flip(
    flip: Flip, answer: FlipAnswer, *, note: str = "", by: Participant | None, at: datetime
) -> Flip:
    """Keep what was said to a flip, once. It becomes a quiet reading: somebody has acted.

    `by` is None for whoever answers by the link of a message, which is for one person only.
    Raises SomebodyWasFirst when it has an answer already.
    """
    _first(flip, answer, by, at)
    said = " ".join(filter(None, [_SAID.get(answer, ""), tidy(note)]))
    signal = flip.watch.signal
    Reading.objects.create(signal=signal, at=at, state=ReadingState.QUIET, note=said, by=by)
    append_activity(
        signal.review, "flip.answered", by=by, at=at, id=flip.pk, signal=signal.pk, answer=answer
    )
    return flip


def _first(flip: Flip, answer: FlipAnswer, by: Participant | None, at: datetime) -> None:
    mine = Flip.objects.filter(pk=flip.pk, answer="")
    if not mine.update(answer=answer, answered_at=at, answered_by=by):
        raise SomebodyWasFirst("This has been answered already.", hint="Nothing more is needed.")
    flip.refresh_from_db(fields=["answer", "answered_at", "answered_by"])


@transaction.atomic
def rest_after(
    flip: Flip, *, until: date, reason: str, by: Participant | None, at: datetime
) -> Signal:
    """Let the signal rest until a day, for a reason, as the answer to a flip."""
    reason = plain_text("reason", reason)
    _first(flip, FlipAnswer.SNOOZED, by, at)
    signal: Signal = flip.watch.signal
    return change_part(signal, by=by, at=at, snoozed_until_date=until, snooze_reason=reason)


@transaction.atomic
def look_back_on(flip: Flip, *, user: User, by: Participant | None, at: datetime) -> Review:
    """Begin a look back that follows the plan, with the numbers that were read as its evidence."""
    _first(flip, FlipAnswer.LOOK_BACK, by, at)
    signal = flip.watch.signal
    review = begin_review(
        context="incident", title=" ".join(signal.question.split())[:300], by=user, at=at
    )
    type(review).objects.filter(pk=review.pk).update(follows=signal.review, team=signal.review.team)
    review.refresh_from_db()
    sealed = vault.seal([_as_csv(flip)], limit=_MOST_BYTES)
    me = review.participants.get(user=user)
    add_evidence(review, brought=[("readings.csv", "text/csv", sealed)], by=me, at=at)
    Flip.objects.filter(pk=flip.pk).update(look_back=review)
    append_activity(
        signal.review,
        "flip.answered",
        by=by,
        at=at,
        id=flip.pk,
        signal=signal.pk,
        answer="look_back",
    )
    return review


def _as_csv(flip: Flip) -> bytes:
    """Return what was read and how the signal changed, one line each, oldest first."""
    watch = flip.watch
    rows = [
        (at.isoformat(), str(value), "") for at, value in watch.samples.values_list("at", "value")
    ]
    rows += [(one.at.isoformat(), "", f"{one.was} to {one.state}") for one in watch.flips.all()]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("at", "value", "state"))
    table.writerows(sorted(rows))
    return text.getvalue().encode()
