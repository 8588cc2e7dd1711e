from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mortem.core.playbooks import playbook
from mortem.core.record import ActionState, Disposition, Mode, Role, Strength
from mortem.core.risk import Pooled, rank, talk_about_first
from mortem.web.models import ActionItem, Cause, Owner, Review, Signal, User
from mortem.web.operations.ratings import Given, rate_causes
from mortem.web.operations.reviews import begin_review
from mortem.web.views.ahead.risk_drawing import talk_sentence
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


NOBODYS = "0b5ad4a4-57a5-4f0e-9b5c-0a4f4f4f4f4f"  # a key that no row has


def rated(review: Review, costs: list[int], now: datetime) -> list[Cause]:
    """Bring a review to protecting, its causes rated by the facilitator: plausible and so costly."""
    causes = some_causes(review, len(costs))
    bring(review, "rate")
    given = {cause.pk: Given(50, cost) for cause, cost in zip(causes, costs, strict=True) if cost}
    rate_causes(review, given, by=facilitator(review), browser_key="", at=now)
    bring(review, "protect")
    return causes


def asks(html: str) -> str:
    """Return what the one open form asks for: its cause and its address."""
    forms = re.findall(r'action="[^"]*/(actions-agreed|signals)/"', html)
    causes = re.findall(r'name="cause" value="([0-9a-f-]+)"', html)
    assert len(forms) == len(causes) <= 1
    return f"{forms[0]} {causes[0]}" if forms else ""


def promise(cause: Cause, **more: Any) -> dict[str, Any]:
    day = in_days(9).isoformat()
    given = {"text": "Rehearse the rollback", "owner_pick": "me", "due_date": day}
    return {"cause": cause.pk, "state": "committed", **given, **more}


def watch(cause: Cause, **more: Any) -> dict[str, Any]:
    given = {"question": "Do the counts differ?", "response": "Stop it", "owner_pick": "me"}
    return {"cause": cause.pk, **given, **more}


def pooled(name: str, low: int, high: int, cost: int = 3) -> Pooled:
    return Pooled(
        cause=name,
        count=2,
        plausibility=(low + high) / 2,
        plausibility_spread=(low, high),
        cost=cost,
        cost_low=cost,
        cost_spread=(cost, cost),
    )


