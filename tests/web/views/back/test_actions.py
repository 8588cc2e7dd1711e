from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mortem.core.playbooks import playbook
from mortem.core.record import ActionState, Role, Strength, Verdict
from mortem.web.models import ActionItem, Review, User
from mortem.web.operations.reviews import begin_review, describe_review
from tests.web.guarding import (
    an_action,
    bring,
    facilitator,
    guest_in,
    in_days,
    page,
    post,
    some_causes,
    went_to,
)

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

IDEA, COMMITTED, DONE, DECLINED = ActionState


NOBODYS = "0b5ad4a4-57a5-4f0e-9b5c-0a4f4f4f4f4f"  # a key that no row has


@pytest.fixture
def acting(outage: Review) -> Review:
    return bring(outage, "actions")


@pytest.fixture
def idea(acting: Review) -> ActionItem:
    return an_action(acting, text="Automate the renewal", state=IDEA, owner="", due_date=None)


@pytest.fixture
def done(acting: Review) -> ActionItem:
    item = an_action(acting, measure="Renewals by hand", check_date=in_days(0))
    ActionItem.objects.filter(pk=item.pk).update(state=DONE, done_at=timezone.now())
    return item


def promise(**more: Any) -> dict[str, Any]:
    given = {
        "text": "Automate the renewal",
        "owner_pick": "me",
        "due_date": in_days(9).isoformat(),
        "check_date": in_days(39).isoformat(),
        "measure": "Renewals by hand: 0",
    }
    return given | more


class TestIdeas:
    def test_are_parked_with_nothing_but_words(self, ada_client: Client, acting: Review) -> None:
        answer = post(ada_client, "add_action", acting.pk, text="Automate it", state="idea")
        item = ActionItem.objects.get()
        assert went_to(answer) == f"actions#{item.pk}"
        assert (item.text, item.state, item.strength) == ("Automate it", IDEA, Strength.STRONGER)

    def test_may_answer_a_cause(self, ada_client: Client, acting: Review) -> None:
        cause = some_causes(acting, 1)[0]
        post(ada_client, "add_action", acting.pk, text="Automate it", cause=cause.pk)
        assert ActionItem.objects.get().cause == cause

    @pytest.mark.parametrize("key", ["nonsense", NOBODYS])
    def test_not_one_that_is_not_there(self, key: str, ada_client: Client, acting: Review) -> None:
        answer = post(ada_client, "add_action", acting.pk, text="Automate it", cause=key)
        assert (answer.status_code, ActionItem.objects.count()) == (404, 0)

    def test_too_long_stays_typed(self, ada_client: Client, acting: Review) -> None:
        cause = some_causes(acting, 1)[0]
        text = "Automate " * 300
        answer = post(ada_client, "add_action", acting.pk, text=text, cause=cause.pk)
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert text.strip() in shown
        assert f'value="{cause.pk}" selected' in shown

    def test_a_template_fills_the_line_and_keeps_its_strength(
        self, ada_client: Client, acting: Review
    ) -> None:
        template = playbook("incident").action_templates[1]
        shown = page(ada_client, acting, "actions", "?template=1").content.decode()
        assert f'name="strength" value="{template.strength}"' in shown
        assert f'name="kind" value="{template.kind}"' in shown

    @pytest.mark.parametrize("number", ["99", "-1", "x"])
    def test_a_template_that_is_not_there(
        self, number: str, ada_client: Client, acting: Review
    ) -> None:
        assert page(ada_client, acting, "actions", f"?template={number}").status_code == 200

    def test_are_let_go_with_a_reason(
        self, ada_client: Client, acting: Review, idea: ActionItem
    ) -> None:
        refused = post(ada_client, "move_action", acting.pk, idea.pk, to="declined", reason=" ")
        assert refused.status_code == 422
        post(ada_client, "move_action", acting.pk, idea.pk, to="declined", reason="Too dear")
        shown = page(ada_client, acting, "actions").content.decode()
        assert "1 let go, with a reason" in shown
        assert "Not doing it: Too dear" in shown

    @pytest.mark.parametrize("to", ["", "gone", "done"])
    def test_go_no_other_way(
        self, to: str, ada_client: Client, acting: Review, idea: ActionItem
    ) -> None:
        answer = post(ada_client, "move_action", acting.pk, idea.pk, to=to)
        assert answer.status_code in {409, 422}

    def test_are_nudged_twice_at_most(self, ada_client: Client, acting: Review) -> None:
        an_action(acting, text="Improve training always", state=IDEA, strength=Strength.WEAKER)
        shown = page(ada_client, acting, "actions").content.decode()
        nudges = re.findall(r'<p class="nudge">(.*?)</p>', shown)
        assert len(nudges) == 2
        assert nudges[0] == (
            "This relies on people remembering. Is there a way the system itself prevents it?"
        )

    @pytest.mark.parametrize("state", [DONE, DECLINED])
    def test_are_left_in_peace_once_they_are_settled(
        self, state: ActionState, ada_client: Client, acting: Review
    ) -> None:
        an_action(acting, text="Improve training always", state=state, strength=Strength.WEAKER)
        shown = page(ada_client, acting, "actions").content.decode()
        assert "Improve training always" in shown
        assert 'class="nudge"' not in shown


