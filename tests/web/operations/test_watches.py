"""How a signal is read: what stays when that changes, and what goes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from mortem.core.errors import BadInput
from mortem.web import source_secrets
from mortem.web.models import Watch
from mortem.web.operations.watches import Setting, everything_told, set_watch
from mortem.web.operations.watching import settle, take_due
from mortem.web.source import Read
from tests.web.guarding import facilitator
from tests.web.watching import watched_signal

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review

GITHUB: dict[str, Any] = {"repository": "ada/shop", "measure": "issues", "label": ""}


def changed(watch: Watch, at: datetime, **values: str) -> Watch:
    """Set the same source up anew with these values, its secret left out."""
    setting = Setting(source=watch.source, threshold=5, values=values)
    by = facilitator(watch.signal.review)
    return set_watch(watch.signal, setting, by=by, at=at)


@pytest.mark.parametrize(
    ("before", "after", "stays"),
    [
        ("", "", True),
        ("https://a.example", "https://A.example:443/api/v3", True),
        ("https://a.example", "https://b.example", False),
        ("https://a.example", "http://a.example", False),
        ("https://a.example", "https://a.example:8443", False),
        ("https://a.example", "", False),
        ("", "https://a.example", False),
        ("https://a.example", "not an address", False),
    ],
)
def test_a_secret_stays_only_for_the_origin_it_was_given_for(
    migration: Review, now: datetime, *, before: str, after: str, stays: bool
) -> None:
    watch = watched_signal(migration, "github", at=now, token="hush", server=before, **GITHUB)
    again = changed(watch, now, server=after, **GITHUB)
    assert everything_told(again).get("token") == ("hush" if stays else None)


@pytest.mark.parametrize(
    ("hold", "every", "can_be"),
    [
        (2879, 1, True),
        (2880, 1, False),
        (2880, 60, True),
        (90 * 1440, 60, False),
        (90 * 1440, 1440, True),
        (366 * 1440, 10080, True),
    ],
)
def test_an_agreed_time_is_one_for_which_numbers_are_kept(
    migration: Review, now: datetime, *, hold: int, every: int, can_be: bool
) -> None:
    refused = nullcontext() if can_be else pytest.raises(BadInput, match="every number is kept")
    with refused:
        watched_signal(migration, "pushed", at=now, minutes=(hold, every, 10))
    assert Watch.objects.exists() is can_be


def numbers(watch: Watch) -> list[object]:
    """Return what is kept of numbers, in the row of them and on the signal itself."""
    watch.refresh_from_db()
    kept = (watch.coarse, watch.value, watch.read_at, watch.words, watch.trouble)
    return [*watch.samples.values_list("value", flat=True), *filter(None, kept)]


def test_numbers_of_another_measure_go_and_those_of_the_same_stay(
    migration: Review, now: datetime
) -> None:
    watch = watched_signal(migration, "github", at=now, server="", **GITHUB)
    (due,) = take_due(at=now, most=1)
    settle(due, Read(4, "4 open"), at=now)
    changed(watch, now, server="", **GITHUB)
    assert numbers(watch) == [4, 4, now, "4 open"]
    changed(watch, now, server="", **{**GITHUB, "measure": "oldest"})
    assert numbers(watch) == []


@pytest.mark.django_db(transaction=True)
def test_a_change_waits_for_the_one_before(migration: Review, now: datetime) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time anyway")
    watch = watched_signal(migration, "github", at=now, server="", **GITHUB)
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            Watch.objects.select_for_update().get()
            later = other.submit(_changed_beside, watch, now)
            with pytest.raises(TimeoutError):
                later.result(timeout=1)
            watch.values = {**GITHUB, "server": "https://a.example/api"}
            watch.sealed = source_secrets.seal({"token": "hush"})
            watch.save()
        later.result(timeout=20)
    assert everything_told(Watch.objects.get()).get("token") == "hush"


def _changed_beside(watch: Watch, at: datetime) -> None:
    try:
        changed(watch, at, server="https://a.example", **GITHUB)
    finally:
        connection.close()
