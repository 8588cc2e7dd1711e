from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mortem.core.errors import BadInput, NotFound, SomebodyWasFirst
from mortem.core.record import Disposition
from mortem.web.models import ActionItem, Activity, Card, Cause, Participant, Review, User
from mortem.web.operations.causes import (
    add_cause,
    cause_from_card,
    change_cause,
    delete_cause,
    keep_apart,
    merge_causes,
    restore_cause,
    split_cause,
    take_up_cause,
)
from mortem.web.operations.parts import add_part
from mortem.web.operations.themes import add_theme, delete_theme, rename_theme, restore_theme
from tests.web.conftest import seat_of


@pytest.fixture
def me(migration: Review, ada: User) -> Participant:
    return seat_of(ada, migration)


@pytest.fixture
def slow(migration: Review, me: Participant, now: datetime) -> Cause:
    return add_cause(migration, text="It was slow", by=me, at=now)


@pytest.fixture
def late(migration: Review, me: Participant, now: datetime) -> Cause:
    return add_cause(migration, text="It came late", by=me, at=now)


def texts(review: Review) -> list[str]:
    return [cause.text for cause in review.causes.all()]


def card_of(cause: Cause, text: str) -> Card:
    card: Card = Card.objects.create(review=cause.review, text=text, cause=cause, revealed=True)
    return card


def test_causes_stand_in_the_order_they_came(slow: Cause, late: Cause) -> None:
    assert slow.position < late.position
    assert texts(late.review) == ["It was slow", "It came late"]


def test_facts_of_a_cause_change(slow: Cause, me: Participant, now: datetime) -> None:
    theme = slow.review.themes.first()
    change_cause(slow, by=me, at=now, text=" Slower ", theme=theme, elephant=True)
    change_cause(slow, by=me, at=now, disposition=Disposition.TOP, severity_first=True)
    slow.refresh_from_db()
    assert (slow.text, slow.theme, slow.elephant) == ("Slower", theme, True)
    assert (slow.disposition, slow.severity_first) == (Disposition.TOP, True)


def test_what_a_cause_does_not_have_is_named(slow: Cause, me: Participant, now: datetime) -> None:
    with pytest.raises(BadInput) as told:
        change_cause(slow, by=me, at=now, review=None)
    assert told.value.field == "review"
    with pytest.raises(BadInput):
        change_cause(slow, by=me, at=now, text="  ")


def test_a_theme_or_parent_of_another_review_is_refused(
    slow: Cause, outage: Review, me: Participant, now: datetime
) -> None:
    with pytest.raises(BadInput) as told:
        change_cause(slow, by=me, at=now, theme=outage.themes.first())
    assert told.value.field == "theme"
    stranger = Cause.objects.create(review=outage, text="Elsewhere")
    with pytest.raises(BadInput):
        change_cause(slow, by=me, at=now, parent=stranger)


def test_no_cause_explains_itself(slow: Cause, late: Cause, me: Participant, now: datetime) -> None:
    change_cause(late, by=me, at=now, parent=slow)
    with pytest.raises(BadInput):
        change_cause(slow, by=me, at=now, parent=late)
    with pytest.raises(BadInput):
        change_cause(slow, by=me, at=now, parent=slow)
    slow.refresh_from_db()
    assert slow.parent is None


def test_a_branch_goes_and_comes_back_whole(
    slow: Cause, late: Cause, me: Participant, now: datetime
) -> None:
    below = add_cause(slow.review, text="Because of that", by=me, at=now, parent=slow)
    deeper = add_cause(slow.review, text="And that", by=me, at=now, parent=below)
    assert delete_cause(slow, by=me, at=now) == 3
    assert texts(slow.review) == [late.text]
    restore_cause(Cause.everything.get(pk=slow.pk), by=me, at=now)
    assert texts(slow.review) == ["It was slow", "It came late", "Because of that", "And that"]
    deeper.refresh_from_db()
    assert deeper.parent == below


def test_what_was_deleted_earlier_stays_deleted(
    slow: Cause, me: Participant, now: datetime
) -> None:
    below = add_cause(slow.review, text="Below", by=me, at=now, parent=slow)
    delete_cause(below, by=me, at=now)
    delete_cause(slow, by=me, at=now + timedelta(minutes=1))
    restore_cause(Cause.everything.get(pk=slow.pk), by=me, at=now)
    assert texts(slow.review) == ["It was slow"]


