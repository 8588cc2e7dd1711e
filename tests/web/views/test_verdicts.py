"""Whether it held: the verdict's page, with what a signal showed before and since."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from mortem.core.formats import json_form
from mortem.core.record import ActionState, ReadingState, Role
from mortem.web.documents import Reader, record_for
from mortem.web.models import ActionItem, Reading, Review, Sample, Signal
from mortem.web.operations.imports import import_review
from mortem.web.operations.parts import delete_part
from mortem.web.operations.reviews import begin_review
from tests.web.conftest import seat_of
from tests.web.guarding import a_signal, an_action, bring, guest_in
from tests.web.watching import watched_signal

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User, Watch

DAY = timedelta(days=1)


def done(item: ActionItem, at: datetime, **values: Any) -> ActionItem:
    ActionItem.objects.filter(pk=item.pk).update(state=ActionState.DONE, done_at=at, **values)
    item.refresh_from_db()
    return item


def verdict_page(client: Client, item: ActionItem) -> Any:
    return client.get(f"/r/{item.review_id}/action/{item.pk}/verdict/")


def signal_of(item: ActionItem) -> Signal:
    assert item.signal is not None
    return item.signal


def numbers(watch: Watch, since: datetime, values: dict[int, float]) -> None:
    for days, value in values.items():
        watch.samples.create(at=since + days * DAY, value=value)


@pytest.fixture
def week_ago() -> datetime:
    return timezone.now() - 7 * DAY


@pytest.fixture
def measured(migration: Review, week_ago: datetime) -> ActionItem:
    """Return an action of a look ahead that was done a week ago, and is measured by a queue."""
    watch = watched_signal(migration, "pushed", at=week_ago - 30 * DAY, threshold=400)
    numbers(watch, week_ago, {-9: 999, -6: 500, -3: 620, -1: 410, 1: 260, 4: 180, 6: 200})
    return done(an_action(migration, measure="The queue"), week_ago, signal=watch.signal)


def test_the_page_shows_as_long_before_as_since(ada_client: Client, measured: ActionItem) -> None:
    page = verdict_page(ada_client, measured)
    effect = page.context["effect"]
    assert (effect.before, effect.since) == (
        "3 numbers, from 410 to 620, in the middle 500",
        "3 numbers, from 180 to 260, in the middle 200",
    )
    text = page.content.decode()
    assert ("Is the queue too long?" in text, ">done<" in text, "It was done on" in text) == (
        True,
        True,
        True,
    )


def test_one_number_is_said_as_one_and_none_as_none(
    ada_client: Client, migration: Review, week_ago: datetime
) -> None:
    watch = watched_signal(migration, "pushed", at=week_ago)
    numbers(watch, week_ago, {2: 12.5})
    item = done(an_action(migration), week_ago, signal=watch.signal)
    effect = verdict_page(ada_client, item).context["effect"]
    assert (effect.before, effect.since, effect.chart) == ("no numbers", "1 number: 12.5", None)


def test_long_numbers_are_cut_and_whole_ones_are_not(
    ada_client: Client, migration: Review, week_ago: datetime
) -> None:
    watch = watched_signal(migration, "pushed", at=week_ago)
    numbers(watch, week_ago, {1: 0.123456, 2: 416.796, 3: 12345.678, 4: 10240})
    item = done(an_action(migration), week_ago, signal=watch.signal)
    assert verdict_page(ada_client, item).context["effect"].since == (
        "4 numbers, from 0.123 to 12346, in the middle 5328"
    )


def test_a_signal_read_every_minute_keeps_what_was_before(
    ada_client: Client, measured: ActionItem, week_ago: datetime
) -> None:
    watch = signal_of(measured).watch
    watch.samples.all().delete()
    hourly = [week_ago + hour * DAY / 24 for hour in range(-144, 120)]
    minutely = [week_ago + 5 * DAY + minute * DAY / 1440 for minute in range(2880)]
    Sample.objects.bulk_create(Sample(watch=watch, at=at, value=9) for at in [*hourly, *minutely])
    effect = verdict_page(ada_client, measured).context["effect"]
    assert effect.before.startswith("144 numbers")
    assert effect.since.startswith("16")


def test_of_a_persons_looks_it_says_what_they_saw(
    ada_client: Client, migration: Review, week_ago: datetime
) -> None:
    Review.objects.filter(pk=migration.pk).update(phase="watch")
    signal = a_signal(migration)
    seen = {-9: ReadingState.TRIPPED, -2: ReadingState.LEANING, -1: ReadingState.TRIPPED}
    for days, state in seen.items():
        Reading.objects.create(signal=signal, at=week_ago + days * DAY, state=state)
    item = done(an_action(migration), week_ago, signal=signal)
    effect = verdict_page(ada_client, item).context["effect"]
    assert (effect.before, effect.since) == (
        "Leaning towards it (1), It has happened (2)",
        "nobody looked",
    )


@pytest.mark.parametrize("without", ["signal", "done", "deleted"])
def test_without_a_signal_or_before_it_is_done_there_is_nothing_to_compare(
    without: str, ada_client: Client, ada: User, measured: ActionItem, now: datetime
) -> None:
    if without == "deleted":
        delete_part(signal_of(measured), by=seat_of(ada, measured.review), at=now)
    else:
        changed = (
            {"signal": None} if without == "signal" else {"state": "committed", "done_at": None}
        )
        ActionItem.objects.filter(pk=measured.pk).update(**changed)
    assert verdict_page(ada_client, measured).context["effect"] is None


@pytest.fixture
def following(
    outage: Review, migration: Review, measured: ActionItem, week_ago: datetime
) -> ActionItem:
    """Return an action of the look back that follows the plan, measured by the plan's signal."""
    bring(outage, "actions")
    Review.objects.filter(pk=outage.pk).update(follows=migration)
    outage.refresh_from_db()
    return done(an_action(outage, text="Alarm"), week_ago, signal=measured.signal)


