"""Every wording of a text, with a name where somebody signed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mortem.core import chain
from mortem.core.chain import Said
from mortem.core.record import Activity
from mortem.core.versions import histories

AT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)


def line(number: int, text: str, actor: str | None = "p1", verb: str = "cause.changed") -> Activity:
    words = (chain.wording(Said("c", "cause", "text", text), salt="0" * 32),)
    at = AT + timedelta(minutes=number)
    return Activity(number=number, at=at, verb=verb, actor=actor, wordings=words)


def test_each_wording_has_who_and_when() -> None:
    (one,) = histories([line(2, "Two", "p2"), line(1, "One")])
    assert [(v.text, v.who, v.at) for v in one.versions] == [
        ("One", "p1", AT + timedelta(minutes=1)),
        ("Two", "p2", AT + timedelta(minutes=2)),
    ]
    assert (one.text, one.noun, one.changes) == ("Two", "cause", 1)


def test_where_nobody_signed_there_is_neither_name_nor_time() -> None:
    (one,) = histories([line(1, "One", None)])
    assert [(v.who, v.at) for v in one.versions] == [(None, None)]


@pytest.mark.parametrize("verb", ["cards.turned", "phase.moved", "card.hidden"])
def test_who_turns_a_card_did_not_write_it(verb: str) -> None:
    (one,) = histories([line(1, "One", "leader", verb), line(2, "Two", "leader")])
    assert [(v.who, v.at is None) for v in one.versions] == [(None, True), ("leader", False)]


def test_the_same_words_again_are_no_new_wording() -> None:
    (one,) = histories([line(1, "One"), line(2, "One"), line(3, "Two"), line(4, "One")])
    assert [v.number for v in one.versions] == [1, 3, 4]


def test_a_field_that_never_said_anything_has_no_history() -> None:
    assert histories([line(1, "")]) == ()
    (one,) = histories([line(1, "One"), line(2, "")])
    assert [v.text for v in one.versions] == ["One", ""]


def test_erased_words_are_said_to_be_erased() -> None:
    gone = chain.wording(Said("c", "cause", "text", "Tom"), salt="")
    erased = Activity(number=1, at=AT, verb="cause.added", actor="p1", wordings=(gone,))
    (one,) = histories([erased, line(2, "Nobody")])
    assert [(v.erased, v.text) for v in one.versions] == [(True, "Tom"), (False, "Nobody")]


def test_what_stood_there_when_the_history_began_is_marked() -> None:
    (one,) = histories([line(1, "One", None, chain.BEGUN), line(2, "Two")])
    assert [v.begun for v in one.versions] == [True, False]
