"""Where every risk goes: plausibility across, five cost steps up, a numbered legend below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mortem.core.layout.shapes import (
    Box,
    Line,
    PlacedMark,
    TextBlock,
    height_of,
    set_marks,
    set_text,
)
from mortem.core.risk import COST_STEPS, rank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from mortem.core.risk import Pooled, Ranked

MARGIN = 28.0
WIDTH = 880.0
RADIUS = 11.0
_LANE = 26.0
_ROW_AT_LEAST = 58.0
_LABEL_WIDTH = 112.0
_PLOT_X = MARGIN + _LABEL_WIDTH + 18
_PLOT_Y = MARGIN + 24
_PLOT_END = WIDTH - MARGIN - 8
_BELOW_PLOT = 78.0
_COLUMN_GAP = 36.0
_NUMBER_WIDTH = 34.0
_ENTRY_GAP = 16.0
_TEXT_SIZE = 13.5
_DETAIL_SIZE = 11.5
_FEW = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A risk on the plot. Whiskers show how far answers reach; with many risks only where it matters."""

    number: int
    x: float
    y: float
    top: bool
    apart: bool
    across: Line | None
    upright: Line | None


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
    """The whole picture; `rows` are the cost steps from the costliest down, with their words."""

    width: float
    height: float
    plot: Box
    rows: tuple[Box, ...]
    row_labels: tuple[TextBlock, ...]
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
) -> RisksLayout:
    """Lay out pooled risks; `cost_words` name the five steps, cheapest first.

    `emphasised` are the causes whose dots are filled: the top risks.

    Every dot stands exactly on its plausibility. Dots that would cover each other stand in lanes
    of their row, and the row grows; nothing is moved at random.
    """
    ranked = rank(pooled)
    lanes = {step: _lanes([r for r in ranked if r.pooled.cost == step]) for step in _steps()}
    rows = _rows(lanes)
    plot = Box(_PLOT_X, _PLOT_Y, _PLOT_END - _PLOT_X, rows[-1].bottom - _PLOT_Y)
    legend = tuple(
        replace(entry, top=one.pooled.cause in emphasised)
        for entry, one in zip(
            _legend(ranked, texts, details, marks, plot.bottom + _BELOW_PLOT), ranked, strict=True
        )
    )
    labels = tuple(
        _row_label(row, cost_words[step - 1]) for row, step in zip(rows, _steps(), strict=True)
    )
    bottoms = [max(entry.detail.box.bottom, _marks_end(entry)) for entry in legend]
    return RisksLayout(
        width=WIDTH,
        height=max(bottoms, default=plot.bottom + 42) + MARGIN,
        plot=plot,
        rows=rows,
        row_labels=labels,
        dots=_dots(ranked, lanes, dict(zip(_steps(), rows, strict=True)), emphasised),
        legend=legend,
    )


def x_of(plausibility: float) -> float:
    """Return where a chance in percent stands on the plot."""
    return _PLOT_X + RADIUS + (_PLOT_END - _PLOT_X - 2 * RADIUS) * plausibility / 100


def _steps() -> tuple[int, ...]:
    return tuple(range(COST_STEPS, 0, -1))


def _lanes(ranked: Sequence[Ranked]) -> dict[str, int]:
    """Give each risk of a row the first lane in which its dot covers no other."""
    ends: list[float] = []
    lanes: dict[str, int] = {}
    for one in sorted(ranked, key=lambda one: (one.pooled.plausibility, one.number)):
        x = x_of(one.pooled.plausibility)
        lane = next((n for n, end in enumerate(ends) if end <= x - RADIUS), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = x + RADIUS + 4
        lanes[one.pooled.cause] = lane
    return lanes


def _rows(lanes: Mapping[int, Mapping[str, int]]) -> tuple[Box, ...]:
    rows: list[Box] = []
    top = _PLOT_Y
    for step in _steps():
        most = max(lanes[step].values(), default=0) + 1
        high = max(_ROW_AT_LEAST, most * _LANE + 20)
        rows.append(Box(_PLOT_X, top, _PLOT_END - _PLOT_X, high))
        top += high
    return tuple(rows)


def _row_label(row: Box, words: str) -> TextBlock:
    label = set_text(words, _LABEL_WIDTH, 12.5, most_lines=2)
    x = row.x - 16 - label.box.width
    return label.moved(x, row.middle - label.box.height / 2)


def _offset(lane: int) -> float:
    """Lanes fill from the middle of the row: 0, one up, one down, two up."""
    away = (lane + 1) // 2
    return -away * _LANE if lane % 2 else away * _LANE


def _dots(
    ranked: Sequence[Ranked],
    lanes: Mapping[int, Mapping[str, int]],
    rows: Mapping[int, Box],
    emphasised: Collection[str],
) -> tuple[Dot, ...]:
    dots = []
    for one in ranked:
        pooled = one.pooled
        shift = _LANE / 2 if max(lanes[pooled.cost].values()) % 2 else 0.0
        y = rows[pooled.cost].middle + _offset(lanes[pooled.cost][pooled.cause]) + shift
        dot = Dot(
            number=one.number,
            x=x_of(pooled.plausibility),
            y=y,
            top=pooled.cause in emphasised,
            apart=pooled.seen_differently,
            across=None,
            upright=None,
        )
        tells = len(ranked) <= _FEW or dot.top or dot.apart
        dots.append(_with_whiskers(dot, pooled, rows) if tells else dot)
    return tuple(dots)


def _with_whiskers(dot: Dot, pooled: Pooled, rows: Mapping[int, Box]) -> Dot:
    low, high = pooled.plausibility_spread
    across = Line(x_of(low), dot.y, x_of(high), dot.y) if low < high else None
    cheap, costly = pooled.cost_spread
    upright = None
    if cheap < costly:
        top = dot.y if costly == pooled.cost else rows[costly].middle
        end = dot.y if cheap == pooled.cost else rows[cheap].middle
        upright = Line(dot.x, top, dot.x, end)
    return replace(dot, across=across, upright=upright)


def _legend(
    ranked: Sequence[Ranked],
    texts: Mapping[str, str],
    details: Mapping[str, str],
    marks: Mapping[str, Sequence[tuple[str, str]]],
    top: float,
) -> tuple[LegendEntry, ...]:
    """Two columns, read down the first and then down the second."""
    column = (WIDTH - 2 * MARGIN - _COLUMN_GAP) / 2
    half = (len(ranked) + 1) // 2
    entries: list[LegendEntry] = []
    y = top
    for place, one in enumerate(ranked):
        if place == half:
            y = top
        x = MARGIN + (column + _COLUMN_GAP if place >= half else 0)
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
