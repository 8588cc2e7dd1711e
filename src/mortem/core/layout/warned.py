"""Where warnings stand before an event: a row for each factor, time from left to right.

Time runs evenly up to the event's line. What came after it stands to its right, in order only:
how much too late something was done would push everything else together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from mortem.core.layout.shapes import TextBlock, set_text
from mortem.core.warning_track import Step

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.core.warning_track import Mark, Track, WarningStory

WIDTH: Final = 350.0  # as narrow as a phone
LEFT, EVENT = 18.0, 286.0
SHAPE: Final = 5.5  # half as wide as a mark
_TEXT: Final = 13.0
_LANE: Final = 20.0
_AFTER: Final = 15.0  # between what came after the event
_MARGIN: Final = 10.0
_SCALE: Final = 26.0
_LOWER: Final = frozenset({Step.SPOKE, Step.ANSWERED})


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A step's mark, at EVENT or before where it was in time."""

    step: Step
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class WarnedRow:
    """A factor's words, and below them its lanes: what was done, and what spoke."""

    track: Track
    text: TextBlock
    verdict_y: float
    top: float
    bottom: float
    marks: tuple[PlacedStep, ...]


@dataclass(frozen=True, slots=True)
class WarnedLayout:
    """All rows; `scale_y` is where the days are written, `legend_y` where the shapes are explained."""

    width: float
    height: float
    scale_y: float
    legend_y: float
    began_at: datetime | None
    rows: tuple[WarnedRow, ...]


def layout_warned(story: WarningStory, *, legend: int) -> WarnedLayout:
    """Place every factor below the one before; `legend` is how many lines explain the shapes."""
    moments = [mark.at for track in story.tracks for mark in track.marks]
    began = min(moments, default=None)
    rows: list[WarnedRow] = []
    y = _MARGIN
    for track in story.tracks:
        rows.append(_row(track, y, began, story.event_at or max(moments, default=None)))
        y = rows[-1].bottom + _MARGIN
    scale_y = y + 12
    legend_y = scale_y + _SCALE
    return WarnedLayout(WIDTH, legend_y + legend * _LANE, scale_y, legend_y, began, tuple(rows))


def _row(track: Track, y: float, began: datetime | None, event: datetime | None) -> WarnedRow:
    text = set_text(track.factor, WIDTH - LEFT - 12, _TEXT, x=12, y=y, most_lines=3)
    verdict_y = text.box.bottom + 14
    top = verdict_y + 8
    speaks = any(mark.step in _LOWER for mark in track.marks)
    bottom = top + _LANE * (2 if speaks else 1)
    late = count()
    marks = tuple(_placed(mark, top, began, event, late) for mark in track.marks)
    return WarnedRow(track, text, verdict_y, top, bottom, marks)


def _placed(
    mark: Mark, top: float, began: datetime | None, event: datetime | None, late: count[int]
) -> PlacedStep:
    y = top + _LANE * (1.5 if mark.step in _LOWER else 0.5)
    if began is None or event is None or mark.at > event:
        x = EVENT + _AFTER * (1 + next(late))
        return PlacedStep(mark.step, min(x, WIDTH - SHAPE - 2), y)
    span = (event - began).total_seconds() or 1.0
    x = LEFT + (EVENT - LEFT) * (mark.at - began).total_seconds() / span
    return PlacedStep(mark.step, x, y)
