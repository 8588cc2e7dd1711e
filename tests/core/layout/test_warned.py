"""Warnings stand in time before the event's line, and what came too late beyond it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mortem.core.layout.warned import EVENT, LEFT, WIDTH, WarnedLayout, layout_warned
from mortem.core.record import Foresight
from mortem.core.warning_track import Mark, Step, Track, WarningStory
from tests.core.drawing import NOON, SENTENCES

HOURS = st.lists(st.tuples(st.sampled_from(Step), st.integers(-2000, 2000)), max_size=9)
TRACKS = st.lists(st.tuples(st.sampled_from(SENTENCES), HOURS), max_size=8)


def laid_out(told: list[tuple[str, list[tuple[Step, int]]]], *, known: bool = True) -> WarnedLayout:
    tracks = tuple(
        Track(
            text,
            Foresight.LATE,
            tuple(Mark(step, NOON + timedelta(hours=hours), "x") for step, hours in sorted(marks)),
        )
        for text, marks in told
    )
    return layout_warned(WarningStory(NOON if known else None, tracks), legend=3)


@given(TRACKS, st.booleans())
def test_every_mark_stands_on_the_paper_in_its_row(
    told: list[tuple[str, list[tuple[Step, int]]]], known: bool
) -> None:
    layout = laid_out(told, known=known)
    for row, (_, marks) in zip(layout.rows, told, strict=True):
        assert len(row.marks) == len(marks)
        assert all(LEFT <= mark.x < WIDTH and row.top < mark.y < row.bottom for mark in row.marks)
    for above, below in pairwise(layout.rows):
        assert above.bottom < below.text.box.y
    assert layout.scale_y < layout.legend_y < layout.height


def test_the_event_parts_early_from_late() -> None:
    (row,) = laid_out(
        [("x", [(Step.WRITTEN, -100), (Step.DONE, 0), (Step.DONE, 50), (Step.DUE, -50)])]
    ).rows
    places = {(mark.step, mark.x > EVENT): mark.x for mark in row.marks}
    assert places[Step.WRITTEN, False] == LEFT
    assert places[Step.DUE, False] == (LEFT + EVENT) / 2
    assert places[Step.DONE, False] == EVENT
    assert places[Step.DONE, True] > EVENT


def test_a_signal_has_a_lane_of_its_own() -> None:
    quiet, spoke = laid_out([("x", [(Step.DONE, -5)]), ("y", [(Step.SPOKE, -5)])]).rows
    assert quiet.bottom - quiet.top < spoke.bottom - spoke.top
    assert spoke.marks[0].y - spoke.top > quiet.marks[0].y - quiet.top
