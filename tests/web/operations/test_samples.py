"""Numbers grow old: they are thinned, the same whether at once or hour by hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mortem.web.models import Sample
from mortem.web.operations.samples import thin
from tests.web.watching import watched_signal

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review


def test_numbers_grow_old(migration: Review, now: datetime) -> None:
    watch = watched_signal(migration, "pushed", at=now)
    ages = [timedelta(minutes=5 * step) for step in range(24)]
    for start in (timedelta(0), timedelta(days=10), timedelta(days=200), timedelta(days=2000)):
        Sample.objects.bulk_create(
            Sample(watch=watch, at=now - start - age, value=1) for age in ages
        )
    thin(at=now)
    kept = [now - at for at in Sample.objects.values_list("at", flat=True)]
    assert sum(age < timedelta(days=2) for age in kept) == 24
    assert sum(timedelta(days=9) < age < timedelta(days=11) for age in kept) == 3
    assert sum(timedelta(days=199) < age < timedelta(days=201) for age in kept) == 1
    assert len(kept) == 28


def test_numbers_that_age_hour_by_hour_are_thinned_as_at_once(
    migration: Review, now: datetime
) -> None:
    watch = watched_signal(migration, "pushed", at=now)
    every = [now - timedelta(minutes=7 * step) for step in range(24 * 60 * 5 // 7)]

    def left(*rounds: tuple[datetime, datetime | None]) -> set[datetime]:
        Sample.objects.all().delete()
        Sample.objects.bulk_create(Sample(watch=watch, at=at, value=1) for at in reversed(every))
        for at, since in rounds:
            thin(at=at, since=since)
        return set(Sample.objects.values_list("at", flat=True))

    hours = [now + timedelta(minutes=61 * step) for step in range(48)]
    assert left(*zip(hours, [None, *hours], strict=False)) == left((hours[-1], None))


def test_thinning_touches_only_what_newly_aged(migration: Review, now: datetime) -> None:
    watch = watched_signal(migration, "pushed", at=now)
    for days in (10, 2):
        Sample.objects.bulk_create(
            Sample(watch=watch, at=now - timedelta(days=days, minutes=step), value=days)
            for step in range(-30, -20)
        )
    assert thin(at=now + timedelta(hours=1), since=now) == 9
    assert Sample.objects.filter(value=10).count() == 10
    assert thin(at=now + timedelta(hours=1)) == 9
