"""Private ratings, and what the group decides from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction

from mortem.core import record as r
from mortem.core.errors import BadInput, SomebodyWasFirst
from mortem.core.phases import OptionalStep, includes
from mortem.core.record import Disposition, Mode
from mortem.core.risk import TOP_AT_MOST, check_rating
from mortem.web import traces
from mortem.web.models import Cause, Participant, Rating, Review
from mortem.web.operations.activity import append_activity, append_private
from mortem.web.operations.parts import plain_text
from mortem.web.queries.risks import my_ratings, rating_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

SHORTLIST = 7  # METHOD P1
UNIT_LENGTH = 60
_DECIDING = ("protect", "watch")


class Given(NamedTuple):
    """Plausibility in percent; a cost step from 1 to 5, or both ends of a range."""

    plausibility: int
    cost: int | None = None
    cost_low: float | None = None
    cost_high: float | None = None


@transaction.atomic
def rate_causes(
    review: Review,
    given: Mapping[UUID, Given],
    *,
    by: Participant,
    browser_key: str,
    at: datetime,
) -> None:
    """Put one person's ratings in place of those they gave before; they are done with rating.

    Raises BadInput for more than seven causes, values outside their ranges, or a range of costs where
    the review has no time for them (P1), SomebodyWasFirst once the picture is shown: whoever has seen it no longer judges alone (P10). Anonymous ratings
    belong to a key that only this browser can make again. No rating leaves an actor.
    """
    _check(review, given)
    append_private(review, "causes.rated", at=at)  # first: it holds the review's row
    if not Review.objects.filter(pk=review.pk, phase="rate").exists():
        raise SomebodyWasFirst(
            "The rating is over, and the picture is shown.",
            hint="Whoever facilitates can go one step back; then everybody may change their answers.",
        )
    kept = my_ratings(review, by, browser_key)
    dropped = [rating.pk for cause_id, rating in kept.items() if cause_id not in given]
    Rating.objects.filter(pk__in=dropped).delete()
    anonymous = review.mode == Mode.ANONYMOUS
    for cause_id, answer in given.items():
        whose = _whose(by, browser_key, cause_id, anonymous=anonymous)
        Rating.objects.update_or_create(cause_id=cause_id, **whose, defaults=answer._asdict())
    Participant.objects.filter(pk=by.pk).update(done_phase="rate")
    if anonymous:
        traces.lay_anew(Rating.objects.filter(cause__review=review))


@transaction.atomic
def change_cost_unit(review: Review, *, unit: str, by: Participant, at: datetime) -> None:
    """Count the costs of this plan in another unit, such as hours, users or euros.

    Raises BadInput for no unit, a long one, and once somebody has given an amount: it would
    come to mean something else.
    """
    unit = plain_text("unit", " ".join(unit.split()), limit=UNIT_LENGTH)
    append_activity(review, "review.described", by=by, at=at, fields="cost_unit")
    if Rating.objects.filter(cause__review=review, cost_low__isnull=False).exists():
        raise BadInput(
            "unit",
            "Somebody has given an amount already, so the unit stays as it is.",
            hint="Other amounts can be counted in it too, roughly.",
        )
    Review.objects.filter(pk=review.pk).update(cost_unit=unit)


def _whose(by: Participant, browser_key: str, cause_id: UUID, *, anonymous: bool) -> dict[str, Any]:
    if anonymous:
        return {"key_hash": rating_key(browser_key, cause_id)}
    return {"participant": by}


def _check(review: Review, given: Mapping[UUID, Given]) -> None:
    if len(given) > SHORTLIST:
        raise BadInput(
            "causes",
            "You rated {count} causes; {most} is the most. Keep those that matter most to you.",
            count=len(given),
            most=SHORTLIST,
        )
    known = set(review.causes.values_list("pk", flat=True))
    for cause_id, answer in given.items():
        if cause_id not in known:
            raise BadInput(
                "causes",
                "Some of these causes are gone meanwhile.",
                hint="Look again and answer for those that are there.",
            )
        check_rating(r.Rating(id="", cause=str(cause_id), **answer._asdict()))
        if answer.cost is None and not includes(review.minutes, OptionalStep.RANGES):
            raise BadInput(
                "cost", "In fifteen minutes a cost is one of five steps; ranges take longer."
            )


@transaction.atomic
def decide_risks(
    review: Review, *, top: Iterable[UUID], rest: Disposition, by: Participant, at: datetime
) -> None:
    """Choose the top risks; every other cause is let go or watched in the same gesture (P1).

    A cause flagged severity-first is watched, never let go with the rest (P11). Raises BadInput
    for none, more than five or a cause of another review, SomebodyWasFirst while people still rate.
    """
    chosen = set(top)
    causes = Cause.objects.filter(review=review)
    if not 1 <= len(chosen) <= TOP_AT_MOST:
        raise BadInput(
            "top",
            "Choose one to {most} top risks; now it is {count}.",
            count=len(chosen),
            most=TOP_AT_MOST,
            hint="Three is plenty for fifteen minutes.",
        )
    if causes.filter(pk__in=chosen).count() != len(chosen):
        raise BadInput(
            "top", "Some of these causes are gone meanwhile.", hint="Look again and choose."
        )
    append_activity(review, "risks.decided", by=by, at=at, top=len(chosen), rest=rest)
    if not Review.objects.filter(pk=review.pk, phase__in=_DECIDING).exists():
        raise SomebodyWasFirst(
            "Top risks are chosen while protecting and watching.",
            hint="Reload the page to see where this review stands.",
        )
    causes.exclude(pk__in=chosen).update(disposition=rest)
    causes.exclude(pk__in=chosen).filter(severity_first=True).update(disposition=Disposition.WATCH)
    causes.filter(pk__in=chosen).update(disposition=Disposition.TOP)
