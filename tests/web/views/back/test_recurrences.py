"""Has this happened before? Asked after one's own words, marked on both sides, told to nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mortem.core.record import ActionState, Role, Verdict, Visibility
from mortem.web.models import ActionItem, Recurrence, Review
from mortem.web.operations.actions import add_action, judge_action, move_action
from mortem.web.operations.causes import add_cause
from mortem.web.operations.reviews import begin_review, delete_review
from mortem.web.operations.teams import make_team
from tests.web.conftest import seat_of
from tests.web.guarding import guest_in, join

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User

OLD = "The certificate of the shop expired"
NEW = "An expired certificate again"


def past(
    by: User,
    at: datetime,
    *,
    title: str = "Nobody could pay",
    cause: str = OLD,
    context: str = "incident",
) -> Review:
    """Return an earlier look back whose fix was done and judged to hold."""
    review = begin_review(context=context, title=title, by=by, at=at - timedelta(days=200))
    me = seat_of(by, review)
    add_cause(review, text=cause, by=me, at=at)
    fix = add_action(
        review, text=f"Renew it by machine, {title}", state=ActionState.COMMITTED, by=me, at=at
    )
    fix = move_action(fix, to=ActionState.DONE, by=me, at=at)
    judge_action(fix, verdict=Verdict.HELD, note="31 of 31", by=me, at=at)
    Review.objects.filter(pk=review.pk).update(phase="published")
    review.refresh_from_db()
    return review


@pytest.fixture
def outage(outage: Review) -> Review:
    Review.objects.filter(pk=outage.pk).update(phase="causes")
    outage.refresh_from_db()
    return outage


@pytest.fixture
def told(outage: Review, ada: User, now: datetime) -> Review:
    """Return a look back with one cause in Ada's own words."""
    add_cause(outage, text=NEW, by=seat_of(ada, outage), at=now)
    return outage


def keeper_of(review: Review) -> User:
    assert review.keeper is not None
    return review.keeper


def page(client: Client, review: Review, phase: str = "causes") -> str:
    return " ".join(client.get(f"/r/{review.pk}/{phase}/").content.decode().split())


def shown(client: Client, review: Review, phase: str = "causes") -> list[str]:
    found = client.get(f"/r/{review.pk}/{phase}/").context["similar"]
    return [one.review.title for one in found]


def mark(client: Client, review: Review, fix: ActionItem) -> int:
    return client.post(
        f"/r/{review.pk}/recurrences/", {"action": str(fix.pk), "phase": "causes"}
    ).status_code


def test_nothing_is_offered_before_ones_own_words(
    ada_client: Client, outage: Review, ada: User, now: datetime
) -> None:
    past(ada, now, title="Checkout was down too")
    assert shown(ada_client, outage) == []
    assert shown(ada_client, outage, "event") == []
    add_cause(outage, text=NEW, by=seat_of(ada, outage), at=now)
    assert shown(ada_client, outage) == ["Checkout was down too"]
    assert shown(ada_client, outage, "event") == ["Checkout was down too"]


def test_it_says_what_was_done_and_whether_it_held(
    ada_client: Client, told: Review, ada: User, now: datetime
) -> None:
    past(ada, now)
    html = page(ada_client, told)
    assert OLD in html
    assert "Renew it by machine" in html
    assert "<strong>It held</strong>: 31 of 31" in html
    assert "It was judged to hold. Did the same thing happen again?" in html


def test_one_press_marks_both_and_another_takes_it_back(
    ada_client: Client, told: Review, ada: User, now: datetime
) -> None:
    before = past(ada, now)
    fix = before.actions.get()
    assert (mark(ada_client, told, fix), mark(ada_client, told, fix)) == (302, 302)
    made = Recurrence.objects.get()
    assert "Marked: it came back all the same." in page(ada_client, told)
    old_page = page(ada_client, before, "published")
    assert f'It came back: <a href="/r/{told.pk}/">Checkout was down</a>' in old_page
    assert "One of these actions did not keep it from coming back." in old_page
    assert "It came back: <a href=" in page(ada_client, before, f"action/{fix.pk}/verdict")
    report = page(ada_client, told, "report")
    assert "The old fix did not hold." in report
    assert "judged then: It held" in report
    assert f"/r/{before.pk}/report/" in report
    assert "Came back in" in page(ada_client, before, "report")

    answer = ada_client.post(f"/r/{told.pk}/recurrences/{made.pk}/deletion/", follow=True)
    assert "It came back" not in page(ada_client, before, "published")
    ada_client.post(answer.context["undo"]["url"])
    assert "It came back" in page(ada_client, before, "published")
    ada_client.post(f"/r/{told.pk}/recurrences/{made.pk}/deletion/")
    mark(ada_client, told, fix)
    assert Recurrence.everything.get().deleted_at is None
    verbs = list(told.activity.values_list("verb", flat=True).order_by("number"))
    assert [verb for verb in verbs if verb.startswith("recurrence")] == [
        "recurrence.added",
        "recurrence.deleted",
        "recurrence.restored",
        "recurrence.deleted",
        "recurrence.restored",
    ]


