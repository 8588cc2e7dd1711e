"""The event a look back is about: what, where, who was hurt, and its five times (METHOD E1)."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.core.record import Kind, Precision
from mortem.core.timeline import zone_of
from mortem.web.models import EventTime, TimelineEntry
from mortem.web.operations.activity import hold
from mortem.web.operations.answers import put_answers
from mortem.web.operations.reviews import describe_review
from mortem.web.queries.timeline import zone_for
from mortem.web.queries.wordings import said_of, times_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from mortem.core import record
    from mortem.core.chain import Said
    from mortem.web.models import Participant, Review

SEVERITIES = (1, 2, 3, 4)


@transaction.atomic
def describe_event(
    review: Review,
    *,
    times: Iterable[record.EventTime] = (),
    answers: Mapping[str, str] | None = None,
    by: Participant,
    at: datetime,
    **described: Any,
) -> Review:
    """Say what happened. Each of `times` is set, also to "not known"; the others stay.

    Times out of order are taken as they are: the page asks about them, gently. Raises BadInput
    for an unknown zone, a severity outside 1 to 4 and a review to follow that is no pre-mortem.
    """
    _check(described)
    hold(review)
    times = list(times)
    said = times_said(review, times)
    for told in times:
        EventTime.objects.update_or_create(
            review=review,
            moment=told.moment,
            defaults={"at": told.at, "until_at": told.until_at, "precision": told.precision},
        )
    if "zone" in described:
        said += _keep_days(review, zone_for(review), zone_of(described["zone"]))
    put_answers(review, answers or {})
    return describe_review(review, by=by, at=at, also=said, **described)


def _keep_days(review: Review, old: ZoneInfo, new: ZoneInfo) -> list[Said]:
    """Let what is known to the day keep its day in another zone; all other moments are instants.

    Returns what the moved entries say of their time.
    """
    said: list[Said] = []
    if old.key == new.key:
        return said
    for entry in TimelineEntry.everything.filter(review=review, precision=Precision.DAY):
        day = entry.at.astimezone(old).date()
        entry.at = datetime.combine(day, time(0), new).astimezone(UTC)
        TimelineEntry.everything.filter(pk=entry.pk).update(at=entry.at)
        said += said_of(entry, ["when"])
    return said


def _check(described: Mapping[str, Any]) -> None:
    if "zone" in described:
        zone_of(described["zone"])
    severity = described.get("severity")
    if severity is not None and severity not in SEVERITIES:
        raise BadInput("severity", "A severity goes from 1 (worst) to 4.", severity=severity)
    follows = described.get("follows")
    if follows is not None and follows.kind != Kind.PREMORTEM:
        raise BadInput("follows", "Only a look ahead can have warned you.")
