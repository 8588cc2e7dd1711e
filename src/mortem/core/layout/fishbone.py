"""Where everything of a fishbone goes: the event is the head, themes are bones, causes are ribs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from mortem.core.causes import theme_numbers, with_theme
from mortem.core.layout.shapes import (
    Box,
    Line,
    PlacedMark,
    TextBlock,
    height_of,
    set_marks,
    set_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mortem.core.record import Cause, Theme

MARGIN = 28.0
_TEXT_SIZE = 13.5
_RIB_WIDTH = 212.0
_INDENT = 22.0
_MOST_INDENTS = 3
_NAME_SIZE = 15.0
_HEAD_SIZE = 18.0
_HEAD_WIDTH = 190.0
_HEAD_PADDING = 20.0
_GENTLE = 0.30
_LONGEST_RUN = 320.0
_BONE_GAP = 16.0
_SPINE_GAP = 22.0
_RIB_GAP = 12.0
_LINE_GAP = 3.0
_SHORTEST_BONE = 96.0
_TIP = 18.0
_TAIL = _RIB_WIDTH + 72.0


@dataclass(frozen=True, slots=True)
class Rib:
    """A cause on its bone; `indent` counts the whys that lead to it on the same bone."""

    cause: str
    text: TextBlock
    marks: tuple[PlacedMark, ...]
    line: Line
    indent: int


@dataclass(frozen=True, slots=True)
class Bone:
    """A theme: its name at the outer tip, its line ending on the spine. Colour number 1 to 8, or 0."""

    theme: str | None
    number: int
    name: TextBlock
    line: Line
    upward: bool
    ribs: tuple[Rib, ...]


@dataclass(frozen=True, slots=True)
class FishboneLayout:
    """A whole fishbone; the spine runs from the tail at the left to the head at the right."""

    width: float
    height: float
    spine: Line
    head: Box
    head_text: TextBlock
    bones: tuple[Bone, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A cause before it has a place; its texts stand at the origin."""

    cause: str
    indent: int
    text: TextBlock
    marks: tuple[PlacedMark, ...]

    @property
    def height(self) -> float:
        marks = height_of(self.marks)
        return self.text.box.height + marks + _LINE_GAP


@dataclass(frozen=True, slots=True)
class _Shelf:
    theme: Theme | None
    number: int
    name: TextBlock
    rows: tuple[_Row, ...]

    @property
    def reach(self) -> float:
        """How far the bone's tip is from the spine, up or down."""
        rows = sum(row.height + _RIB_GAP for row in self.rows)
        return max(_SPINE_GAP + rows + _TIP, _SHORTEST_BONE)


def layout_fishbone(
    causes: Iterable[Cause],
    themes: Iterable[Theme],
    event: str,
    *,
    marks: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    unthemed: str = "No theme yet",
    empty_bones: bool = False,
) -> FishboneLayout:
    """Lay out a fishbone of the same causes as the why tree.

    A cause hangs on its theme's bone; a cause without a theme of its own, or with its parent's, hangs
    indented under its parent. `unthemed` names the bone of causes without any theme. Themes without
    causes are left out, unless there are no causes at all or `empty_bones` asks for them.
    Raises BadInput when the causes are not a forest.
    """
    shelves = _shelves(tuple(causes), tuple(themes), marks or {}, unthemed)
    filled = tuple(shelf for shelf in shelves if shelf.rows)
    shown = shelves if empty_bones or not filled else filled
    slope = min(_GENTLE, _LONGEST_RUN / max((shelf.reach for shelf in shown), default=1.0))
    step = _column_width(shown, slope)
    bones = tuple(
        _bone(shelf, column * step, slope, upward=upward)
        for column, pair in enumerate(zip_longest(shown[::2], shown[1::2]))
        for shelf, upward in zip(pair, (True, False), strict=True)
        if shelf is not None
    )
    return _assembled(bones, event)


def _shelves(
    causes: tuple[Cause, ...],
    themes: tuple[Theme, ...],
    marks: Mapping[str, Sequence[tuple[str, str]]],
    unthemed: str,
) -> tuple[_Shelf, ...]:
    numbers = theme_numbers(themes)
    rows: dict[str | None, list[_Row]] = {theme: [] for theme in (*numbers, None)}
    for theme, row in _rows(causes, numbers, marks):
        rows[theme].append(row)
    by_id = {theme.id: theme for theme in themes}
    shelves = tuple(
        _Shelf(by_id[theme], number, _name(by_id[theme].name), tuple(rows[theme]))
        for theme, number in numbers.items()
    )
    loose = _Shelf(None, 0, _name(unthemed), tuple(rows[None]))
    return (*shelves, loose) if loose.rows else shelves


def _name(name: str) -> TextBlock:
    return set_text(name, _RIB_WIDTH, _NAME_SIZE, bold=True, most_lines=3)