def test_a_look_back_is_measured_by_a_signal_of_the_plan_it_follows(
    ada_client: Client, following: ActionItem
) -> None:
    assert "from 180 to 260" in verdict_page(ada_client, following).context["effect"].since


def test_whoever_may_not_open_the_plan_sees_nothing_of_its_signal(following: ActionItem) -> None:
    """And does not take it away by keeping a change of something else."""
    guest = guest_in(following.review)
    page = verdict_page(guest, following)
    assert (page.context["effect"], "Is the queue" in page.content.decode()) == (None, False)
    edit = f"/r/{following.review_id}/action/{following.pk}/"
    assert "Is the queue" not in guest.get(edit).content.decode()
    guest.post(edit, {"text": "Alarm at night", "kind": "detect", "signal": ""})
    following.refresh_from_db()
    assert (following.text, following.signal is None) == ("Alarm at night", False)


def test_the_measure_is_chosen_where_an_action_is_changed(
    ada_client: Client, outage: Review, measured: ActionItem
) -> None:
    bring(outage, "actions")
    item, signal = an_action(outage), signal_of(measured)
    edit = f"/r/{outage.pk}/action/{item.pk}/"
    assert "Does a signal show it?" not in ada_client.get(edit).content.decode()
    Review.objects.filter(pk=outage.pk).update(follows=measured.review)
    page = ada_client.get(edit).content.decode()
    assert f'<option value="{signal.pk}">Is the queue too long?</option>' in page
    for chosen, kept in ((str(signal.pk), signal), ("", None)):
        ada_client.post(edit, {"text": item.text, "kind": "prevent", "signal": chosen})
        item.refresh_from_db()
        assert item.signal == kept


def test_a_signal_of_elsewhere_is_no_choice(
    ada_client: Client, ada: User, outage: Review, measured: ActionItem, now: datetime
) -> None:
    bring(outage, "actions")
    Review.objects.filter(pk=outage.pk).update(follows=measured.review)
    other = begin_review(context="launch", title="Launch", by=ada, at=now)
    strange = Signal.objects.create(review=other, question="Elsewhere?")
    item = an_action(outage)
    answer = ada_client.post(
        f"/r/{outage.pk}/action/{item.pk}/",
        {"text": item.text, "kind": "prevent", "signal": str(strange.pk)},
    )
    item.refresh_from_db()
    assert (answer.status_code, item.signal) == (422, None)


def test_what_is_done_leads_to_what_its_signal_showed(
    ada_client: Client, measured: ActionItem
) -> None:
    page = ada_client.get(f"/r/{measured.review_id}/watch/").content.decode()
    assert "What its signal showed, before and since" in page


def test_a_record_keeps_the_tie_to_a_signal_of_its_own(
    ada: User, ben: User, measured: ActionItem, following: ActionItem, now: datetime
) -> None:
    """The one to another review's stays where both are."""

    def actions(review: Review) -> list[str | None]:
        reader = Reader(role=Role.FACILITATOR, readable=Review.objects.all(), user=ada)
        return [one.signal for one in record_for(review, reader).actions]

    assert actions(measured.review) == [str(measured.signal_id)]
    assert actions(following.review) == [None]
    reader = Reader(role=Role.FACILITATOR, readable=Review.objects.all(), user=ada)
    told = json_form.render(record_for(measured.review, reader))
    copy = import_review(json_form.parse(told), by=ben, at=now)
    (item,) = ActionItem.objects.filter(review=copy)
    signal = signal_of(item)
    assert (signal.question, signal.review) == ("Is the queue too long?", copy)


def test_a_document_from_before_says_nothing_of_signals(
    ada: User, ben: User, measured: ActionItem, now: datetime
) -> None:
    reader = Reader(role=Role.FACILITATOR, readable=Review.objects.all(), user=ada)
    told = json_form.render(record_for(measured.review, reader))
    old = told.replace(f'"signal": "{measured.signal_id}",', "")
    assert old != told
    copy = import_review(json_form.parse(old), by=ben, at=now)
    assert ActionItem.objects.get(review=copy).signal is None
