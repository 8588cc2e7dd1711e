"""The few shapes that every picture is made of. Lengths are CSS pixels, y grows downwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mortem.core.layout.lettering import LINE_HEIGHT, is_right_to_left, width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK_SIZE = 11.5
MARK_HEIGHT = 18.0
_MARK_SHAPE = 14.0
_MARK_GAP = 12.0


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Half-way down."""
        return self.y + self.height / 2

    def overlaps(self, other: Box) -> bool:
        """Tell whether the two share more than an edge."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.x + dx, self.y + dy, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Line:
    """A straight stroke."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Wrapped text with the box that it needs."""

    box: Box
    lines: tuple[str, ...]
    size: float
    bold: bool = False
    right_to_left: bool = False

    def moved(self, dx: float, dy: float) -> TextBlock:
        return replace(self, box=self.box.moved(dx, dy))

    def baseline(self, number: int) -> float:
        """Return the y of a line's baseline; lines count from 0."""
        step = self.size * LINE_HEIGHT
        return self.box.y + number * step + step * 0.5 + self.size * 0.36


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A small shape with its word, such as *elephant*."""

    name: str
    label: str
    box: Box

    def moved(self, dx: float, dy: float) -> PlacedMark:
        return replace(self, box=self.box.moved(dx, dy))


def set_text(
    text: str,
    width: float,
    size: float,
    *,
    x: float = 0,
    y: float = 0,
    bold: bool = False,
    most_lines: int = 12,
) -> TextBlock:
    """Wrap a text to a width and place its box's upper left corner; the box is as wide as its widest line."""
    lines = wrap(text, width, size, bold=bold, most_lines=most_lines)
    wide = max(width_of(line, size, bold=bold) for line in lines)
    box = Box(x, y, wide, len(lines) * size * LINE_HEIGHT)
    return TextBlock(box, lines, size, bold, is_right_to_left(text))


def set_marks(
    marks: Iterable[tuple[str, str]], width: float, *, x: float = 0, y: float = 0
) -> tuple[PlacedMark, ...]:
    """Place (name, label) marks side by side, in as many rows as the width asks for."""
    placed: list[PlacedMark] = []
    across, down = x, y
    for name, label in marks:
        wide = _MARK_SHAPE + width_of(label, MARK_SIZE)
        if across > x and across + wide > x + width:
            across, down = x, down + MARK_HEIGHT
        placed.append(PlacedMark(name, label, Box(across, down, wide, MARK_HEIGHT)))
        across += wide + _MARK_GAP
    return tuple(placed)


def height_of(marks: tuple[PlacedMark, ...]) -> float:
    """Return how tall a run of marks is; 0 when there is none."""
    return marks[-1].box.bottom - marks[0].box.y if marks else 0.0
