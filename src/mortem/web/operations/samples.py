"""Numbers that were read grow old: all of two days are kept, then one an hour, then one a day."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Min
from django.db.models.functions import TruncDay, TruncHour

from mortem.web.models import Sample, Watch

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

WHOLE: Final = timedelta(days=2)
HOURLY: Final = timedelta(days=90)
DAILY: Final = timedelta(days=3 * 366)


def longest_hold(every: timedelta) -> timedelta:
    """Return for how long numbers of a rhythm can be agreed to lie beyond a line.

    Older ones are thinned: what comes oftener than they are kept would show gaps. One more
    look fits in, as the first number lies before the agreed time.
    """
    if every >= timedelta(days=1):
        return DAILY - every
    return (HOURLY if every >= timedelta(hours=1) else WHOLE) - every


def thin(*, at: datetime, since: datetime | None = None) -> int:
    """Drop what is too old to be kept so closely; where it is told, only what aged `since`.

    Returns how many numbers were dropped.
    """
    dropped = _aged(DAILY, at, since).delete()[0]
    for age, bucket in ((WHOLE, TruncHour), (HOURLY, TruncDay)):
        old = _aged(age, at, since)
        grouped = old.annotate(bucket=bucket("at", tzinfo=UTC)).values("watch", "bucket")
        kept = grouped.annotate(first=Min("pk")).values("first")
        dropped += old.exclude(pk__in=kept).delete()[0]
    return dropped


def _aged(age: timedelta, at: datetime, since: datetime | None) -> QuerySet[Sample]:
    """Return what has reached an age, asked signal by signal, as the index lies.

    It begins with a whole day, so that the one number which stands for it is seen again.
    """
    old = Sample.objects.filter(watch__in=Watch.objects.all(), at__lt=at - age)
    if since is None:
        return old
    day = (since - age).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return old.filter(at__gte=day)