class TestAgreeing:
    def test_says_who_when_and_how_one_will_see(
        self, ada: User, ada_client: Client, acting: Review, idea: ActionItem
    ) -> None:
        answer = ada_client.post(f"/r/{acting.pk}/action/{idea.pk}/?agree", promise())
        assert went_to(answer) == f"actions#{idea.pk}"
        idea.refresh_from_db()
        assert idea.owner is not None
        assert (idea.state, idea.owner.user, idea.measure) == (
            COMMITTED,
            ada,
            "Renewals by hand: 0",
        )

    @pytest.mark.parametrize(("severity", "days"), [(1, 15), (2, 30), (3, 60), (None, 60)])
    def test_is_due_by_severity(
        self,
        severity: int | None,
        days: int,
        ada_client: Client,
        acting: Review,
        idea: ActionItem,
    ) -> None:
        by, at = facilitator(acting), timezone.now()
        describe_review(acting, by=by, at=at, severity=severity)
        form = ada_client.get(f"/r/{acting.pk}/action/{idea.pk}/?agree").context["form"]
        assert form["due_date"].value() == in_days(days)
        assert form["check_date"].value() == in_days(days) + timedelta(days=30)

    def test_suggests_how_strong_it_sounds(
        self, ada_client: Client, acting: Review, idea: ActionItem
    ) -> None:
        shown = ada_client.get(f"/r/{acting.pk}/action/{idea.pk}/?agree").content.decode()
        assert re.findall(r'<option value="(\w+)" selected', shown)[0] == Strength.STRONGER
        assert "Training, warnings and double checks are the weakest." in shown

    def test_in_the_past_is_asked_about(
        self, ada_client: Client, acting: Review, idea: ActionItem
    ) -> None:
        sent = promise(due_date=in_days(-1).isoformat())
        answer = ada_client.post(f"/r/{acting.pk}/action/{idea.pk}/?agree", sent)
        assert answer.status_code == 422
        assert "Renewals by hand: 0" in answer.content.decode()
        idea.refresh_from_db()
        assert idea.state == IDEA

    def test_changing_an_overdue_promise_keeps_its_day(
        self, ada_client: Client, acting: Review
    ) -> None:
        late = an_action(acting, due_date=in_days(-3))
        sent = promise(text="Restore it twice", due_date=in_days(-3).isoformat())
        assert went_to(post(ada_client, "edit_action", acting.pk, late.pk, **sent)) == (
            f"actions#{late.pk}"
        )

    def test_who_owns_it_is_ticked(self, ada_client: Client, acting: Review) -> None:
        mine, theirs = an_action(acting), an_action(acting, text="Write it", owner="Mara")
        picked = [
            ada_client.get(f"/r/{acting.pk}/action/{item.pk}/").context["form"].picked
            for item in (mine, theirs)
        ]
        assert picked == ["me", "Mara"]


class TestPublishing:
    def test_what_is_open_wants_a_reason(self, ada_client: Client, acting: Review) -> None:
        answer = post(ada_client, "publish_review", acting.pk)
        assert answer.status_code == 422
        assert "Say in a few words why that is fine." in answer.content.decode()
        acting.refresh_from_db()
        assert acting.phase == "actions"

    def test_a_reason_is_kept_and_never_a_wall(self, ada_client: Client, acting: Review) -> None:
        sent = {"override_reason": "We ran out of time"}
        assert went_to(post(ada_client, "publish_review", acting.pk, **sent)) == "published"
        acting.refresh_from_db()
        assert (acting.phase, acting.override_reason) == ("published", "We ran out of time")

    def test_pressed_twice(self, ada_client: Client, acting: Review) -> None:
        sent = {"override_reason": "We ran out of time"}
        went = [went_to(post(ada_client, "publish_review", acting.pk, **sent)) for _ in range(2)]
        assert went == ["published", "published"]

    def test_too_long_a_reason(self, ada_client: Client, acting: Review) -> None:
        answer = post(ada_client, "publish_review", acting.pk, override_reason="x" * 1001)
        assert answer.status_code == 422

    def test_from_another_phase(self, ada_client: Client, outage: Review) -> None:
        answer = post(ada_client, "publish_review", outage.pk, override_reason="Now")
        assert answer.status_code == 422


