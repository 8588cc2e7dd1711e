"""Roles in place of names, everywhere at once, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from mortem.core.errors import BadInput, NotFound
from mortem.core.record import ContestState, Role
from mortem.web import search
from mortem.web.models import ActionItem, Cause, Review, TimelineEntry, User
from mortem.web.operations.causes import add_cause, change_cause, delete_cause
from mortem.web.operations.contests import answer_contest, contest
from mortem.web.operations.entries import Told, When, add_entry
from mortem.web.operations.names import put_names_back, replace_names
from mortem.web.operations.participants import join_review
from mortem.web.operations.reviews import describe_review
from mortem.web.queries.integrity import integrity_of
from mortem.web.queries.names import names_in, rewordings
from tests.web.conftest import seat_of
from tests.web.guarding import a_signal, an_action

if TYPE_CHECKING:
    from mortem.web.models import Activity, Participant

pytestmark = pytest.mark.django_db

ROLES = {"Dana": "the person on call", "Ada": ""}


@pytest.fixture
def me(outage: Review, ada: User) -> Participant:
    """Return Ada's seat in a look back whose texts name Dana."""
    me, now = seat_of(ada, outage), timezone.now()
    join_review(outage, name="Dana", role=Role.PARTICIPANT, user=None, browser_key="dana", at=now)
    add_cause(outage, text="Dana had no runbook", by=me, at=now)
    add_cause(outage, text="The alert went to an old team", by=me, at=now)
    add_entry(outage, Told(When(now), "Dana's pager rang; Ada joined"), by=me, at=now)
    an_action(outage, text="Dana writes a runbook")
    return me


def replaced(me: Participant) -> Activity:
    return replace_names(me.review, ROLES, by=me, at=timezone.now())


def texts(review: Review) -> set[str]:
    found = {
        one.text for model in (Cause, TimelineEntry, ActionItem) for one in model.objects.all()
    }
    assert review.deleted_at is None
    return found


def test_names_are_found_where_they_stand(outage: Review, me: Participant) -> None:
    assert me.name == "Ada"
    assert names_in(outage) == {"Dana": 3, "Ada": 1}


def test_every_text_says_the_role_in_one_step(outage: Review, me: Participant) -> None:
    owners = list(ActionItem.objects.values_list("owner__name", flat=True))
    before = outage.activity.count()
    line = replaced(me)
    assert texts(outage) == {
        "The person on call had no runbook",
        "The alert went to an old team",
        "The person on call's pager rang; Ada joined",
        "The person on call writes a runbook",
    }
    assert (line.verb, line.data, outage.activity.count()) == (
        "names.replaced",
        {"count": "3"},
        before + 1,
    )
    assert list(ActionItem.objects.values_list("owner__name", flat=True)) == owners
    assert integrity_of(outage).holds


def test_what_is_found_afterwards_are_the_new_words(me: Participant) -> None:
    replaced(me)
    reviews = Review.objects.all()
    assert len(search.find('"person on call"', reviews=reviews)) == 3
    assert search.find("Dana", reviews=reviews) == []


def test_the_names_come_back_where_nobody_has_changed_the_text(
    outage: Review, me: Participant
) -> None:
    before = texts(outage)
    line = replaced(me)
    cause = Cause.objects.get(text__endswith="no runbook")
    change_cause(cause, text="There was no runbook", by=me, at=timezone.now())
    put_names_back(outage, line.number, by=me, at=timezone.now())
    assert texts(outage) == before - {"Dana had no runbook"} | {"There was no runbook"}
    assert integrity_of(outage).holds
    with pytest.raises(NotFound):
        put_names_back(outage, line.number, by=me, at=timezone.now())


def test_what_was_said_meanwhile_is_not_overwritten(outage: Review, me: Participant) -> None:
    describe_review(me.review, title="Dana was paged", by=me, at=timezone.now())
    stale = Review.objects.get(pk=outage.pk)
    describe_review(me.review, title="Dana and Jun were paged", by=me, at=timezone.now())
    line = replace_names(stale, ROLES, by=me, at=timezone.now())
    assert Review.objects.get().title == "The person on call and Jun were paged"
    late = Review.objects.get(pk=outage.pk)
    describe_review(me.review, title="A page came", by=me, at=timezone.now())
    put_names_back(late, line.number, by=me, at=timezone.now())
    assert Review.objects.get().title == "A page came"
    assert integrity_of(outage).holds


def test_reasons_signals_and_different_views_say_the_role_too(
    outage: Review, me: Participant
) -> None:
    now = timezone.now()
    cause = Cause.objects.get(text__startswith="Dana")
    reasons = ("failure_sentence", "single_cause_reason", "override_reason")
    said: dict[str, Any] = dict.fromkeys(reasons, "Dana said so")
    describe_review(me.review, by=me, at=now, **said)
    signal = a_signal(outage, question="Is Dana paged?", threshold="Dana", response="Call Dana")
    view = contest(me.review, subject=cause.pk, text="Dana had one", by=me, at=now)
    answer_contest(view, state=ContestState.BOTH, answer="Dana knows", by=me, at=now)
    line = replace_names(outage, ROLES, by=me, at=now)
    rows: dict[Any, tuple[str, ...]] = {
        outage: reasons,
        signal: ("question", "threshold", "response"),
        view: ("text", "said", "answer"),
    }
    for row, fields in rows.items():
        row.refresh_from_db()
        assert all("erson on call" in getattr(row, field) for field in fields)
    assert integrity_of(outage).holds
    put_names_back(outage, line.number, by=me, at=now)
    for row, fields in rows.items():
        row.refresh_from_db()
        assert all("Dana" in getattr(row, field) for field in fields)
    assert integrity_of(outage).holds


def test_what_was_put_away_is_not_read_in_what_quotes_it(outage: Review, me: Participant) -> None:
    cause, now = Cause.objects.get(text__startswith="Dana"), timezone.now()
    contest(me.review, subject=cause.pk, text="No", by=me, at=now)
    delete_cause(cause, by=me, at=now)
    shown = {one.old for one in rewordings(outage, ROLES)}
    assert shown == {"Dana's pager rang; Ada joined", "Dana writes a runbook"}


def test_only_a_replacing_can_be_taken_back(outage: Review, me: Participant) -> None:
    for number in (1, 99):
        with pytest.raises(NotFound):
            put_names_back(outage, number, by=me, at=timezone.now())


def test_where_no_name_stands_nothing_happens(outage: Review, me: Participant) -> None:
    with pytest.raises(BadInput):
        replace_names(outage, {"Ben": "support"}, by=me, at=timezone.now())
    assert outage.activity.filter(verb="names.replaced").count() == 0
