"""Numbers that were read grow old: all of two days are kept, then one an hour, then one a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Min
from django.db.models.functions import TruncDay, TruncHour

from mortem.web.models import Sample

if TYPE_CHECKING:
    from datetime import datetime

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


def thin(*, at: datetime) -> int:
    """Drop what is too old to be kept so closely. Returns how many numbers."""
    dropped = Sample.objects.filter(at__lt=at - DAILY).delete()[0]
    for age, bucket in ((WHOLE, TruncHour), (HOURLY, TruncDay)):
        old = Sample.objects.filter(at__lt=at - age)
        grouped = old.annotate(bucket=bucket("at")).values("watch", "bucket")
        kept = grouped.annotate(first=Min("pk")).values("first")
        dropped += old.exclude(pk__in=kept).delete()[0]
    return dropped
