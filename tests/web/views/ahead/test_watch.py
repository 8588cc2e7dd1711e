from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.utils import timezone

from mortem.core.playbooks import playbook
from mortem.core.record import ActionState, Disposition, OutcomeKind, ReadingState, Role
from mortem.web.models import ActionItem, Outcome, Owner, Reading, Review, Signal, User
from mortem.web.operations.owners import ask_owner
from mortem.web.operations.reviews import begin_review, describe_review
from mortem.web.operations.signals import check_in
from mortem.web.queries.people import unreachable_owners
from mortem.web.views.ahead.closed import left_out
from tests.web.guarding import (
    a_signal,
    an_action,
    bring,
    facilitator,
    guest_in,
    in_days,
    join,
    page,
    post,
    protected,
    some_causes,
    went_to,
)

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client
    from pytest_django import Settings

    from mortem.web.models import Cause


@pytest.fixture
def watching(migration: Review) -> Review:
    protected(migration, 3)
    return bring(migration, "watch")


@pytest.fixture
def signal(watching: Review) -> Signal:
    found: Signal = Signal.objects.filter(review=watching)[0]
    return found


def due(signal: Signal, days: int = 0) -> None:
    Signal.objects.filter(pk=signal.pk).update(next_date=in_days(-days))


def trip(signal: Signal) -> None:
    by = facilitator(signal.review)
    today = timezone.localdate()
    at = timezone.now()
    check_in(signal, state=ReadingState.TRIPPED, note="", today=today, by=by, at=at)


def order(response: Any) -> tuple[int, int]:
    """Return how many signals ask for a look, and how many rest."""
    return len(response.context["asking"]), len(response.context["resting"])