def test_what_lost_its_parent_explains_the_event(
    slow: Cause, me: Participant, now: datetime
) -> None:
    below = add_cause(slow.review, text="Below", by=me, at=now, parent=slow)
    delete_cause(below, by=me, at=now)
    delete_cause(slow, by=me, at=now + timedelta(minutes=1))
    assert restore_cause(Cause.everything.get(pk=below.pk), by=me, at=now).parent is None


def test_what_is_there_cannot_come_back(slow: Cause, me: Participant, now: datetime) -> None:
    with pytest.raises(NotFound):
        restore_cause(slow, by=me, at=now)


def test_joining_brings_everything_along(
    slow: Cause, late: Cause, me: Participant, now: datetime
) -> None:
    theme = slow.review.themes.first()
    change_cause(late, by=me, at=now, theme=theme, elephant=True)
    card = card_of(late, "late")
    why = add_cause(slow.review, text="Why", by=me, at=now, parent=late)
    action = add_part(ActionItem, slow.review, by=me, at=now, text="Do", cause=late)
    joined = merge_causes(slow, [late], by=me, at=now)
    for part in (card, why, action):
        part.refresh_from_db()
    assert (card.cause, why.parent, action.cause) == (slow, slow, slow)
    assert (joined.theme, joined.elephant) == (theme, True)
    assert texts(slow.review) == ["It was slow", "Why"]


def test_undoing_a_join_gives_everything_back(
    slow: Cause, late: Cause, me: Participant, now: datetime
) -> None:
    own, theirs = card_of(slow, "slow"), card_of(late, "late")
    why = add_cause(slow.review, text="Why", by=me, at=now, parent=late)
    merge_causes(slow, [late], by=me, at=now)
    restore_cause(Cause.everything.get(pk=late.pk), by=me, at=now)
    for part in (own, theirs, why):
        part.refresh_from_db()
    assert (own.cause, theirs.cause, why.parent) == (slow, late, late)
    assert texts(slow.review) == ["It was slow", "It came late", "Why"]


def test_undoing_a_join_of_several_gives_each_its_own(
    slow: Cause, late: Cause, me: Participant, now: datetime
) -> None:
    wrong = add_cause(slow.review, text="It was wrong", by=me, at=now)
    cards = [card_of(cause, cause.text) for cause in (slow, late, wrong)]
    merge_causes(slow, [late, wrong], by=me, at=now)
    restore_cause(Cause.everything.get(pk=wrong.pk), by=me, at=now)
    for card in cards:
        card.refresh_from_db()
    assert [card.cause for card in cards] == [slow, late, wrong]


def test_what_was_joined_meanwhile_is_joined_where_it_is(
    slow: Cause, late: Cause, me: Participant, now: datetime
) -> None:
    wrong = add_cause(slow.review, text="It was wrong", by=me, at=now)
    card = card_of(wrong, "wrong")
    seen = Cause.objects.get(pk=late.pk)
    merge_causes(slow, [late], by=me, at=now)
    assert merge_causes(seen, [wrong], by=me, at=now) == slow
    card.refresh_from_db()
    assert card.cause == slow
    assert texts(slow.review) == ["It was slow"]


def test_two_who_join_the_same_two_crosswise_have_joined_them_once(
    slow: Cause, late: Cause, me: Participant, now: datetime
) -> None:
    cards = [card_of(slow, "slow"), card_of(late, "late")]
    first, second = Cause.objects.get(pk=slow.pk), Cause.objects.get(pk=late.pk)
    merge_causes(slow, [late], by=me, at=now)
    assert merge_causes(second, [first], by=me, at=now) == slow
    for card in cards:
        card.refresh_from_db()
    assert [card.cause for card in cards] == [slow, slow]
    assert Activity.objects.filter(verb="cause.merged").count() == 1


def test_what_just_became_part_of_another_says_which(
    slow: Cause, late: Cause, me: Participant, now: datetime
) -> None:
    wrong = add_cause(slow.review, text="It was wrong", by=me, at=now)
    seen = Cause.objects.get(pk=late.pk)
    merge_causes(slow, [late], by=me, at=now)
    for step in (
        lambda: change_cause(seen, by=me, at=now, theme=slow.review.themes.first()),
        lambda: delete_cause(seen, by=me, at=now),
        lambda: merge_causes(wrong, [seen], by=me, at=now),
    ):
        with pytest.raises(SomebodyWasFirst) as told:
            step()
        assert str(told.value) == "Somebody has just joined this with “It was slow”."
    assert texts(slow.review) == ["It was slow", "It was wrong"]


