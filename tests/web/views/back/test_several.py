"""Several moments of a timeline at once: moved, taken off, and the way back."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from mortem.web.models import Activity, Review, TimelineEntry
from mortem.web.operations.entries import Told, When, add_entry
from mortem.web.operations.reviews import begin_review
from mortem.web.views.back.several import MOST
from tests.web.guarding import facilitator

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import User


@pytest.fixture
def moments(outage: Review, now: datetime) -> list[TimelineEntry]:
    """Three moments, ten minutes apart; the last one is a stretch of five minutes."""
    by = facilitator(outage)
    whens = [When(now), When(now + 10 * MINUTE), When(now + 20 * MINUTE, now + 25 * MINUTE)]
    return [
        add_entry(outage, Told(when, f"Moment {number}"), by=by, at=now)
        for number, when in enumerate(whens)
    ]


MINUTE = timedelta(minutes=1)


def post(client: Client, review: Review, moments: list[TimelineEntry], **more: Any) -> Any:
    asked = {"entry": [one.pk for one in moments], **more}
    return client.post(f"/r/{review.pk}/entries/several/", asked)


def times(review: Review) -> list[tuple[datetime, datetime | None]]:
    found = TimelineEntry.objects.filter(review=review).order_by("text")
    return list(found.values_list("at", "until_at"))


def undone(client: Client, answer: Any, review: Review) -> Any:
    page = client.get(answer["Location"]).content.decode()
    form = page[page.index('class="undo"') :].partition("</form>")[0]
    found = re.findall(r'name="(entry|seconds|off)" value="([^"]*)"', form)
    fields: dict[str, list[str]] = {}
    for name, value in found:
        fields.setdefault(name, []).append(html.unescape(value))
    return client.post(f"/r/{review.pk}/entries/several/undo/", fields)


def test_moments_move_together_and_back_again(
    ada_client: Client, outage: Review, moments: list[TimelineEntry]
) -> None:
    before = times(outage)
    answer = post(ada_client, outage, moments[1:], shift="1:00:30", way="earlier")
    assert answer.status_code == 302
    hour = timedelta(hours=1, seconds=30)
    (last_at, last_until) = before[2]
    assert last_until is not None
    moved = [before[0], (before[1][0] - hour, None), (last_at - hour, last_until - hour)]
    assert times(outage) == moved
    assert "2 moments were moved." in ada_client.get(answer["Location"]).content.decode()
    assert Activity.objects.filter(review=outage, verb="timeline_entry.changed").count() == 2

    assert undone(ada_client, answer, outage).status_code == 302
    assert times(outage) == before


@pytest.mark.usefixtures("moments")
def test_times_are_shown_in_the_zone_of_the_review(ada_client: Client, outage: Review) -> None:
    Review.objects.filter(pk=outage.pk).update(zone="Asia/Tokyo")
    page = ada_client.get(f"/r/{outage.pk}/entries/several/").content.decode()
    assert ("23:10:00" in page, "14:10:00" in page) == (True, False)


def test_moments_are_taken_off_together_and_put_back(
    ada_client: Client, outage: Review, moments: list[TimelineEntry]
) -> None:
    before = times(outage)
    answer = post(ada_client, outage, moments[:2], off="1")
    assert times(outage) == before[2:]
    assert "2 moments are off the timeline." in ada_client.get(answer["Location"]).content.decode()
    undone(ada_client, answer, outage)
    assert times(outage) == before


@pytest.mark.parametrize(
    ("chosen", "shift", "said"),
    [
        (0, "1:00", "Choose one moment or more"),
        (2, "an hour", "Write how far, such as 1:00"),
        (2, "", "Write how far"),
    ],
)
def test_what_cannot_be_is_asked_again_and_the_choice_stays(
    chosen: int, shift: str, said: str, ada_client: Client, moments: list[TimelineEntry]
) -> None:
    outage = moments[0].review
    before = times(outage)
    answer = post(ada_client, outage, moments[:chosen], shift=shift)
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True)
    assert page.count('value="earlier"') == 1
    assert len(re.findall(r'name="entry" value="[^"]*" checked', page)) == chosen
    assert times(outage) == before


def test_no_calendar_is_left_and_then_nothing_moves(
    ada_client: Client, outage: Review, moments: list[TimelineEntry], now: datetime
) -> None:
    TimelineEntry.objects.filter(pk=moments[1].pk).update(at=now.replace(year=1, month=1, day=2))
    before = times(outage)
    answer = post(ada_client, outage, moments, shift="100:00", way="earlier")
    assert "No calendar reaches that far." in answer.content.decode()
    assert times(outage) == before


def test_only_moments_of_this_review_and_not_too_many_are_changed(
    ada_client: Client, ada: User, outage: Review, moments: list[TimelineEntry], now: datetime
) -> None:
    other = begin_review(context="incident", title="The desk was closed", by=ada, at=now)
    before = times(outage)
    assert post(ada_client, other, moments, shift="1:00").status_code == 422
    by = facilitator(other)
    many = [
        add_entry(other, Told(When(now), f"{number}"), by=by, at=now) for number in range(MOST + 1)
    ]
    assert f"{MOST} at most" in post(ada_client, other, many, off="1").content.decode()
    assert (times(outage), TimelineEntry.objects.filter(review=other).count()) == (before, MOST + 1)


def test_it_is_for_who_takes_part_in_a_look_back(
    ada_client: Client,
    ben_client: Client,
    migration: Review,
    outage: Review,
    moments: list[TimelineEntry],
) -> None:
    assert post(ben_client, outage, moments, shift="1:00").status_code == 404
    assert ada_client.get(f"/r/{migration.pk}/entries/several/").status_code == 404
    Review.objects.filter(pk=outage.pk).update(phase="evidence")
    link = f'href="/r/{outage.pk}/entries/several/"'
    assert link in ada_client.get(f"/r/{outage.pk}/evidence/").content.decode()