class TestVerdicts:
    @pytest.fixture
    def published(self, acting: Review, done: ActionItem) -> Review:  # noqa: ARG002 - asked for its effect
        return bring(acting, "published")

    def test_are_asked_on_their_day(self, ada_client: Client, published: Review) -> None:
        shown = page(ada_client, published, "published").content.decode()
        assert "What does the measure say? A number, if there is one." in shown
        assert re.findall(r'name="verdict" value="(\w+)"', shown) == [one.value for one in Verdict]

    @pytest.mark.parametrize("verdict", list(Verdict))
    def test_are_kept_with_their_number(
        self, verdict: Verdict, ada_client: Client, published: Review, done: ActionItem
    ) -> None:
        sent = {"verdict": verdict, "note": "31 of 31"}
        assert went_to(post(ada_client, "judge_action", published.pk, done.pk, **sent)) == (
            f"published#{done.pk}"
        )
        done.refresh_from_db()
        assert (done.verdict, done.verdict_note) == (verdict, "31 of 31")
        shown = page(ada_client, published, "published").content.decode()
        assert "The loop is closed." in shown

    def test_come_after_the_work(self, ada_client: Client, published: Review) -> None:
        item = an_action(published, text="Not done yet")
        answer = post(ada_client, "judge_action", published.pk, item.pk, verdict="held")
        assert answer.status_code == 422

    def test_are_one_of_four(self, ada_client: Client, published: Review, done: ActionItem) -> None:
        answer = post(ada_client, "judge_action", published.pk, done.pk, verdict="great")
        assert answer.status_code == 422

    def test_nothing_agreed_can_be_right(self, ada_client: Client, outage: Review) -> None:
        bring(bring(outage, "actions"), "published")
        shown = page(ada_client, outage, "published").content.decode()
        assert "Nothing was agreed on. That can be right." in shown

    def test_closed_and_open_again(self, ada_client: Client, published: Review) -> None:
        bring(published, "closed")
        shown = page(ada_client, published, "closed").content.decode()
        assert "Open it again" in shown


def test_who_may(
    ben_client: Client, guest_client: Client, acting: Review, idea: ActionItem
) -> None:
    reader = guest_in(acting, role=Role.READER)
    clients = (ben_client, guest_client, reader)
    for name in ("edit_action", "move_action", "judge_action", "delete_action", "restore_action"):
        sent = {"to": "committed", "verdict": "held"}
        tried = [post(c, name, acting.pk, idea.pk, **sent).status_code for c in clients]
        assert tried == [404, 404, 403], name
    tried = [post(c, "publish_review", acting.pk).status_code for c in clients]
    assert tried == [404, 404, 403]
    assert "Agree on it" not in page(reader, acting, "actions").content.decode()


def test_a_guest_takes_part_and_does_not_publish(acting: Review) -> None:
    guest = guest_in(acting)
    assert went_to(post(guest, "add_action", acting.pk, text="Automate it")).startswith("actions")
    assert post(guest, "publish_review", acting.pk, override_reason="Now").status_code == 403


def test_put_away_and_brought_back(ada_client: Client, acting: Review, idea: ActionItem) -> None:
    gone = post(ada_client, "delete_action", acting.pk, idea.pk)
    assert list(ActionItem.objects.all()) == []
    shown = ada_client.get(gone["Location"]).content.decode()
    assert "This action is put away." in shown
    assert went_to(post(ada_client, "restore_action", acting.pk, idea.pk)) == f"actions#{idea.pk}"
    assert list(ActionItem.objects.all()) == [idea]


@pytest.mark.parametrize("undo", ["action:nonsense", "nothing", "planet:3", ":", "action:"])
def test_a_broken_way_back_is_no_way(undo: str, ada_client: Client, acting: Review) -> None:
    shown = page(ada_client, acting, "actions", f"?undo={undo}")
    assert (shown.status_code, shown.context["undo"]) == (200, None)


@pytest.mark.parametrize("phase", ["actions", "published"])
def test_as_many_queries_for_many_as_for_one(
    phase: str, ada_client: Client, ada: User, now: datetime
) -> None:
    counts = []
    for count in (1, 3, 50):
        review = begin_review(context="incident", title="It was down", by=ada, at=now)
        for n in range(count):
            for state in (IDEA, COMMITTED, DECLINED):
                an_action(review, text=f"{state} {n}", state=state)
        bring(bring(review, "actions"), "published")
        page(ada_client, review, phase)
        with CaptureQueriesContext(connection) as queries:
            page(ada_client, review, phase)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