class TestWatch:
    def test_what_is_due_comes_first(
        self, ada_client: Client, watching: Review, signal: Signal
    ) -> None:
        calm = page(ada_client, watching, "watch")
        due(signal)
        asked = page(ada_client, watching, "watch")
        assert (order(calm), order(asked)) == ((0, 3), (1, 2))
        assert "Nothing wants a look today." in calm.content.decode()
        assert "One thing wants a look." in asked.content.decode()

    def test_many_signals_go_over_pages_and_what_is_due_stands_on_the_first(
        self, ada_client: Client, watching: Review
    ) -> None:
        last = [a_signal(watching, question=f"Is {place} slow?") for place in range(57)][-1]
        due(last)
        first = page(ada_client, watching, "watch")
        second = ada_client.get(first.request["PATH_INFO"], {"page": 2})
        assert [one.signal for one in first.context["asking"]] == [last]
        assert (order(first), order(second)) == ((1, 49), (0, 10))
        assert 'href="?page=2">More</a>' in first.content.decode()
        assert "One thing wants a look." in second.content.decode()

    @pytest.mark.parametrize("state", list(ReadingState))
    def test_one_press_is_one_look(
        self, state: ReadingState, ada_client: Client, watching: Review, signal: Signal
    ) -> None:
        due(signal)
        answer = post(
            ada_client, "look_at_signal", watching.pk, signal.pk, state=state, note=" ok "
        )
        assert went_to(answer) == f"watch#{signal.pk}"
        assert [(r.state, r.note) for r in Reading.objects.all()] == [(state, "ok")]
        loud = state is ReadingState.TRIPPED
        assert order(page(ada_client, watching, "watch")) == ((1, 2) if loud else (0, 3))

    def test_a_look_that_says_nothing_keeps_its_note(
        self, ada_client: Client, watching: Review, signal: Signal
    ) -> None:
        answer = post(ada_client, "look_at_signal", watching.pk, signal.pk, state="?", note="Odd")
        assert (answer.status_code, Reading.objects.count()) == (422, 0)
        assert ">Odd</textarea>" in answer.content.decode()

    def test_a_trip_brings_back_what_was_agreed(
        self, ada_client: Client, watching: Review, signal: Signal
    ) -> None:
        trip(signal)
        shown = page(ada_client, watching, "watch").content.decode()
        assert "What you agreed to do:" in shown
        offered = re.findall(r'name="meaning" value="(\w+)"', shown)
        assert offered == ["answered", "false_alarm"]
        assert f"/back/new/?follows={watching.pk}" in shown

    @pytest.mark.parametrize(
        ("meaning", "note"), [("answered", "Done as agreed."), ("false_alarm", "A false alarm.")]
    )
    def test_a_trip_is_answered(
        self, meaning: str, note: str, ada_client: Client, watching: Review, signal: Signal
    ) -> None:
        trip(signal)
        post(ada_client, "look_at_signal", watching.pk, signal.pk, state="quiet", meaning=meaning)
        last = Reading.objects.latest("at")
        assert (last.state, last.note) == (ReadingState.QUIET, note)
        assert order(page(ada_client, watching, "watch")) == (0, 3)

    def test_silence_is_said_kindly(
        self, ada_client: Client, watching: Review, signal: Signal
    ) -> None:
        due(signal, days=30)
        shown = page(ada_client, watching, "watch").content.decode()
        assert "Nobody has looked yet. One look is enough." in shown

    def test_a_pause_in_something_personal_is_part_of_the_plan(
        self, ada: User, ada_client: Client, now: datetime
    ) -> None:
        goal = begin_review(context="personal_goal", title="Run the marathon", by=ada, at=now)
        protected(goal, 1)
        bring(goal, "watch")
        due(Signal.objects.get(), days=20)
        shown = page(ada_client, goal, "watch").content.decode()
        assert playbook("personal_goal").restart_words in shown
        assert "20 days" not in shown

    def test_resting_until_a_day(
        self, ada_client: Client, watching: Review, signal: Signal
    ) -> None:
        due(signal)
        sent = {"until": in_days(3).isoformat(), "reason": "The freeze"}
        assert went_to(post(ada_client, "snooze_signal", watching.pk, signal.pk, **sent)) == (
            f"watch#{signal.pk}"
        )
        shown = page(ada_client, watching, "watch")
        assert order(shown) == (0, 3)
        assert "because: The freeze" in shown.content.decode()

    @pytest.mark.parametrize("until", ["", "soon", "2020-01-01"])
    def test_a_rest_without_an_end(
        self, until: str, ada_client: Client, watching: Review, signal: Signal
    ) -> None:
        answer = post(
            ada_client, "snooze_signal", watching.pk, signal.pk, until=until, reason="The freeze"
        )
        assert answer.status_code == 422
        assert "The freeze" in answer.content.decode()

    def test_what_was_promised_is_done_here(self, ada_client: Client, watching: Review) -> None:
        item = ActionItem.objects.filter(review=watching)[0]
        before = self.days_to_come(ada_client, watching)
        for _ in range(2):
            answer = post(ada_client, "move_action", watching.pk, item.pk, to="done", phase="watch")
            assert went_to(answer) == f"watch#{item.pk}"
        item.refresh_from_db()
        assert item.state == ActionState.DONE
        assert self.days_to_come(ada_client, watching) == before - 1

    def days_to_come(self, client: Client, review: Review) -> int:
        """Return how many things on the page are to be done by a day."""
        page = client.get(f"/r/{review.pk}/watch/").content.decode()
        return len(re.findall(r"by \d+ \w+ \d{4} ·", page))

    @pytest.mark.parametrize("phase", ["", "nonsense", "https://elsewhere.example/"])
    def test_never_led_elsewhere(self, phase: str, ada_client: Client, watching: Review) -> None:
        item = ActionItem.objects.filter(review=watching)[0]
        answer = post(ada_client, "move_action", watching.pk, item.pk, to="done", phase=phase)
        assert went_to(answer) == f"{watching.pk}#{item.pk}"

    def test_who_may(
        self, ben_client: Client, guest_client: Client, watching: Review, signal: Signal
    ) -> None:
        reader = guest_in(watching, role=Role.READER)
        clients = (ben_client, guest_client, reader)
        for name in ("look_at_signal", "snooze_signal", "delete_signal", "signal"):
            sent = {"state": "quiet", "question": "New?", "until": in_days(3), "reason": "x"}
            tried = [post(c, name, watching.pk, signal.pk, **sent).status_code for c in clients]
            assert tried == [404, 404, 403]
        assert "Look now" not in page(reader, watching, "watch").content.decode()


class TestOneSignal:
    def test_shows_its_looks_newest_first(
        self, ada_client: Client, watching: Review, signal: Signal
    ) -> None:
        for note in ("First", "Second"):
            post(ada_client, "look_at_signal", watching.pk, signal.pk, state="quiet", note=note)
        shown = ada_client.get(f"/r/{watching.pk}/signals/{signal.pk}/").content.decode()
        assert shown.index("Second") < shown.index("First")

    def test_changes(self, ada_client: Client, watching: Review, signal: Signal) -> None:
        sent = {"question": "New?", "response": "Stop", "owner": "Mara", "cadence_days": 2}
        assert went_to(post(ada_client, "signal", watching.pk, signal.pk, **sent)) == (
            f"protect#{signal.pk}"
        )
        signal.refresh_from_db()
        assert (signal.question, signal.cadence_days, signal.owner and signal.owner.name) == (
            "New?",
            2,
            "Mara",
        )

    @pytest.mark.parametrize("sent", [{"question": " "}, {"question": "New?", "cadence_days": 0}])
    def test_keeps_what_was_typed(
        self, sent: dict[str, Any], ada_client: Client, watching: Review, signal: Signal
    ) -> None:
        sent = {**sent, "response": "Stop the line"}
        answer = post(ada_client, "signal", watching.pk, signal.pk, **sent)
        assert answer.status_code == 422
        assert "Stop the line" in answer.content.decode()