class TestTalk:
    @pytest.mark.parametrize(
        ("risks", "sentence"),
        [
            ([], ""),
            ([pooled("a", 40, 50)], "Talk about this one first."),
            (
                [pooled("a", 40, 50), pooled("b", 0, 60, 2)],
                "Talk about these two first. You see #2 very differently.",
            ),
            (
                [pooled(n, 10, 90, 5 - i) for i, n in enumerate("abcd")],
                "Talk about these three first. You see #1, #2 and #3 very differently.",
            ),
            (
                [pooled(f"{n:02}", 30 * (n < 9), 60, 5 - n // 3) for n in range(1, 11)],
                "Talk about these three first. You see #9 and #10 very differently.",
            ),
        ],
    )
    def test_first_and_apart(self, risks: list[Pooled], sentence: str) -> None:
        assert talk_sentence(talk_about_first(risks), alone=False) == sentence

    def test_alone_nobody_sees_it_differently(self) -> None:
        said = talk_sentence(talk_about_first([pooled("a", 0, 90)]), alone=True)
        assert said == "These weigh most for you. Look at the first ones once more."

    def test_ranks_by_step_before_chance(self) -> None:
        one, other = rank([pooled("likely", 90, 90, 3), pooled("dear", 10, 10, 4)])
        assert (one.pooled.cause, other.pooled.cause) == ("dear", "likely")


class TestChoosing:
    def test_the_first_three_are_suggested(
        self, ada_client: Client, migration: Review, now: datetime
    ) -> None:
        causes = rated(migration, [1, 5, 4, 0, 3], now)
        shown = page(ada_client, migration, "protect").content.decode()
        ticked = re.findall(r'name="top" value="([0-9a-f-]+)" checked', shown)
        assert ticked == [str(causes[i].pk) for i in (1, 2, 4)]
        assert "Only a picture: its steps are judgements and are never multiplied." in shown

    def test_without_ratings_people_choose_by_hand(
        self, ada_client: Client, migration: Review
    ) -> None:
        some_causes(migration)
        bring(migration, "protect")
        shown = page(ada_client, migration, "protect").content.decode()
        assert "Nobody has rated anything." in shown
        assert '<svg class="picture' not in shown

    @pytest.mark.parametrize(
        ("rest", "others"), [("let_go", Disposition.LET_GO), ("watch", Disposition.WATCH)]
    )
    def test_one_press(
        self, rest: str, others: Disposition, ada_client: Client, migration: Review
    ) -> None:
        causes = some_causes(migration)
        bring(migration, "protect")
        answer = post(ada_client, "decide_risks", migration.pk, top=[causes[1].pk], rest=rest)
        assert went_to(answer) == "protect#protections"
        kept = list(migration.causes.values_list("disposition", flat=True))
        assert kept == [others, Disposition.TOP, others]

    @pytest.mark.parametrize("bad", ["nonsense", NOBODYS])
    def test_what_is_not_there(self, bad: str, ada_client: Client, migration: Review) -> None:
        causes = some_causes(migration)
        bring(migration, "protect")
        answer = post(ada_client, "decide_risks", migration.pk, top=[causes[0].pk, bad])
        assert answer.status_code == 422
        assert "gone meanwhile" in answer.content.decode()

    def test_a_wrong_number_keeps_the_ticks(self, ada_client: Client, migration: Review) -> None:
        keys = [str(cause.pk) for cause in some_causes(migration, 7)]
        bring(migration, "protect")
        answer = post(ada_client, "decide_risks", migration.pk, top=keys[1:])
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert re.findall(r'name="top" value="([0-9a-f-]+)" checked', shown) == keys[1:]

    def test_a_rare_catastrophe_stays_and_so_do_the_ticks(
        self, ada_client: Client, migration: Review, now: datetime
    ) -> None:
        causes = rated(migration, [5, 5, 5, 5], now)
        mine = [str(causes[0].pk), str(causes[3].pk)]
        answer = post(
            ada_client, "flag_risk", migration.pk, causes[3].pk, severity_first="1", top=mine
        )
        again = ada_client.get(answer["Location"].partition("#")[0]).content.decode()
        causes[3].refresh_from_db()
        assert causes[3].severity_first is True
        ticked = set(re.findall(r'name="top" value="([0-9a-f-]+)" checked', again))
        assert ticked == set(mine)
        assert again.count('aria-pressed="true"') == 1

    def test_only_the_facilitator(
        self, ben_client: Client, ben: User, guest_client: Client, migration: Review
    ) -> None:
        causes = some_causes(migration)
        bring(migration, "protect")
        join(migration, ben)
        sent: dict[str, Any] = {"top": [causes[0].pk]}
        tried = [
            post(client, *target, **sent).status_code
            for client in (ben_client, guest_client)
            for target in (
                ("decide_risks", migration.pk),
                ("flag_risk", migration.pk, causes[0].pk),
            )
        ]
        assert tried == [403, 403, 404, 404]
        assert (
            "The facilitator chooses now" in page(ben_client, migration, "protect").content.decode()
        )


class TestOneQuestionAtATime:
    @pytest.fixture
    def causes(self, migration: Review, ada_client: Client) -> list[Cause]:
        made = some_causes(migration, 5)
        bring(migration, "protect")
        post(ada_client, "decide_risks", migration.pk, top=[c.pk for c in made[:3]])
        return made

    def test_the_way_through(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        for cause in causes[:3]:
            shown = page(ada_client, migration, "protect").content.decode()
            assert asks(shown) == f"actions-agreed {cause.pk}"
            assert went_to(post(ada_client, "add_action", migration.pk, **promise(cause))) == (
                "protect#ask"
            )
            shown = page(ada_client, migration, "protect").content.decode()
            assert asks(shown) == f"signals {cause.pk}"
            assert went_to(post(ada_client, "add_signal", migration.pk, **watch(cause))) == (
                "protect#ask"
            )
        done = page(ada_client, migration, "protect").content.decode()
        assert asks(done) == ""
        assert "Three risks, each with an owner and something watching." in done
        assert "Two fears let go on purpose." in done

    def test_one_primary_button(
        self,
        ada_client: Client,
        migration: Review,
        causes: list[Cause],  # noqa: ARG002 - asked for its effect
    ) -> None:
        shown = page(ada_client, migration, "protect").content.decode()
        assert shown.count("button-primary") == 1

    def test_another_risk_can_be_opened_first(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        query = f"?risk={causes[2].pk}&ask=signal"
        shown = page(ada_client, migration, "protect", query).content.decode()
        assert asks(shown) == f"signals {causes[2].pk}"

    @pytest.mark.parametrize(
        "query",
        ["?risk=nonsense", f"?risk={NOBODYS}&ask=signal", "?risk=&template=1", "?template=x"],
    )
    def test_a_broken_address_asks_the_first(
        self, query: str, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        shown = page(ada_client, migration, "protect", query).content.decode()
        assert asks(shown) == f"actions-agreed {causes[0].pk}"

    def test_a_template_fills_the_form(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        idea = playbook("migration").mitigations[2]
        query = f"?risk={causes[1].pk}&ask=action&template=2"
        shown = page(ada_client, migration, "protect", query)
        form = shown.context["ask"].form
        assert (form["text"].value(), form["strength"].value()) == (idea.text, idea.strength)

    def test_a_signals_template_knows_the_owner(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        an_action(migration, cause=causes[0], owner="Jun")
        query = f"?risk={causes[0].pk}&ask=signal&template=0"
        form = page(ada_client, migration, "protect", query).context["ask"].form
        assert form["response"].value().endswith("then Jun stops the backfill.")
        assert form.picked == "Jun"

    def test_without_an_owner_it_is_whoever_looks(
        self, ada_client: Client, ben: User, migration: Review, causes: list[Cause]
    ) -> None:
        join(migration, ben)
        query = f"?risk={causes[0].pk}&ask=signal&template=0"
        form = page(ada_client, migration, "protect", query).context["ask"].form
        assert form["response"].value().endswith("then whoever looks stops the backfill.")

    @pytest.mark.parametrize("number", ["99", "-1", "nonsense", "9" * 30])
    def test_a_template_that_is_not_there(
        self, number: str, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        query = f"?risk={causes[0].pk}&ask=action&template={number}"
        form = page(ada_client, migration, "protect", query).context["ask"].form
        assert form["text"].value() is None

    def test_what_was_typed_stays_when_something_is_off(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        sent = promise(causes[1], due_date=in_days(-1).isoformat(), owner="Mara")
        answer = post(ada_client, "add_action", migration.pk, **sent)
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert asks(shown) == f"actions-agreed {causes[1].pk}"
        assert "That day has passed. Which day is true now?" in shown
        assert all(text in shown for text in ("Rehearse the rollback", 'value="Mara"'))
        assert ActionItem.objects.count() == 0

    def test_a_signal_without_a_question_keeps_its_answer(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        answer = post(ada_client, "add_signal", migration.pk, **watch(causes[0], question=" "))
        assert answer.status_code == 422
        assert "Stop it" in answer.content.decode()
        assert Signal.objects.count() == 0

    def test_a_date_wants_its_day(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        sent = watch(causes[0], source="date")
        assert post(ada_client, "add_signal", migration.pk, **sent).status_code == 422

    @pytest.mark.parametrize("name", ["add_action", "add_signal"])
    def test_causes_of_nowhere(
        self, name: str, ada_client: Client, migration: Review, outage: Review, causes: list[Cause]
    ) -> None:
        foreign = some_causes(outage, 1)[0].pk
        for key in ("nonsense", uuid4(), foreign):
            sent = promise(causes[0]) | watch(causes[0]) | {"cause": key}
            assert post(ada_client, name, migration.pk, **sent).status_code == 404
        assert (ActionItem.objects.count(), Signal.objects.count()) == (0, 0)

    def test_sent_twice_is_kept_once(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        for _ in range(2):
            post(ada_client, "add_action", migration.pk, **promise(causes[0]))
            post(ada_client, "add_signal", migration.pk, **watch(causes[0]))
        assert (ActionItem.objects.count(), Signal.objects.count()) == (1, 1)

    def test_the_strength_is_read_from_the_words(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        post(ada_client, "add_action", migration.pk, **promise(causes[0], text="Train everybody"))
        assert ActionItem.objects.get().strength == Strength.WEAKER
        shown = page(ada_client, migration, "protect").content.decode()
        assert "Is there a way the system itself prevents it?" in shown

    def test_somebody_without_a_name_yet_stays_me(
        self, ada: User, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        User.objects.filter(pk=ada.pk).update(name="")
        migration.participants.update(name="")
        post(ada_client, "add_action", migration.pk, **promise(causes[0]))
        query = f"?risk={causes[0].pk}&ask=signal&template=0"
        form = page(ada_client, migration, "protect", query).context["ask"].form
        assert (form.picked, form.people.names) == ("me", ())
        assert form["response"].value().endswith("then whoever looks stops the backfill.")

    def test_me_in_one_press(
        self, ada: User, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        post(ada_client, "add_action", migration.pk, **promise(causes[0]))
        owner = Owner.objects.get()
        assert (owner.user, owner.is_reachable) == (ada, True)

    def test_a_typed_name_wins_over_a_pick(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        post(ada_client, "add_action", migration.pk, **promise(causes[0], owner="Mara"))
        shown = page(ada_client, migration, "protect").content.decode()
        assert [one.name for one in Owner.objects.all()] == ["Mara"]
        assert "E-mail address of Mara" in shown

    def test_a_guest_who_says_me_leaves_their_name(
        self, migration: Review, causes: list[Cause]
    ) -> None:
        guest = guest_in(migration, name="Jun")
        post(guest, "add_action", migration.pk, **promise(causes[0]))
        assert [(one.name, one.is_reachable) for one in Owner.objects.all()] == [("Jun", False)]

    @pytest.mark.parametrize(
        ("mode", "name", "asked"),
        [
            (Mode.ANONYMOUS, "", ["A name"]),
            (Mode.NAMED, "Jun", ["Me", "Ada", "or Somebody else"]),
        ],
    )
    def test_or_stands_only_beside_somebody(
        self,
        migration: Review,
        causes: list[Cause],  # noqa: ARG002 - asked for its effect
        mode: Mode,
        name: str,
        asked: list[str],
    ) -> None:
        Review.objects.filter(pk=migration.pk).update(mode=mode)
        guest = guest_in(Review.objects.get(pk=migration.pk), name=name)
        shown = page(guest, migration, "protect").content.decode()
        picks = re.search(r'class="who-picks">(.*?)</div>', shown, re.DOTALL)
        assert picks
        labels = re.findall(r"<label[^>]*>(.*?)</label>", picks[1], re.DOTALL)
        words = [re.sub(r"<[^>]+>", "", label).split() for label in labels]
        assert [" ".join(one) for one in words] == asked

    def test_a_guest_never_sees_the_whole_address_book(
        self,
        ada: User,
        ada_client: Client,
        migration: Review,
        causes: list[Cause],  # noqa: ARG002 - asked for its effect
    ) -> None:
        Owner.objects.create(name="Confidant", keeper=ada)
        guest = guest_in(migration)
        seen = [
            "Confidant" in page(client, migration, "protect").content.decode()
            for client in (ada_client, guest)
        ]
        assert seen == [True, False]

    def test_who_may(
        self, ben_client: Client, guest_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        reader = guest_in(migration, role=Role.READER)
        for name, sent in (("add_action", promise(causes[0])), ("add_signal", watch(causes[0]))):
            tried = [
                post(client, name, migration.pk, **sent).status_code
                for client in (ben_client, guest_client, reader)
            ]
            assert tried == [404, 404, 403]
        assert asks(page(reader, migration, "protect").content.decode()) == ""


def test_alone_with_something_personal_nobody_asks_who(
    ada: User, ada_client: Client, now: datetime
) -> None:
    goal = begin_review(context="personal_goal", title="Run the marathon", by=ada, at=now)
    cause = some_causes(goal, 1)[0]
    bring(goal, "protect")
    post(ada_client, "decide_risks", goal.pk, top=[cause.pk])
    shown = page(ada_client, goal, "protect").content.decode()
    assert ('name="owner' in shown, "E-mail" in shown) == (False, False)
    post(ada_client, "add_action", goal.pk, cause=cause.pk, state="committed", text="Shoes out")
    item = ActionItem.objects.get()
    assert item.state == ActionState.COMMITTED
    assert item.owner is not None
    assert (item.owner.user, item.owner.is_reachable) == (ada, True)
    assert "E-mail" not in page(ada_client, goal, "protect").content.decode()


def test_the_note_is_there_to_copy(ada_client: Client, migration: Review) -> None:
    protected(migration, 1)
    shown = page(ada_client, migration, "protect")
    note = shown.context["note"]
    assert note.startswith("### Pre-mortem: Move orders to the new cluster\n")
    assert len(note.splitlines()) <= 25
    assert 'data-copy="### Pre-mortem' in shown.content.decode()


def test_an_unreached_owner_is_still_missing(ada_client: Client, migration: Review) -> None:
    cause = protected(migration, 1)[0]
    a_signal(migration, cause=cause, question="Who looks?", owner="Mara")
    codes = [line["code"] for line in page(ada_client, migration, "protect").context["required"]]
    assert "owner_unreachable" in codes


def test_put_away_and_brought_back(ada_client: Client, migration: Review) -> None:
    protected(migration, 1)
    item, signal = ActionItem.objects.get(), Signal.objects.get()
    for noun, one in (("action", item), ("signal", signal)):
        gone = post(ada_client, f"delete_{noun}", migration.pk, one.pk)
        shown = ada_client.get(gone["Location"]).content.decode()
        back = re.search(rf'<form method="post" action="([^"]*{one.pk}/restoration/)"', shown)
        assert back is not None
        assert ada_client.post(back.group(1)).status_code == 302
    assert (list(ActionItem.objects.all()), list(Signal.objects.all())) == ([item], [signal])


@pytest.mark.parametrize("kind", ["action", "signal"])
def test_parts_of_another_review(
    kind: str, ada_client: Client, migration: Review, outage: Review
) -> None:
    foreign = an_action(outage) if kind == "action" else a_signal(outage)
    names = {
        "action": ("edit_action", "move_action", "judge_action", "delete_action", "restore_action"),
        "signal": ("signal", "look_at_signal", "snooze_signal", "delete_signal", "restore_signal"),
    }[kind]
    assert {post(ada_client, name, migration.pk, foreign.pk).status_code for name in names} == {404}


@pytest.mark.parametrize("phase", ["protect", "watch"])
def test_as_many_queries_for_many_as_for_one(
    phase: str,
    ada_client: Client,
    ada: User,
    now: datetime,
) -> None:
    counts = []
    for count in (1, 3, 50):
        review = begin_review(context="launch", title="Launch the thing", by=ada, at=now)
        protected(review, count)
        bring(review, "watch")
        page(ada_client, review, phase)
        with CaptureQueriesContext(connection) as queries:
            page(ada_client, review, phase)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 45
