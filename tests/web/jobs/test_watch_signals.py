"""Signals read by themselves: each flip once, told once, whatever happens in between."""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import close_old_connections, connection

from mortem.core.record import ReadingState
from mortem.core.signal import SignalState as S
from mortem.web.jobs.housekeeping import keep_house
from mortem.web.jobs.send_messages import send_messages
from mortem.web.jobs.watch_signals import watch_signals
from mortem.web.models import (
    Activity,
    Delivery,
    Flip,
    Reading,
    Review,
    Sample,
    Signal,
    Watch,
    Watcher,
)
from mortem.web.operations.signals import snooze_signal
from mortem.web.operations.watches import address_token, everything_told, stop_watch
from mortem.web.operations.watching import LEASE, settle, take_due, take_numbers
from mortem.web.source import Read
from mortem.web.tokens import hash_of
from tests.web.guarding import facilitator
from tests.web.loopback import Reply, Site
from tests.web.watching import (
    ADDRESS,
    MINUTE,
    queue,
    says,
    states,
    watch_at,
    watched_signal,
)

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django import Settings

    from tests.web.post_office import PostOffice


def test_quiet_leaning_tripped_told_by_mail(
    migration: Review, here: Site, post: PostOffice, now: datetime
) -> None:
    watch = queue(migration, here, now)
    for step in range(45):
        says(here, 10 + 10 * step)
        assert watch_at(now + 5 * step * MINUTE) == 1
        send_messages(at=now + 5 * step * MINUTE)
    assert states(watch) == [S.QUIET, S.LEANING, S.TRIPPED]
    leaning, tripped = post.letters
    assert [letter["to"] for letter in post.letters] == [ADDRESS] * 2
    assert leaning["subject"] == "Leaning: Is the queue too long?"
    assert "at this pace it reaches its line on Tuesday, 3 March, 17:15 (UTC)" in post.texts()[0]
    assert tripped["subject"] == "Tripped: Is the queue too long?"
    assert "Now: 400." in post.texts()[1]
    for text in post.texts():
        assert "Jun stops the backfill" in text
        assert "https://mortem.example/answer/" in text
    kept = Reading.objects.filter(signal=watch.signal)
    assert [reading.state for reading in kept] == list(ReadingState)
    assert Sample.objects.filter(watch=watch).count() == 45
    flips = Activity.objects.filter(verb="signal.flipped")
    assert [one.data["state"] for one in flips] == [S.QUIET, S.LEANING, S.TRIPPED]


@pytest.mark.parametrize(("minutes", "state"), [(59, S.QUIET), (60, S.TRIPPED)])
def test_an_agreed_hour_holds_sixty_numbers(
    migration: Review, here: Site, now: datetime, *, minutes: int, state: S
) -> None:
    watch = queue(migration, here, now, minutes=(60, 1, 10))
    says(here, 500)
    Sample.objects.bulk_create(
        Sample(watch=watch, at=now - ago * MINUTE, value=500) for ago in range(1, minutes + 1)
    )
    watch_at(now)
    assert states(watch) == [state]


@pytest.mark.parametrize(("minutes", "state"), [(59, S.QUIET), (60, S.TRIPPED)])
def test_an_agreed_hour_holds_what_is_sent_every_ten_seconds(
    migration: Review, now: datetime, *, minutes: int, state: S
) -> None:
    watch = watched_signal(migration, "pushed", at=now, threshold=400, minutes=(60, 5, 10))
    Sample.objects.bulk_create(
        Sample(watch=watch, at=now - timedelta(seconds=ago), value=500)
        for ago in range(0, 60 * minutes + 1, 10)
    )
    watch_at(now)
    assert states(watch) == [state]


def test_what_is_sent_every_ten_seconds_calms_down_again(migration: Review, now: datetime) -> None:
    watch = watched_signal(migration, "pushed", at=now, threshold=400)
    address = hash_of(address_token(watch))
    take_numbers([(address, 500, now)])
    watch_at(now)
    for minute in range(1, 27):
        at = now + minute * MINUTE
        take_numbers([(address, 100 + ten, at + ten * MINUTE / 6) for ten in range(6)])
        watch_at(at + MINUTE)
    assert states(watch) == [S.TRIPPED, S.QUIET]