class TestReachingOwners:
    @pytest.fixture
    def mara(self, watching: Review) -> Owner:
        a_signal(watching, question="Who?", owner="Mara")
        return Owner.objects.get(name="Mara")

    def test_without_mail_the_link_is_handed_over(
        self, ada_client: Client, guest_client: Client, watching: Review, mara: Owner
    ) -> None:
        answer = post(ada_client, "ask_owner", watching.pk, mara.pk, address="mara@example.org")
        link = re.search(r"/confirm/[^/\"<]+/", answer.content.decode())
        assert link is not None
        for _ in range(2):  # a mail scanner opens it first: nothing changes
            assert "mara@example.org" in guest_client.get(link.group()).content.decode()
        assert [one.name for one in unreachable_owners(watching)] == ["Mara"]
        assert "Thank you" in guest_client.post(link.group()).content.decode()
        assert unreachable_owners(watching) == []
        assert guest_client.get(link.group()).status_code == 404

    def test_with_mail_it_is_sent_and_tells_nothing_of_the_review(
        self, ada_client: Client, watching: Review, mara: Owner, settings: Settings
    ) -> None:
        settings.EMAIL_HOST = "mail.example"
        post(ada_client, "ask_owner", watching.pk, mara.pk, address="mara@example.org")
        sent = mail.outbox[0]
        assert (sent.to, "/confirm/" in sent.body) == (["mara@example.org"], True)
        assert watching.title not in sent.subject + str(sent.body)

    def test_no_address(self, ada_client: Client, watching: Review, mara: Owner) -> None:
        answer = post(ada_client, "ask_owner", watching.pk, mara.pk, address="mara")
        assert went_to(answer) == "protect#reach"
        shown = page(ada_client, watching, "protect").content.decode()
        assert "does not look like an e-mail address" in shown

    def test_that_is_me(self, ada: User, ada_client: Client, watching: Review, mara: Owner) -> None:
        assert went_to(post(ada_client, "claim_owner", watching.pk, mara.pk)) == "protect#reach"
        mara.refresh_from_db()
        assert (mara.user, mara.is_reachable) == (ada, True)

    def test_a_guest_has_no_account_to_be_reached_by(self, watching: Review, mara: Owner) -> None:
        post(guest_in(watching), "claim_owner", watching.pk, mara.pk)
        mara.refresh_from_db()
        assert mara.is_reachable is False

    def test_nobody_takes_over_who_is_reached(
        self, ada: User, ben: User, ben_client: Client, watching: Review
    ) -> None:
        join(watching, ben)
        mine = Owner.objects.get(user=ada)
        tried = [
            post(ben_client, name, watching.pk, mine.pk, address="ben@example.org").status_code
            for name in ("ask_owner", "claim_owner")
        ]
        assert tried == [409, 409]

    def test_only_who_is_named_here(self, ada: User, ada_client: Client, watching: Review) -> None:
        other = Owner.objects.create(name="Tom", keeper=ada)
        answer = post(ada_client, "ask_owner", watching.pk, other.pk, address="tom@example.org")
        assert answer.status_code == 404

    def test_strangers(
        self, ben_client: Client, guest_client: Client, watching: Review, mara: Owner
    ) -> None:
        tried = [
            post(client, name, watching.pk, mara.pk, address="x@example.org").status_code
            for client in (ben_client, guest_client)
            for name in ("ask_owner", "claim_owner")
        ]
        assert tried == [404] * 4

    def test_a_link_that_ran_out(self, guest_client: Client, mara: Owner, now: datetime) -> None:
        token = ask_owner(mara, "mara@example.org", at=now.replace(year=2020))
        assert guest_client.get(f"/confirm/{token}/").status_code == 404


