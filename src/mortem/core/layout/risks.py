"""Where every risk goes: plausibility across, cost up, a numbered legend below.

Costs in steps stand in five rows. Costs in ranges stand on a logarithmic axis in the plan's unit; where
both are there, the rows follow below the axis, because neither says anything about the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mortem.core.amount import show_amount
from mortem.core.layout.risk_places import RADIUS, Steps, place_ranges, place_steps, step_place
from mortem.core.layout.shapes import (
    Box,
    Line,
    PlacedMark,
    TextBlock,
    height_of,
    set_marks,
    set_text,
)
from mortem.core.risk import COST_STEPS, disagreements, rank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from mortem.core.layout.cost_axis import CostAxis
    from mortem.core.risk import Pooled, Ranked

__all__ = [
    "NARROW",
    "RADIUS",
    "WIDE",
    "Dot",
    "Frame",
    "LegendEntry",
    "RisksLayout",
    "Tick",
    "layout_risks",
]

_PLOT_Y = 52.0
_AXIS_AIR = RADIUS + 9  # above and below an axis, so that dots at its ends stay inside
_BETWEEN = 44.0  # from an axis to the rows below it
_BELOW_PLOT = 78.0
_COLUMN_GAP = 36.0
_NUMBER_WIDTH = 34.0
_ENTRY_GAP = 16.0
_TEXT_SIZE = 13.5
_DETAIL_SIZE = 11.5
_FEW = 12


@dataclass(frozen=True, slots=True)
class Frame:
    """The width of a picture, and how it is divided: for a desk and paper, or for a phone."""

    width: float
    margin: float
    label_width: float
    columns: int

    @property
    def plot_x(self) -> float:
        """Where the plot begins, at the right of the words beside it."""
        return self.margin + self.label_width + 18

    @property
    def plot_width(self) -> float:
        return self.width - self.margin - 8 - self.plot_x

    def x_of(self, plausibility: float) -> float:
        """Return where a chance in percent stands on the plot."""
        return self.plot_x + RADIUS + (self.plot_width - 2 * RADIUS) * plausibility / 100


WIDE = Frame(880, 28, 112, 2)
NARROW = Frame(350, 2, 74, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A risk on the plot. Whiskers show how far answers reach; with many risks only where it matters.

    `exact` is the short stroke at its true cost, with a line to it, where the dot had to stand aside.
    """

    number: int
    x: float
    y: float
    top: bool
    apart: bool
    across: Line | None
    upright: Line | None
    exact: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A round amount beside the axis."""

    y: float
    label: TextBlock


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A risk in words; its number stands on a small dot at (x, y)."""

    number: int
    top: bool
    x: float
    y: float
    text: TextBlock
    detail: TextBlock
    marks: tuple[PlacedMark, ...]


@dataclass(frozen=True, slots=True)
class RisksLayout:
    """The whole picture; `rows` are the cost steps from the costliest down, with their words.

    `axis` is the part of the plot with amounts and `ticks` its marks; each is empty where nobody used it.
    """

    frame: Frame
    height: float
    plot: Box
    rows: tuple[Box, ...]
    row_labels: tuple[TextBlock, ...]
    axis: Box | None
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    legend: tuple[LegendEntry, ...]


def layout_risks(
    pooled: Iterable[Pooled],
    texts: Mapping[str, str],
    *,
    cost_words: Sequence[str],
    details: Mapping[str, str],
    marks: Mapping[str, Sequence[tuple[str, str]]],
    emphasised: Collection[str] = (),
    frame: Frame = WIDE,
) -> RisksLayout:
    """Lay out pooled risks; `cost_words` name the five steps, cheapest first.

    `emphasised` are the causes whose dots are filled: the top risks. In a narrow frame a crowd's
    legend tells only of those with whiskers: the list beside every picture has them all.
    """
    ranked = rank(pooled)
    ranges = [one for one in ranked if one.pooled.cost_range]
    in_steps = [one for one in ranked if not one.pooled.cost_range]
    axis, ys = place_ranges(ranges, frame.x_of, top=_PLOT_Y + _AXIS_AIR) if ranges else (None, {})
    top = axis.end + _AXIS_AIR if axis else _PLOT_Y
    framed = Box(frame.plot_x, _PLOT_Y, frame.plot_width, top - _PLOT_Y) if axis else None
    rows_from = top + _BETWEEN if axis else top
    steps = place_steps(in_steps, frame.x_of, Box(frame.plot_x, rows_from, frame.plot_width, 0))
    shown = steps.rows if in_steps or not axis else ()
    bottom = shown[-1].bottom if shown else top
    tells = _telling(ranked, emphasised)
    at = {one.number: _dot(one, frame, emphasised, tells) for one in ranked}
    dots = [_ranged_dot(at[one.number], one, axis, ys, tells) for one in ranges if axis]
    dots += [_stepped_dot(at[one.number], one, steps, in_steps, tells) for one in in_steps]
    told = [one for one in ranked if frame.columns > 1 or one.pooled.cause in tells]
    legend = tuple(
        replace(entry, top=one.pooled.cause in emphasised)
        for entry, one in zip(
            _legend(told, texts, details, marks, frame=frame, top=bottom + _BELOW_PLOT),
            told,
            strict=True,
        )
    )
    bottoms = [max(entry.detail.box.bottom, _marks_end(entry)) for entry in legend]
    return RisksLayout(
        frame=frame,
        height=max(bottoms, default=bottom + 42) + WIDE.margin,
        plot=Box(frame.plot_x, _PLOT_Y, frame.plot_width, bottom - _PLOT_Y),
        rows=shown,
        row_labels=tuple(
            _label(row.middle, cost_words[step], frame)
            for row, step in zip(shown, range(COST_STEPS - 1, -1, -1), strict=False)
        ),
        axis=framed,
        ticks=_ticks(axis, frame) if axis else (),
        dots=tuple(sorted(dots, key=lambda dot: dot.number)),
        legend=legend,
    )