def _rows(
    causes: tuple[Cause, ...],
    numbers: Mapping[str, int],
    marks: Mapping[str, Sequence[tuple[str, str]]],
) -> Iterator[tuple[str | None, _Row]]:
    hangs: dict[str, tuple[str | None, int]] = {}
    for branch, theme in with_theme(causes, numbers):
        cause = branch.cause
        above = hangs.get(cause.parent or "")
        indent = above[1] + 1 if above is not None and above[0] == theme else 0
        hangs[cause.id] = (theme, indent)
        room = _RIB_WIDTH - _INDENT * min(indent, _MOST_INDENTS)
        text = set_text(cause.text, room, _TEXT_SIZE)
        placed = set_marks(marks.get(cause.id, ()), room, y=text.box.bottom)
        yield theme, _Row(cause.id, indent, text, placed)


def _column_width(shelves: Sequence[_Shelf], slope: float) -> float:
    """A slanting bone eats into the row beside it by as much as the row is tall."""
    tallest = max((row.height for shelf in shelves for row in shelf.rows), default=0.0)
    tallest = max([tallest, *(shelf.name.box.height for shelf in shelves)])
    return _RIB_WIDTH + 2 * _BONE_GAP + slope * (tallest + _RIB_GAP)


def _bone(shelf: _Shelf, joint: float, slope: float, *, upward: bool) -> Bone:
    """Place a bone whose joint with the spine is at (joint, 0)."""
    side = -1.0 if upward else 1.0
    tip_x, tip_y = joint - slope * shelf.reach, side * shelf.reach
    ribs, away = [], _SPINE_GAP
    for row in shelf.rows if not upward else reversed(shelf.rows):
        ribs.append(_rib(row, joint, slope, away, upward=upward))
        away += row.height + _RIB_GAP
    name_y = tip_y - shelf.name.box.height / 2
    name = shelf.name.moved(tip_x - 12 - shelf.name.box.width, name_y)
    return Bone(
        theme=shelf.theme.id if shelf.theme else None,
        number=shelf.number,
        name=_clear_of_ribs(name, tip_y, upward=upward),
        line=Line(tip_x, tip_y, joint, 0.0),
        upward=upward,
        ribs=tuple(reversed(ribs)) if upward else tuple(ribs),
    )


def _clear_of_ribs(name: TextBlock, tip_y: float, *, upward: bool) -> TextBlock:
    """A name of several lines grows outwards, away from the ribs."""
    spare = name.box.height / 2 - _TIP / 2
    if spare <= 0:
        return name
    return name.moved(0, -spare if upward else spare) if tip_y else name


def _rib(row: _Row, joint: float, slope: float, away: float, *, upward: bool) -> Rib:
    """Place a row `away` from the spine; its line runs under the text to the bone."""
    far = away + row.height
    left = joint - slope * far - _BONE_GAP - row_width(row.indent)
    top = -far if upward else away
    line_away = away if upward else far
    line_y = -line_away if upward else line_away
    return Rib(
        cause=row.cause,
        text=row.text.moved(left, top),
        marks=tuple(mark.moved(left, top) for mark in row.marks),
        line=Line(left, line_y, joint - slope * line_away, line_y),
        indent=row.indent,
    )


def row_width(indent: int) -> float:
    """Return how wide a rib of that indent is; deeper than three steps it shrinks no further."""
    return _RIB_WIDTH - _INDENT * min(indent, _MOST_INDENTS)


def _assembled(bones: tuple[Bone, ...], event: str) -> FishboneLayout:
    text = set_text(event, _HEAD_WIDTH, _HEAD_SIZE, bold=True)
    last = max((bone.line.x2 for bone in bones), default=0.0)
    high, wide = text.box.height + 2 * _HEAD_PADDING, text.box.width + 2.6 * _HEAD_PADDING
    head = Box(last + 44, -high / 2, wide, high)
    text = text.moved(head.x + _HEAD_PADDING, head.y + _HEAD_PADDING)
    tail = min((bone.line.x2 for bone in bones), default=head.x - 60) - _TAIL
    boxes = [head, *_boxes(bones)]
    left = min([tail, *(box.x for box in boxes)])
    top, bottom = min(box.y for box in boxes), max(box.bottom for box in boxes)
    dx, dy = MARGIN - left, MARGIN - top
    return FishboneLayout(
        width=head.right + dx + MARGIN,
        height=bottom + dy + MARGIN,
        spine=Line(tail + dx, dy, head.x + dx, dy),
        head=head.moved(dx, dy),
        head_text=text.moved(dx, dy),
        bones=tuple(_shifted(bone, dx, dy) for bone in bones),
    )


def _boxes(bones: Iterable[Bone]) -> Iterator[Box]:
    for bone in bones:
        yield bone.name.box
        yield Box(bone.line.x1 - 6, bone.line.y1 - 6, 12, 12)
        for rib in bone.ribs:
            yield rib.text.box
            yield from (mark.box for mark in rib.marks)


def _shifted(bone: Bone, dx: float, dy: float) -> Bone:
    ribs = tuple(
        replace(
            rib,
            text=rib.text.moved(dx, dy),
            marks=tuple(mark.moved(dx, dy) for mark in rib.marks),
            line=_moved(rib.line, dx, dy),
        )
        for rib in bone.ribs
    )
    return replace(bone, name=bone.name.moved(dx, dy), line=_moved(bone.line, dx, dy), ribs=ribs)


def _moved(line: Line, dx: float, dy: float) -> Line:
    return Line(line.x1 + dx, line.y1 + dy, line.x2 + dx, line.y2 + dy)