def test_silence_is_told_with_its_trouble(
    migration: Review, here: Site, post: PostOffice, now: datetime
) -> None:
    watch = queue(migration, here, now)
    watch_at(now)
    here.replies["/n"] = Reply(b"<html>", 502)
    for step in range(1, 6):
        watch_at(now + 5 * step * MINUTE)
    send_messages(at=now + 30 * MINUTE)
    assert states(watch) == [S.QUIET, S.STALE]
    (text,) = post.texts()
    assert "no number has come. Last trouble: It answered with status 502.." in text
    watch.refresh_from_db()
    assert (watch.trouble, watch.read_at, watch.value) == (
        "It answered with status 502.",
        now,
        10,
    )


@pytest.mark.django_db(transaction=True)
def test_any_number_of_workers_read_each_signal_once(
    migration: Review, here: Site, now: datetime
) -> None:
    says(here, 500)
    for name in range(12):
        queue(migration, here, now, question=f"Queue {name}")
        says(here, 500)
    here.asked.clear()
    counts: list[int] = []

    def work() -> None:
        counts.append(watch_signals(at=now))
        close_old_connections()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == len(here.asked) == Sample.objects.count() == Flip.objects.count() == 12


def test_a_worker_that_was_killed_loses_nothing(
    migration: Review, here: Site, now: datetime
) -> None:
    watch = queue(migration, here, now)
    assert [one.pk for one in take_due(at=now, most=9)] == [watch.pk]
    assert take_due(at=now, most=9) == []
    assert watch_at(now + LEASE) == 1
    assert states(watch) == [S.QUIET]


def test_what_another_worker_has_stands_in_nobodys_way(migration: Review, now: datetime) -> None:
    longest, other = (watched_signal(migration, "pushed", at=now, question=n) for n in "AB")
    Watch.objects.filter(pk=longest.pk).update(due_at=now - MINUTE)
    taken = [take_due(at=now, most=1) for _ in range(3)]
    assert taken == [[longest], [other], []]


def test_a_worker_that_comes_back_late_changes_nothing(
    migration: Review, here: Site, now: datetime
) -> None:
    watch = queue(migration, here, now)
    (late,) = take_due(at=now, most=9)
    watch_at(now + LEASE)
    assert settle(late, Read(999, "999"), at=now + LEASE) is None
    assert (states(watch), Sample.objects.count()) == ([S.QUIET], 1)