def test_a_join_that_was_joined_on_can_still_be_undone(
    slow: Cause, late: Cause, me: Participant, now: datetime
) -> None:
    wrong = add_cause(slow.review, text="It was wrong", by=me, at=now)
    card = card_of(late, "late")
    merge_causes(slow, [late], by=me, at=now)
    merge_causes(wrong, [slow], by=me, at=now + timedelta(seconds=1))
    restore_cause(Cause.everything.get(pk=late.pk), by=me, at=now)
    card.refresh_from_db()
    assert card.cause == late
    assert texts(late.review) == ["It came late", "It was wrong"]


def test_a_cause_put_away_meanwhile_is_not_joined(
    slow: Cause, late: Cause, me: Participant, now: datetime
) -> None:
    seen = Cause.objects.get(pk=late.pk)
    delete_cause(late, by=me, at=now)
    for into, other in ((seen, slow), (slow, seen)):
        with pytest.raises(SomebodyWasFirst) as told:
            merge_causes(into, [other], by=me, at=now)
        assert str(told.value) == "Somebody has put this away meanwhile."


def test_a_cause_can_be_joined_with_what_explains_it(
    slow: Cause, me: Participant, now: datetime
) -> None:
    below = add_cause(slow.review, text="Below", by=me, at=now, parent=slow)
    joined = merge_causes(below, [slow], by=me, at=now)
    assert joined.parent is None
    assert texts(slow.review) == ["Below"]


def test_a_cause_is_not_joined_with_itself_or_a_stranger(
    slow: Cause, outage: Review, me: Participant, now: datetime
) -> None:
    stranger = Cause.objects.create(review=outage, text="Elsewhere")
    for other in (slow, stranger):
        with pytest.raises(BadInput):
            merge_causes(slow, [other], by=me, at=now)


def test_a_card_gets_its_own_cause_again(slow: Cause, me: Participant, now: datetime) -> None:
    theme = slow.review.themes.first()
    change_cause(slow, by=me, at=now, theme=theme)
    card_of(slow, "It was slow")
    second = card_of(slow, "Queues were full")
    own = split_cause(slow, second, by=me, at=now)
    assert (own.text, own.theme) == ("Queues were full", theme)
    second.refresh_from_db()
    assert second.cause == own
    with pytest.raises(SomebodyWasFirst):
        split_cause(slow, second, by=me, at=now)


def test_a_card_put_aside_comes_back_as_a_cause(
    slow: Cause, me: Participant, now: datetime
) -> None:
    card = card_of(slow, "Slow")
    delete_cause(slow, by=me, at=now)
    seen = Card.objects.get(pk=card.pk)
    assert cause_from_card(card, by=me, at=now).text == "Slow"
    with pytest.raises(SomebodyWasFirst):
        cause_from_card(seen, by=me, at=now)
    assert texts(slow.review) == ["Slow"]


def test_history_remembers_prompts_and_pairs_kept_apart(
    slow: Cause, late: Cause, me: Participant, now: datetime
) -> None:
    taken = take_up_cause(slow.review, text="Nobody was asked", by=me, at=now)
    keep_apart(slow, late, by=me, at=now)
    lines = Activity.objects.filter(review=slow.review).order_by("-number")[:2]
    assert [(line.verb, line.data["id"]) for line in lines] == [
        ("causes.kept_apart", str(slow.pk)),
        ("cause.taken_up", str(taken.pk)),
    ]


def test_themes_are_added_once_renamed_and_brought_back(
    migration: Review, slow: Cause, me: Participant, now: datetime
) -> None:
    luck = add_theme(migration, name=" Luck ", by=me, at=now)
    assert add_theme(migration, name="luck", by=me, at=now) == luck
    assert rename_theme(luck, name="Chance", by=me, at=now).name == "Chance"
    change_cause(slow, by=me, at=now, theme=luck)
    delete_theme(luck, by=me, at=now)
    assert list(migration.themes.filter(name="Chance")) == []
    restore_theme(luck, by=me, at=now)
    slow.refresh_from_db()
    assert slow.theme == luck


def test_forty_themes_are_enough(migration: Review, me: Participant, now: datetime) -> None:
    for number in range(40 - migration.themes.count()):
        add_theme(migration, name=f"Theme {number}", by=me, at=now)
    with pytest.raises(BadInput) as told:
        add_theme(migration, name="One more", by=me, at=now)
    assert told.value.data == {"count": 40}
