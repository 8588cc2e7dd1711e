"""The pages of the accounts: silent, then open, then on the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mortem.core.record import Mode
from mortem.web.models import Activity, Card, Review, TimelineEntry
from mortem.web.operations.reviews import begin_review
from tests.web.guarding import guest_in, guest_seat, page, post, went_to

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User


@pytest.fixture
def jun(outage: Review) -> Client:
    return guest_in(outage)


def stand(review: Review, phase: str, **more: object) -> None:
    Review.objects.filter(pk=review.pk).update(phase=phase, **more)
    review.refresh_from_db()


def test_an_account_is_written_changed_taken_back_and_brought_back(
    ada_client: Client, outage: Review
) -> None:
    stand(outage, "accounts")
    assert went_to(post(ada_client, "add_account", outage.pk, text="I saw it")) == "accounts"
    card = Card.objects.get()
    own = (outage.pk, card.pk)
    assert went_to(post(ada_client, "change_account", *own, text="I heard it")) == "accounts#mine"
    assert [one["card"].text for one in page(ada_client, outage, "accounts").context["mine"]] == [
        "I heard it"
    ]
    gone = post(ada_client, "delete_account", *own)
    assert gone["Location"].endswith(f"/accounts/?undo={card.pk}#mine")
    assert page(ada_client, outage, "accounts", f"?undo={card.pk}").context["taken_back"] == str(
        card.pk
    )
    assert went_to(post(ada_client, "restore_account", *own)) == "accounts#mine"
    assert Card.objects.get().text == "I heard it"


def test_what_was_typed_stays_when_it_is_refused(ada_client: Client, outage: Review) -> None:
    stand(outage, "accounts")
    answer = post(ada_client, "add_account", outage.pk, text="x" * 4_001)
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == "x" * 4_001
    assert Card.objects.count() == 0


def test_nobody_changes_the_account_of_another(
    ada_client: Client, jun: Client, outage: Review
) -> None:
    stand(outage, "accounts")
    post(jun, "add_account", outage.pk, text="I was asleep")
    own = (outage.pk, Card.objects.get().pk)
    for name in ("change_account", "delete_account", "restore_account"):
        assert post(ada_client, name, *own, text="Not you").status_code == 404
    assert Card.objects.get().text == "I was asleep"


def test_while_all_write_the_timeline_is_not_shown(
    ada_client: Client, jun: Client, outage: Review
) -> None:
    stand(outage, "accounts")
    for client in (ada_client, jun):
        assert went_to(page(client, outage, "evidence")) == "accounts"


def test_turning_them_shows_all_and_each_can_go_on_the_timeline(
    ada_client: Client, jun: Client, outage: Review
) -> None:
    stand(outage, "accounts", zone="Europe/Berlin")
    post(jun, "add_account", outage.pk, text="Nobody told me")
    post(ada_client, "move_phase", outage.pk, seen="accounts", to="evidence")
    shown = page(ada_client, outage, "accounts").context["accounts"]
    assert [(one.text, one.whose) for one in shown] == [("Nobody told me", "Jun")]
    offered = page(ada_client, outage, "evidence", f"?account={shown[0].id}").context["entry"]
    values = {name: offered[name].value() for name in ("account", "text", "kind", "attributed_to")}
    assert values == {
        "account": str(shown[0].id),
        "text": "Nobody told me",
        "kind": "account",
        "attributed_to": "Jun",
    }
    assert went_to(
        post(ada_client, "add_entry", outage.pk, **values, date="2026-03-03", time="02:10")
    ).startswith("?next=entry")
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.attributed_to) == ("account", "Jun")
    assert Card.objects.get().entry == entry


def test_an_account_that_is_still_face_down_goes_nowhere(
    ada_client: Client, jun: Client, outage: Review
) -> None:
    stand(outage, "accounts")
    post(jun, "add_account", outage.pk, text="Nobody told me")
    card = Card.objects.get()
    stand(outage, "event")
    told = {"account": card.pk, "text": "x", "kind": "fact", "date": "2026-03-03"}
    assert post(ada_client, "add_entry", outage.pk, **told).status_code == 404
    assert TimelineEntry.objects.count() == 0


def test_without_names_an_account_stands_as_told_by_somebody_who_was_there(
    ada_client: Client, jun: Client, outage: Review
) -> None:
    stand(outage, "evidence", mode=Mode.ANONYMOUS)
    told = {"text": "I was asleep", "kind": "account", "date": "2026-03-03", "time": "02:10"}
    assert post(jun, "add_entry", outage.pk, **told).status_code == 302
    moment = page(ada_client, outage, "evidence").context["days"][0]["moments"][0]
    assert moment["whose"] == "somebody who was there"
    line = Activity.objects.get(review=outage, verb="timeline_entry.added")
    assert line.actor is None


def test_with_names_somebody_is_asked_for(ada_client: Client, outage: Review) -> None:
    stand(outage, "evidence")
    told = {"text": "I was asleep", "kind": "account", "date": "2026-03-03", "time": "02:10"}
    answer = post(ada_client, "add_entry", outage.pk, **told)
    assert answer.status_code == 422
    assert list(answer.context["entry"].errors) == ["attributed_to"]


def test_the_step_is_there_for_several_and_not_for_one(ada_client: Client, outage: Review) -> None:
    def steps() -> list[str]:
        return [step["name"] for step in page(ada_client, outage, "event").context["steps"]]

    assert steps() == ["Event", "Evidence", "Causes", "Lessons", "Actions", "Published", "Closed"]
    guest_in(outage)
    assert steps()[:3] == ["Event", "Accounts", "Evidence"]


def test_something_of_ones_own_has_no_such_page(
    ada: User, ada_client: Client, now: datetime
) -> None:
    own = begin_review(context="personal", title="Not offered", by=ada, at=now)
    stand(own, "evidence")
    assert went_to(page(ada_client, own, "accounts")) == "evidence"
    for name in ("begin_meeting", "extend_meeting", "park_idea", "ask_unknown"):
        assert post(ada_client, name, own.pk, idea="x", question="x").status_code == 404


def test_a_look_ahead_has_no_accounts(ada_client: Client, migration: Review) -> None:
    assert post(ada_client, "add_account", migration.pk, text="x").status_code == 404


def test_the_questions_come_only_when_asked_for(jun: Client, outage: Review) -> None:
    stand(outage, "accounts")
    assert page(jun, outage, "accounts").context["stuck"] is None
    first = page(jun, outage, "accounts", "?stuck=0").context["stuck"]
    second = page(jun, outage, "accounts", f"?stuck={first['next']}").context["stuck"]
    assert (len(first["questions"]), len(second["questions"])) == (2, 2)
    assert not set(first["questions"]) & set(second["questions"])


def test_i_am_done_is_counted_and_tied_to_nobody(
    ada_client: Client, jun: Client, outage: Review
) -> None:
    stand(outage, "accounts")
    assert went_to(post(jun, "done", outage.pk, done="1")) == "accounts"
    assert guest_seat(outage).done_phase == "accounts"
    company = page(ada_client, outage, "accounts").context["company"]
    assert (company.done, company.people, company.i_am_done) == (1, 2, False)
    line = Activity.objects.get(review=outage, verb="participant.done")
    assert line.actor is None