class TestClosed:
    @pytest.fixture
    def closed(self, watching: Review) -> Review:
        return bring(watching, "closed")

    @pytest.fixture
    def risk(self, closed: Review) -> Cause:
        found: Cause = closed.causes.filter(disposition=Disposition.TOP)[0]
        return found

    @pytest.mark.parametrize("kind", list(OutcomeKind))
    def test_every_ending_is_an_answer(
        self, kind: OutcomeKind, ada_client: Client, closed: Review, risk: Cause
    ) -> None:
        answer = post(ada_client, "resolve_risk", closed.pk, risk.pk, kind=kind, note="In time")
        assert went_to(answer) == f"closed#{risk.pk}"
        assert [(o.cause, o.kind, o.note) for o in Outcome.objects.all()] == [
            (risk, kind, "In time")
        ]
        assert page(ada_client, closed, "closed").context["open_count"] == 2

    def test_what_was_let_go_is_not_asked(self, ada_client: Client, closed: Review) -> None:
        shown = page(ada_client, closed, "closed").context
        assert (len(shown["risks"]), len(shown["let_go"])) == (3, 2)

    @pytest.mark.parametrize(
        ("kinds", "sentence"),
        [
            ([], ""),
            ([OutcomeKind.HAPPENED, OutcomeKind.DID_NOT_HAPPEN], ""),
            (
                [OutcomeKind.AVERTED, OutcomeKind.HAPPENED],
                "One risk is left out of any score: averting one is no wrong guess.",
            ),
            (
                [OutcomeKind.AVERTED, OutcomeKind.UNKNOWN],
                "Two risks are left out of any score: averting one is no wrong guess.",
            ),
        ],
    )
    def test_who_averted_a_risk_was_not_wrong(
        self, kinds: list[OutcomeKind], sentence: str
    ) -> None:
        assert left_out(kinds) == sentence

    def test_no_answer(self, ada_client: Client, closed: Review, risk: Cause) -> None:
        assert post(ada_client, "resolve_risk", closed.pk, risk.pk, kind="?").status_code == 422

    def test_a_risk_of_another_review(
        self, ada_client: Client, closed: Review, outage: Review
    ) -> None:
        foreign = some_causes(outage, 1)[0]
        answer = post(ada_client, "resolve_risk", closed.pk, foreign.pk, kind="happened")
        assert answer.status_code == 404

    def test_who_may(self, ben_client: Client, closed: Review, risk: Cause) -> None:
        reader = guest_in(closed, role=Role.READER)
        tried = [
            post(c, "resolve_risk", closed.pk, risk.pk, kind="happened").status_code
            for c in (ben_client, reader)
        ]
        assert tried == [404, 403]


class TestLookingBackOnIt:
    def begin(self, client: Client, follows: object) -> Any:
        sent = {"context": "incident", "title": "Orders were lost", "follows": follows}
        return client.post("/back/new/", sent)

    def test_the_look_back_follows(self, ada_client: Client, watching: Review) -> None:
        shown = ada_client.get(f"/back/new/?follows={watching.pk}").content.decode()
        assert f'name="follows" value="{watching.pk}"' in shown
        assert re.findall(r'value="(\w+)" checked', shown) == ["incident"]
        self.begin(ada_client, watching.pk)
        back = Review.objects.get(title="Orders were lost")
        assert back.follows == watching
        assert (
            "Orders were lost"
            in page(ada_client, bring(watching, "closed"), "closed").content.decode()
        )

    def test_what_one_may_not_see_is_not_followed(
        self, ben_client: Client, watching: Review
    ) -> None:
        shown = ben_client.get(f"/back/new/?follows={watching.pk}").content.decode()
        assert watching.title not in shown
        for key in (watching.pk, "nonsense", ""):
            assert self.begin(ben_client, key).status_code == 302
        assert set(Review.objects.filter(keeper__name="Ben").values_list("follows", flat=True)) == {
            None
        }

    def test_the_typed_line_and_the_tie_stay_when_something_is_off(
        self, ada_client: Client, watching: Review
    ) -> None:
        answer = ada_client.post("/back/new/", {"title": "Lost", "follows": watching.pk})
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert f'name="follows" value="{watching.pk}"' in shown
        assert 'value="Lost"' in shown


def test_the_horizon_asks_for_the_end(ada_client: Client, watching: Review) -> None:
    for days, words in ((5, "You may close this earlier."), (-1, "has come. What became of")):
        by, at = facilitator(watching), timezone.now()
        describe_review(watching, by=by, at=at, horizon_date=in_days(days))
        assert words in page(ada_client, watching, "watch").content.decode()


def test_nothing_watched_leads_to_where_it_begins(ada_client: Client, migration: Review) -> None:
    an_action(migration)
    bring(migration, "watch")
    shown = page(ada_client, migration, "watch").content.decode()
    assert "Nothing is watched yet" in shown
    assert f'href="/r/{migration.pk}/protect/"' in shown