def test_what_somebody_may_not_read_is_never_there(
    ada_client: Client, ben_client: Client, told: Review, ben: User, now: datetime
) -> None:
    ada = keeper_of(told)
    hidden = past(ben, now, title="Something of Ben's")
    assert shown(ada_client, told) == []
    assert mark(ada_client, told, hidden.actions.get()) == 404
    gone = past(ada, now, title="Put away")
    delete_review(gone, by=seat_of(ada, gone), at=now)
    assert mark(ada_client, told, gone.actions.get()) == 404
    assert shown(ada_client, told) == []
    mine = past(ada, now)
    mark(ada_client, told, mine.actions.get())
    join(told, ben, Role.PARTICIPANT)
    assert shown(ben_client, told) == ["Something of Ben's"]
    assert "The old fix did not hold" not in page(ben_client, told, "report")
    assert "Nobody could pay" not in page(ben_client, told)


def test_the_old_page_names_no_review_that_its_reader_may_not_open(
    ada_client: Client, ben_client: Client, told: Review, ben: User, now: datetime
) -> None:
    ada = keeper_of(told)
    before = past(ada, now)
    mark(ada_client, told, before.actions.get())
    join(before, ben, Role.PARTICIPANT)
    for phase in ("published", "report"):
        html = page(ben_client, before, phase)
        assert "Renew it by machine" in html
        assert told.title not in html
        assert str(told.pk) not in html


def test_a_personal_review_is_never_compared(
    ada_client: Client, told: Review, ada: User, now: datetime
) -> None:
    own = past(ada, now, title="My own", context="personal")
    assert shown(ada_client, told) == []
    assert mark(ada_client, told, own.actions.get()) == 404
    later = begin_review(context="personal", title="Again", by=ada, at=now)
    add_cause(later, text=NEW, by=seat_of(ada, later), at=now)
    Review.objects.filter(pk=later.pk).update(phase="causes", summary="Again")
    past(ada, now)
    assert shown(ada_client, later) == []
    fix = ActionItem.objects.filter(review__context="incident").get()
    assert mark(ada_client, later, fix) == 404


def test_what_is_later_or_looks_ahead_is_no_earlier_event(
    ada_client: Client, told: Review, migration: Review, ada: User, now: datetime
) -> None:
    add_cause(migration, text=OLD, by=seat_of(ada, migration), at=now)
    past(ada, now + timedelta(days=400), title="Later")
    assert shown(ada_client, told) == []


def test_a_group_that_has_still_to_write_in_silence_meets_no_earlier_event(
    ada_client: Client, outage: Review, ada: User, ben: User, now: datetime
) -> None:
    past(ada, now, title="Checkout was down too")
    Review.objects.filter(pk=outage.pk).update(phase="event", summary="Nobody could check out")
    assert shown(ada_client, outage, "event") == ["Checkout was down too"]
    join(outage, ben, Role.PARTICIPANT)
    offered = {}
    for phase in ("event", "accounts", "evidence"):
        Review.objects.filter(pk=outage.pk).update(phase=phase)
        offered[phase] = shown(ada_client, outage, "event")
    assert offered == {"event": [], "accounts": [], "evidence": ["Checkout was down too"]}


def test_a_reader_sees_it_and_presses_nothing(
    ada_client: Client, ben_client: Client, told: Review, ben: User, now: datetime
) -> None:
    ada = keeper_of(told)
    team = make_team("Platform", by=ada, at=now)
    team.members.add(ben, through_defaults={"joined_at": now})
    before = past(ada, now)
    for review in (before, told):
        Review.objects.filter(pk=review.pk).update(team=team, visibility=Visibility.TEAM)
    html = page(ben_client, told)
    assert "Renew it by machine" in html
    assert f"/r/{told.pk}/recurrences/" not in html
    assert mark(ben_client, told, before.actions.get()) == 403
    assert mark(ada_client, told, before.actions.get()) == 302
    guest = guest_in(told)
    assert shown(guest, told) == []


def test_only_what_was_done_and_is_another_reviews_can_have_failed(
    ada_client: Client, told: Review, ada: User, now: datetime
) -> None:
    before = past(ada, now)
    idea = add_action(before, text="One day", by=seat_of(ada, before), at=now)
    assert mark(ada_client, told, idea) == 422
    own = add_action(told, text="Of this one", by=seat_of(ada, told), at=timezone.now())
    assert mark(ada_client, told, own) == 404
    assert Recurrence.objects.count() == 0


def test_as_many_queries_for_one_earlier_event_as_for_many(
    ada_client: Client, told: Review, ada: User, now: datetime
) -> None:
    past(ada, now)
    ada_client.get(f"/r/{told.pk}/causes/")
    with CaptureQueriesContext(connection) as one:
        ada_client.get(f"/r/{told.pk}/causes/")
    for number in range(4):
        past(ada, now, title=f"Event {number}", cause=f"The certificate number {number} expired")
    with CaptureQueriesContext(connection) as many:
        assert len(shown(ada_client, told)) == 3
    assert len(many) == len(one)