def _label(middle: float, words: str, frame: Frame) -> TextBlock:
    label = set_text(words, frame.label_width, 12.5, most_lines=3)
    return label.moved(frame.plot_x - 16 - label.box.width, middle - label.box.height / 2)


def _ticks(axis: CostAxis, frame: Frame) -> tuple[Tick, ...]:
    return tuple(
        Tick(axis.y_of(amount), _label(axis.y_of(amount), show_amount(amount), frame))
        for amount in axis.ticks
    )


def _telling(ranked: Sequence[Ranked], emphasised: Collection[str]) -> Collection[str]:
    """Return the causes whose whiskers are drawn: all of a few, else the top ones and the most divided."""
    divided = {one.number for one in disagreements(ranked)}
    return {
        one.pooled.cause
        for one in ranked
        if len(ranked) <= _FEW or one.pooled.cause in emphasised or one.number in divided
    }


def _dot(one: Ranked, frame: Frame, emphasised: Collection[str], tells: Collection[str]) -> Dot:
    """Return a dot whose height is not known yet."""
    low, high = one.pooled.plausibility_spread
    reaches = one.pooled.cause in tells and low < high
    return Dot(
        number=one.number,
        x=frame.x_of(one.pooled.plausibility),
        y=0.0,
        top=one.pooled.cause in emphasised,
        apart=one.pooled.seen_differently,
        across=Line(frame.x_of(low), 0.0, frame.x_of(high), 0.0) if reaches else None,
        upright=None,
    )


def _moved(dot: Dot, y: float) -> Dot:
    across = dot.across and Line(dot.across.x1, y, dot.across.x2, y)
    return replace(dot, y=y, across=across)


def _stepped_dot(
    dot: Dot, one: Ranked, steps: Steps, beside: Sequence[Ranked], tells: Collection[str]
) -> Dot:
    pooled = one.pooled
    dot = _moved(dot, step_place(one, steps, beside))
    cheap, costly = pooled.cost_spread
    if pooled.cause not in tells or cheap == costly:
        return dot
    top = dot.y if costly == pooled.cost else steps.row(costly).middle
    end = dot.y if cheap == pooled.cost else steps.row(cheap).middle
    return replace(dot, upright=Line(dot.x, top, dot.x, end))


def _ranged_dot(
    dot: Dot, one: Ranked, axis: CostAxis, ys: Mapping[str, float], tells: Collection[str]
) -> Dot:
    dot = _moved(dot, ys[one.pooled.cause])
    found = one.pooled.cost_range
    if found is None:
        return dot
    true = axis.y_of(found.middle)
    if abs(true - dot.y) > 1:
        stroke = Line(dot.x - 5, true, dot.x + 5, true)
        dot = replace(dot, exact=(Line(dot.x, dot.y, dot.x, true), stroke))
    top, end = axis.y_of(found.high), axis.y_of(found.low or found.floor)
    if one.pooled.cause not in tells or top == end:
        return dot
    return replace(dot, upright=Line(dot.x, top, dot.x, end))


def _legend(
    ranked: Sequence[Ranked],
    texts: Mapping[str, str],
    details: Mapping[str, str],
    marks: Mapping[str, Sequence[tuple[str, str]]],
    *,
    frame: Frame,
    top: float,
) -> tuple[LegendEntry, ...]:
    """One column, or two that are read down the first and then down the second."""
    gaps = (frame.columns - 1) * _COLUMN_GAP
    column = (frame.width - 2 * frame.margin - gaps) / frame.columns
    half = -(-len(ranked) // frame.columns)
    entries: list[LegendEntry] = []
    y = top
    for place, one in enumerate(ranked):
        if place == half:
            y = top
        x = frame.margin + (column + _COLUMN_GAP if place >= half else 0)
        cause = one.pooled.cause
        room = column - _NUMBER_WIDTH
        text = set_text(texts[cause], room, _TEXT_SIZE, x=x + _NUMBER_WIDTH, y=y)
        detail = set_text(details[cause], room, _DETAIL_SIZE, x=text.box.x, y=text.box.bottom)
        placed = set_marks(marks.get(cause, ()), room, x=text.box.x, y=detail.box.bottom + 1)
        entry = LegendEntry(
            one.number, top=False, x=x + RADIUS, y=y + 9.5, text=text, detail=detail, marks=placed
        )
        entries.append(entry)
        y = max(detail.box.bottom, _marks_end(entry)) + _ENTRY_GAP
    return tuple(entries)


def _marks_end(entry: LegendEntry) -> float:
    return entry.marks[0].box.y + height_of(entry.marks) if entry.marks else 0.0
