from __future__ import annotations

from itertools import pairwise

import pytest

from mortem.core.phases import (
    MEETINGS,
    PRESETS,
    OptionalStep,
    agenda,
    first_phase,
    includes,
    is_revealed,
    may_move,
    meeting_minutes,
    minutes_for,
    next_phase,
    phase,
    phase_names,
    preset_for,
    previous_phase,
    silent_phase,
    takes_cards,
    turns_cards,
)
from mortem.core.record import Kind

AHEAD = ("plan", "imagine", "write", "reveal", "rate", "protect", "watch", "closed")
BACK = ("event", "accounts", "evidence", "causes", "lessons", "actions", "published", "closed")


def test_the_order_of_phases() -> None:
    assert phase_names(Kind.PREMORTEM) == AHEAD
    assert phase_names(Kind.POSTMORTEM) == BACK
    assert (first_phase(Kind.PREMORTEM), first_phase(Kind.POSTMORTEM)) == ("plan", "event")
    assert phase(Kind.PREMORTEM, "rate").label == "Rate"


def test_the_ends() -> None:
    assert next_phase(Kind.PREMORTEM, "closed") is None
    assert previous_phase(Kind.POSTMORTEM, "event") is None
    with pytest.raises(ValueError, match="not in tuple"):
        next_phase(Kind.PREMORTEM, "event")


def test_every_legal_move_of_a_premortem() -> None:
    moves = {(a, b) for a in AHEAD for b in AHEAD if may_move(Kind.PREMORTEM, a, b)}
    forward = set(pairwise(AHEAD))
    back = {(b, a) for a, b in forward}
    assert moves == forward | (back - {("reveal", "write")})


def test_every_legal_move_of_a_postmortem() -> None:
    moves = {(a, b) for a in BACK for b in BACK if may_move(Kind.POSTMORTEM, a, b)}
    working = BACK[:6]
    free = {(a, b) for a in working for b in working if a != b}
    ends = {("actions", "published"), ("published", "actions"), ("published", "closed")}
    assert moves == free | ends | {("closed", "published")}


def test_an_unknown_phase_is_no_place_to_go() -> None:
    assert not may_move(Kind.PREMORTEM, "plan", "event")
    assert not may_move(Kind.PREMORTEM, "nowhere", "plan")


def test_cards_show_from_the_reveal_on() -> None:
    assert [is_revealed(Kind.PREMORTEM, name) for name in AHEAD] == [False] * 3 + [True] * 5
    assert [name for name in BACK if not is_revealed(Kind.POSTMORTEM, name)] == ["accounts"]


def test_nobody_waits_for_accounts_of_something_of_their_own() -> None:
    own = tuple(name for name in BACK if name != "accounts")
    assert phase_names(Kind.POSTMORTEM, personal=True) == own
    assert next_phase(Kind.POSTMORTEM, "event", personal=True) == "evidence"
    assert previous_phase(Kind.POSTMORTEM, "evidence", personal=True) == "event"
    assert not any(may_move(Kind.POSTMORTEM, name, "accounts", personal=True) for name in BACK)
    assert may_move(Kind.POSTMORTEM, "event", "evidence", personal=True)


def test_only_going_past_the_silence_turns_the_cards() -> None:
    ahead = {(a, b) for a in AHEAD for b in AHEAD if may_move(Kind.PREMORTEM, a, b)}
    assert {move for move in ahead if turns_cards(Kind.PREMORTEM, *move)} == {("write", "reveal")}
    back = {(a, b) for a in BACK for b in BACK if may_move(Kind.POSTMORTEM, a, b)}
    turning = {move for move in back if turns_cards(Kind.POSTMORTEM, *move)}
    assert turning == {(a, b) for a in BACK[:2] for b in BACK[2:6]}


def test_where_a_late_card_is_still_kept() -> None:
    assert [name for name in AHEAD if takes_cards(Kind.PREMORTEM, name)] == ["write", "reveal"]
    assert [name for name in BACK if takes_cards(Kind.POSTMORTEM, name)] == list(BACK[1:6])
    assert [silent_phase(kind) for kind in Kind] == ["write", "accounts"]


@pytest.mark.parametrize("minutes", MEETINGS)
def test_the_parts_of_a_meeting_add_up_and_most_of_it_is_the_timeline(minutes: int) -> None:
    parts = agenda(minutes)
    assert sum(parts.values()) == minutes
    assert list(parts) == [name for name in BACK if meeting_minutes(minutes, name)]
    assert parts["evidence"] > minutes / 2


def test_an_hour_keeps_35_to_40_minutes_for_the_timeline() -> None:
    assert 35 <= meeting_minutes(60, "evidence") <= 40
    assert (agenda(15), meeting_minutes(45, "evidence")) == ({}, 0)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_minutes_of_a_preset_add_up(preset: int) -> None:
    assert sum(minutes_for(preset, name) for name in AHEAD) == preset


def test_fifteen_minutes_really_are_fifteen() -> None:
    assert [minutes_for(15, name) for name in AHEAD] == [1, 0, 5, 3, 2, 4, 0, 0]


def test_fuller_steps_need_thirty_minutes() -> None:
    assert [includes(minutes, OptionalStep.RANGES) for minutes in (15, 29, 30, 60)] == [
        False,
        False,
        True,
        True,
    ]
    assert [preset_for(minutes) for minutes in (5, 15, 44, 45, 90)] == [15, 15, 30, 45, 60]
