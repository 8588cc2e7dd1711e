"""The small clocks: what breaks in one round is tried again in the next."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from mortem.web.jobs import timekeeper
from mortem.web.models import Sample
from tests.web.watching import MINUTE, watched_signal

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review


@pytest.mark.django_db(transaction=True)
def test_a_defect_stops_no_clock_and_its_words_stay_out_of_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = threading.Semaphore(0)

    def breaks(*, at: datetime) -> None:
        rounds.release()
        raise KeyError(f"hush-hush {at}")

    monkeypatch.setattr(timekeeper, "JOBS", (timekeeper.Job("time", 30, breaks),))
    with caplog.at_level(logging.WARNING), timekeeper.keeping_time(every=0.01):
        assert all(rounds.acquire(timeout=20) for _round in range(3))
    assert "time was not kept: KeyError" in caplog.messages
    assert "hush-hush" not in caplog.text


@pytest.mark.skipif(connection.vendor == "sqlite", reason="nothing breaks a connection to a file")
@pytest.mark.django_db(transaction=True)
def test_a_database_that_breaks_off_is_told_and_asked_again_in_the_next_round(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = threading.Semaphore(0)
    done: list[datetime] = []

    def asks(*, at: datetime) -> None:
        if not done:
            done.append(at)
            connection.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")
        Sample.objects.count()
        rounds.release()

    monkeypatch.setattr(timekeeper, "JOBS", (timekeeper.Job("time", 30, asks),))
    with caplog.at_level(logging.WARNING), timekeeper.keeping_time(every=0.01):
        assert all(rounds.acquire(timeout=20) for _round in range(2))
    (told,) = caplog.messages
    assert told.startswith("the database did not answer (")
    assert told.endswith("); the next round looks again")


def test_cron_thins_everything_once_and_then_what_has_aged(
    migration: Review, now: datetime
) -> None:
    watch = watched_signal(migration, "pushed", at=now)

    def grow(days: int) -> None:
        Sample.objects.bulk_create(
            Sample(watch=watch, at=now - timedelta(days=days) + step * MINUTE, value=days)
            for step in range(10)
        )

    grow(10)
    timekeeper.run_once(at=now)
    assert Sample.objects.count() == 1
    grow(9)
    grow(3)
    timekeeper.run_once(at=now + 5 * MINUTE)
    assert sorted(Sample.objects.values_list("value", flat=True)) == [3] + [9] * 10 + [10]
