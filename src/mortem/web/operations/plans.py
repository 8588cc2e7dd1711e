"""A plan: described one answer at a time, framed by minutes and mode, imagined as over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction

from mortem.core import phases
from mortem.core.errors import BadInput
from mortem.core.playbooks import day_words, failure_sentence, named_date, playbook
from mortem.core.record import Mode
from mortem.web.models import Card, Review
from mortem.web.operations.activity import append_activity, hold
from mortem.web.operations.parts import plain_text
from mortem.web.operations.reviews import describe_review

if TYPE_CHECKING:
    from mortem.web.models import Participant

ANSWER_LENGTH = 4_000  # characters
SENTENCE_LENGTH = 400
_FREER = list(Mode)  # a review moves along this list, never back (METHOD P5)


def today_of(review: Review, at: datetime) -> date:
    """Return which day it is where the review was begun."""
    return at.astimezone(_zone(review.zone)).date()


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name or "UTC")
    except (LookupError, ValueError, OSError):
        return UTC


def imagined(review: Review, *, today: date) -> tuple[str, date]:
    """Return the failure sentence and its day as the playbook makes them from the plan (P3)."""
    return failure_sentence(
        playbook(review.context), title=review.title, plan_date=review.plan_date, today=today
    )


@transaction.atomic
def describe_plan(review: Review, *, by: Participant, at: datetime, **described: Any) -> Review:
    """Change what is said of the plan; the failure sentence follows unless it was reworded."""
    for field in ("success", "hurt"):
        if described.get(field):
            described[field] = plain_text(field, described[field], limit=ANSWER_LENGTH)
    today = today_of(review, at)
    sentence, horizon = imagined(review, today=today)
    own_sentence = review.failure_sentence not in {"", sentence}
    own_horizon = review.horizon_date not in {None, horizon}
    for field in described.keys() & {"title", "plan_date"}:
        setattr(review, field, described[field])
    if review.plan_date is None and "plan_date" not in described:
        described["plan_date"] = named_date(review.title, today=today)
        review.plan_date = described["plan_date"]
    if not own_sentence and not own_horizon:
        described["failure_sentence"], described["horizon_date"] = imagined(review, today=today)
    return describe_review(review, by=by, at=at, **described)


def reword_failure(
    review: Review, *, sentence: str, horizon: date, by: Participant, at: datetime
) -> Review:
    """Change the failure sentence or its day; a new day is put into the sentence too."""
    sentence = plain_text("failure_sentence", sentence, limit=SENTENCE_LENGTH)
    today = today_of(review, at)
    if horizon < today:
        raise BadInput(
            "horizon_date",
            "{day} has passed. Choose a day by which you will know, from today on.",
            day=day_words(horizon, today=today),
        )
    before = review.horizon_date or imagined(review, today=today)[1]
    sentence = sentence.replace(day_words(before, today=today), day_words(horizon, today=today))
    return describe_review(review, by=by, at=at, failure_sentence=sentence, horizon_date=horizon)


@transaction.atomic
def frame_review(
    review: Review, *, minutes: int, mode: Mode, by: Participant, at: datetime
) -> Review:
    """Choose how long it takes and whether names are kept.

    Raises BadInput for minutes without a preset, for a way back towards names, and for a
    new mode once somebody has written: their cards were promised the old one.
    """
    if minutes not in (phases.PRESETS if review.looks_ahead else phases.MEETINGS):
        raise BadInput(
            "minutes",
            "Choose 15, 30, 45 or 60 minutes."
            if review.looks_ahead
            else "Choose 30, 60 or 90 minutes.",
        )
    hold(review)  # whoever chose or wrote a moment ago is not overruled
    review.refresh_from_db(fields=["mode"])
    if mode != review.mode:
        _check_mode(review, mode)
    return describe_review(review, by=by, at=at, minutes=minutes, mode=mode)


def _check_mode(review: Review, mode: Mode) -> None:
    if _FREER.index(mode) < _FREER.index(Mode(review.mode)):
        raise BadInput(
            "mode", "Whoever counted on this not being known must be able to rely on it."
        )
    if Card.everything.filter(review=review).exists():
        raise BadInput("mode", "Somebody has written already, so this stays as it was promised.")
    if review.confidences.exists():
        raise BadInput("mode", "Somebody has answered already, so this stays as it was promised.")


@transaction.atomic
def extend_phase(review: Review, *, minutes: int, by: Participant, at: datetime) -> Review:
    """Give the phase some more minutes, counted from now if its time was over."""
    start = max(review.phase_ends_at or at, at)
    Review.objects.filter(pk=review.pk, phase=review.phase).update(
        phase_ends_at=start + timedelta(minutes=minutes)
    )
    append_activity(review, "phase.extended", by=by, at=at, minutes=minutes)
    return review