@pytest.mark.parametrize("broken", ["Sample", "Flip", "Reading", "append_activity", "tell"])
def test_a_crash_anywhere_while_settling_keeps_all_or_nothing(
    migration: Review,
    here: Site,
    post: PostOffice,
    *,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
) -> None:
    """Each step of a flip is made to break in turn; the next round does the whole of it once."""
    watch = queue(migration, here, now)
    watch_at(now)
    says(here, 500)
    at = now + 5 * MINUTE
    before = (states(watch), Sample.objects.count(), Activity.objects.count())
    from mortem.web.operations import watching

    def breaks(*_all: object, **_more: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as crash:
        if broken == "Sample":
            crash.setattr(Sample.objects, "create", breaks)
        elif broken in {"Flip", "Reading"}:
            crash.setattr((Flip if broken == "Flip" else Reading).objects, "create", breaks)
        else:
            crash.setattr(watching, broken, breaks)
        assert watch_signals(at=at) == 1
    assert (states(watch), Sample.objects.count(), Activity.objects.count()) == before
    watch_at(at + LEASE)
    assert send_messages(at=at + LEASE) == 1
    assert states(watch) == [S.QUIET, S.TRIPPED]
    assert len(post.letters) == Delivery.objects.count() == 1


def test_one_that_cannot_be_settled_harms_no_other(
    migration: Review, here: Site, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    watches = [queue(migration, here, now, question=f"Queue {name}") for name in range(3)]
    Watch.objects.filter(pk=watches[1].pk).update(coarse=[["hush-hush", None]])
    assert watch_at(now) == 3
    assert [states(watch) for watch in watches] == [[S.QUIET], [], [S.QUIET]]
    assert (watch_at(now), watch_at(now + LEASE)) == (0, 1)
    assert "hush-hush" not in caplog.text


def test_whatever_breaks_while_asking_an_answer_comes(
    migration: Review, here: Site, now: datetime
) -> None:
    gone = queue(migration, here, now, question="Of a source that there was once")
    Watch.objects.filter(pk=gone.pk).update(source="gone")
    torn = queue(migration, here, now, question="Of values that cannot be read")
    Watch.objects.filter(pk=torn.pk).update(values=[])
    alive = queue(migration, here, now)
    assert watch_signals(at=now) == 3
    torn.refresh_from_db()
    assert torn.trouble == "Something broke while it was read."
    assert states(alive) == [S.QUIET]


def test_a_rest_holds_the_tongue_and_ends_by_itself(
    migration: Review, here: Site, post: PostOffice, now: datetime
) -> None:
    watch = queue(migration, here, now)
    until = (now + timedelta(days=2)).date()
    snooze_signal(
        watch.signal,
        until=until,
        reason="Known",
        today=now.date(),
        by=facilitator(migration),
        at=now,
    )
    says(here, 500)
    for hours in (0, 24, 33):
        watch_at(now + timedelta(hours=hours))
        send_messages(at=now + timedelta(hours=hours))
    assert (states(watch), post.letters) == ([S.SNOOZED], [])
    watch_at(now + timedelta(hours=34))
    send_messages(at=now + timedelta(hours=34))
    assert states(watch) == [S.SNOOZED, S.TRIPPED]
    assert len(post.letters) == 1


def test_a_heartbeat_that_stops_trips_once_and_comes_back(
    migration: Review, post: PostOffice, now: datetime
) -> None:
    watch = watched_signal(migration, "heartbeat", at=now, minutes=(0, 60, 10))
    address = hash_of(address_token(watch))
    for minute in range(0, 240, 5):
        at = now + minute * MINUTE
        if minute in {10, 60, 180}:
            assert take_numbers([(address, 0, at)]) == [True]
        watch_at(at)
        send_messages(at=at)
    assert states(watch) == [S.WAITING, S.QUIET, S.TRIPPED, S.QUIET][1:]
    assert [letter["subject"] for letter in post.letters] == ["Tripped: Is the queue too long?"]
    take_numbers([(address, 1, now + 240 * MINUTE)])
    watch_at(now + 240 * MINUTE)
    assert states(watch)[-1] == S.TRIPPED
    said = list(watch.flips.order_by("number").values_list("words", flat=True))
    assert said == [
        "it reported in",
        "it has not reported in",
        "it reported in",
        "it reported that it went wrong",
    ]
    (text,) = post.texts()
    assert "Now: it has not reported in." in text
    assert "Its line is reached" not in text


def test_a_week_of_sleep_is_one_catch_up(
    migration: Review, here: Site, post: PostOffice, now: datetime
) -> None:
    beats = [
        watched_signal(migration, "heartbeat", at=now, question=f"Job {n}", minutes=(0, 60, 10))
        for n in range(3)
    ]
    pulled = queue(migration, here, now)
    for beat in beats:
        take_numbers([(hash_of(address_token(beat)), 0, now)])
    watch_at(now)
    here.asked.clear()
    woke = now + timedelta(days=7)
    for minute in range(5):
        watch_at(woke + minute * MINUTE)
    send_messages(at=woke)
    assert [states(one) for one in [*beats, pulled]] == [[S.QUIET]] * 4
    assert len(here.asked) == 1
    assert post.letters == []
    assert Watcher.objects.get().at == woke + 4 * MINUTE


def test_a_slow_cron_finds_what_is_dead_at_its_second_look(
    migration: Review, here: Site, now: datetime
) -> None:
    watch = queue(migration, here, now)
    found = []
    for hour in range(6):
        if hour == 2:
            here.replies["/n"] = Reply(b"<html>", 502)
        watch_at(now + timedelta(hours=hour))
        found.append(states(watch))
    assert found == [[S.QUIET]] * 3 + [[S.QUIET, S.STALE]] * 3


def test_a_slow_cron_finds_a_job_that_reports_no_more(migration: Review, now: datetime) -> None:
    watch = watched_signal(migration, "heartbeat", at=now, minutes=(0, 1440, 10))
    found = []
    for day in range(6):
        at = now + timedelta(days=day)
        if day < 2:
            take_numbers([(hash_of(address_token(watch)), 0, at)])
        watch_at(at + MINUTE)
        found.append(states(watch))
    assert found == [[S.QUIET]] * 4 + [[S.QUIET, S.TRIPPED]] * 2


def test_a_computer_that_wakes_without_a_network_blames_nobody(
    migration: Review, here: Site, now: datetime
) -> None:
    new = watched_signal(migration, "heartbeat", at=now, question="New?", minutes=(0, 5, 10))
    watch = queue(migration, here, now)
    watch_at(now)
    here.replies["/n"] = Reply(b"<html>", 502)
    watch_at(now + 5 * MINUTE)
    woke = now + timedelta(days=7)
    watch_at(woke)
    assert (states(watch), states(new)) == ([S.QUIET], [])
    for minute in range(1, 90):
        watch_at(woke + minute * MINUTE)
    assert (states(watch), states(new)) == ([S.QUIET, S.STALE], [S.TRIPPED])


def test_a_dead_source_holds_nobody_up(migration: Review, here: Site, now: datetime) -> None:
    here.replies["/dead"] = Reply(seconds=30)
    dead = queue(migration, here, now, question="Dead")
    Watch.objects.filter(pk=dead.pk).update(
        trouble="It was dead before", values={"url": here.url("/dead"), "path": "$"}
    )
    alive = queue(migration, here, now)
    began = time.monotonic()
    assert watch_signals(at=now) == 1
    assert time.monotonic() - began < 3
    assert states(alive) == [S.QUIET]


def test_nothing_is_read_for_what_was_put_away(
    migration: Review, here: Site, now: datetime
) -> None:
    watch = queue(migration, here, now)
    Signal.objects.filter(pk=watch.signal_id).update(deleted_at=now)
    assert watch_at(now) == 0
    Signal.everything.filter(pk=watch.signal_id).update(deleted_at=None)
    for away in ({"deleted_at": now}, {"deleted_at": None, "phase": "closed"}):
        Review.objects.filter(pk=migration.pk).update(**away)
        assert watch_at(now) == 0
    assert here.asked == []


def test_secrets_are_sealed_and_open_only_with_the_installations_key(
    migration: Review, here: Site, now: datetime, settings: Settings
) -> None:
    watch = queue(migration, here, now)
    headers = "Authorization: Bearer hush"
    watch = watched_signal(
        migration,
        "number",
        at=now,
        threshold=400,
        url=here.url("/n"),
        path="$.waiting",
        headers=headers,
    )
    assert "hush" not in json.dumps([watch.sealed, watch.values])
    assert everything_told(watch)["headers"] == headers
    watch_at(now)
    assert here.asked[-1][1]["authorization"] == "Bearer hush"
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    keep_house(at=now)
    watch_at(now + 5 * MINUTE)
    watch.refresh_from_db()
    assert watch.trouble == "Its secret was sealed with another key."
    settings.OLD_SECRET_KEYS = (before,)
    keep_house(at=now)
    settings.OLD_SECRET_KEYS = ()
    watch.refresh_from_db()
    assert everything_told(watch)["headers"] == headers


def test_given_back_to_people_nothing_is_read_any_more(
    migration: Review, here: Site, now: datetime
) -> None:
    watch = queue(migration, here, now)
    stop_watch(watch.signal, by=facilitator(migration), at=now, today=now.date())
    signal = Signal.objects.get()
    assert (signal.source, signal.next_date) == ("check_in", now.date() + timedelta(days=7))
    assert (watch_at(now), Watch.objects.count()) == (0, 0)


def test_an_address_that_nobody_made_is_nobodys(migration: Review, now: datetime) -> None:
    watch = watched_signal(migration, "pushed", at=now, threshold=400)
    known = hash_of(address_token(watch))
    told = [(known, 1.0, now), (hash_of(uuid4()), 2.0, now), (known, 3.0, now)]
    assert take_numbers(told) == [True, False, True]
    assert list(Sample.objects.values_list("value", flat=True)) == [1.0, 3.0]
