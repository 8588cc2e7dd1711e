from __future__ import annotations

from itertools import pairwise

import pytest

from mortem.core.phases import (
    PRESETS,
    OptionalStep,
    first_phase,
    includes,
    is_revealed,
    may_move,
    minutes_for,
    next_phase,
    phase,
    phase_names,
    preset_for,
    previous_phase,
)
from mortem.core.record import Kind

AHEAD = ("plan", "imagine", "write", "reveal", "rate", "protect", "watch", "closed")
BACK = ("event", "evidence", "causes", "lessons", "actions", "published", "closed")


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
    working = BACK[:5]
    free = {(a, b) for a in working for b in working if a != b}
    ends = {("actions", "published"), ("published", "actions"), ("published", "closed")}
    assert moves == free | ends | {("closed", "published")}


def test_an_unknown_phase_is_no_place_to_go() -> None:
    assert not may_move(Kind.PREMORTEM, "plan", "event")
    assert not may_move(Kind.PREMORTEM, "nowhere", "plan")


def test_cards_show_from_the_reveal_on() -> None:
    assert [is_revealed(Kind.PREMORTEM, name) for name in AHEAD] == [False] * 3 + [True] * 5
    assert is_revealed(Kind.POSTMORTEM, "event")


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
