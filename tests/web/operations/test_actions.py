from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mortem.core.errors import BadInput, NotFound, SomebodyWasFirst
from mortem.core.record import ActionState, Verdict
from mortem.web.models import ActionItem, Activity, Owner, Participant, Review, User
from mortem.web.operations.actions import (
    add_action,
    agree_action,
    change_action,
    judge_action,
    move_action,
)
from mortem.web.operations.parts import delete_part, restore_part
from tests.web.conftest import seat_of
from tests.web.guarding import some_causes

if TYPE_CHECKING:
    from datetime import datetime

IDEA, COMMITTED, DONE, DECLINED = ActionState


@pytest.fixture
def me(outage: Review, ada: User) -> Participant:
    return seat_of(ada, outage)


@pytest.fixture
def item(outage: Review, me: Participant, now: datetime) -> ActionItem:
    return add_action(outage, text="Automate the renewal", by=me, at=now)


def verbs(review: Review) -> list[str]:
    return list(Activity.objects.filter(review=review).values_list("verb", flat=True))


def test_an_idea_asks_for_nothing_but_words(item: ActionItem) -> None:
    assert (item.text, item.state, item.owner, item.due_date) == (
        "Automate the renewal",
        IDEA,
        None,
        None,
    )


@pytest.mark.parametrize("text", ["", "   \r\n ", "\x00"])
def test_no_words_is_no_idea(text: str, outage: Review, me: Participant, now: datetime) -> None:
    with pytest.raises(BadInput):
        add_action(outage, text=text, by=me, at=now)


def test_a_form_sent_twice_adds_one(outage: Review, me: Participant, now: datetime) -> None:
    one, other = (add_action(outage, text=" Write it down ", by=me, at=now) for _ in range(2))
    assert one == other
    assert verbs(outage).count("action_item.added") == 1


def test_the_same_words_for_another_cause_are_another_item(
    outage: Review, me: Participant, now: datetime
) -> None:
    for cause in some_causes(outage, 2):
        add_action(outage, text="Write it down", cause=cause, by=me, at=now)
    assert ActionItem.objects.count() == 2


def test_one_owner_for_one_name(outage: Review, me: Participant, now: datetime) -> None:
    for text in ("One", "Two"):
        add_action(outage, text=text, owner=" Jun  Sato ", by=me, at=now)
    assert [owner.name for owner in Owner.objects.all()] == ["Jun Sato"]


def test_changing_keeps_the_owner_unless_told(
    item: ActionItem, me: Participant, now: datetime
) -> None:
    change_action(item, owner="Jun", by=me, at=now)
    change_action(item, text="Automate it", by=me, at=now)
    assert (item.text, item.owner and item.owner.name) == ("Automate it", "Jun")
    change_action(item, owner="", by=me, at=now)
    assert item.owner is None


def test_agreeing_says_who_and_when_in_one_line_of_history(
    item: ActionItem, me: Participant, now: datetime
) -> None:
    before = len(verbs(me.review))
    agree_action(item, owner="Jun", due_date=now.date(), measure="0 by hand", by=me, at=now)
    assert (item.state, item.owner and item.owner.name, item.measure) == (
        COMMITTED,
        "Jun",
        "0 by hand",
    )
    assert len(verbs(me.review)) == before + 1


def test_what_is_no_longer_parked_cannot_be_agreed_on(
    item: ActionItem, me: Participant, now: datetime
) -> None:
    stale = ActionItem.objects.get(pk=item.pk)
    move_action(item, to=DECLINED, reason="Too dear", by=me, at=now)
    with pytest.raises(SomebodyWasFirst):
        agree_action(stale, owner="Jun", by=me, at=now)
    item.refresh_from_db()
    assert item.state == DECLINED


@pytest.mark.parametrize(
    ("way", "ends"),
    [
        ([COMMITTED], COMMITTED),
        ([COMMITTED, DONE], DONE),
        ([COMMITTED, DONE, COMMITTED], COMMITTED),
        ([COMMITTED, IDEA], IDEA),
        ([DECLINED, IDEA], IDEA),
        ([COMMITTED, DECLINED], DECLINED),
    ],
)
def test_the_ways_of_an_item(
    way: list[ActionState],
    ends: ActionState,
    item: ActionItem,
    me: Participant,
    now: datetime,
) -> None:
    for to in way:
        move_action(item, to=to, reason="Because", by=me, at=now)
    assert item.state == ends
    assert item.done_at == (now if ends is DONE else None)
    assert item.declined_reason == ("Because" if ends is DECLINED else "")


@pytest.mark.parametrize(("start", "to"), [(IDEA, DONE), (DONE, IDEA), (DECLINED, COMMITTED)])
def test_no_way_leads_there(
    start: ActionState, to: ActionState, item: ActionItem, me: Participant, now: datetime
) -> None:
    ActionItem.objects.filter(pk=item.pk).update(state=start)
    item.refresh_from_db()
    with pytest.raises(SomebodyWasFirst):
        move_action(item, to=to, by=me, at=now)


def test_done_pressed_twice_is_done_once(item: ActionItem, me: Participant, now: datetime) -> None:
    move_action(item, to=COMMITTED, by=me, at=now)
    move_action(item, to=DONE, by=me, at=now)
    before = verbs(me.review)
    move_action(ActionItem.objects.get(pk=item.pk), to=DONE, by=me, at=now)
    assert verbs(me.review) == before


def test_two_people_move_it_at_once(item: ActionItem, me: Participant, now: datetime) -> None:
    stale = ActionItem.objects.get(pk=item.pk)
    move_action(item, to=COMMITTED, by=me, at=now)
    with pytest.raises(SomebodyWasFirst):
        move_action(stale, to=DECLINED, reason="No", by=me, at=now)


def test_declining_wants_a_reason(item: ActionItem, me: Participant, now: datetime) -> None:
    with pytest.raises(BadInput) as caught:
        move_action(item, to=DECLINED, reason="  ", by=me, at=now)
    assert caught.value.field == "reason"


def test_a_verdict_comes_after_the_work(item: ActionItem, me: Participant, now: datetime) -> None:
    with pytest.raises(BadInput, match="after the work is done"):
        judge_action(item, verdict=Verdict.HELD, note="31 of 31", by=me, at=now)
    for to in (COMMITTED, DONE):
        move_action(item, to=to, by=me, at=now)
    judge_action(item, verdict=Verdict.HELD, note=" 31 of 31 ", by=me, at=now)
    assert (item.verdict, item.verdict_note, item.verdict_at) == (Verdict.HELD, "31 of 31", now)


class TestPutAway:
    def test_away_and_back_once_each(
        self, item: ActionItem, me: Participant, now: datetime
    ) -> None:
        for _ in range(2):
            delete_part(item, by=me, at=now)
        assert list(ActionItem.objects.all()) == []
        for _ in range(2):
            restore_part(item, by=me, at=now)
        assert list(ActionItem.objects.all()) == [item]
        assert verbs(me.review)[-2:] == ["action_item.deleted", "action_item.restored"]

    def test_a_change_to_what_was_put_away(
        self, item: ActionItem, me: Participant, now: datetime
    ) -> None:
        delete_part(ActionItem.objects.get(pk=item.pk), by=me, at=now)
        with pytest.raises(NotFound):
            change_action(item, text="Later", by=me, at=now)
        with pytest.raises(NotFound):
            move_action(item, to=COMMITTED, by=me, at=now)
