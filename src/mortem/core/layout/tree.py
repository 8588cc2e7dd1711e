"""Where everything of a why tree goes: the event at the left, the last answers at the right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mortem.core.causes import theme_numbers, walk, with_theme
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
    from collections.abc import Iterable, Mapping, Sequence

    from mortem.core.causes import Branch
    from mortem.core.record import Cause, Theme

MARGIN = 28.0
_EVENT_WIDTH = 200.0
_EVENT_SIZE = 17.0
_TEXT_WIDTH = 232.0
_TEXT_SIZE = 14.0
_PADDING_X = 14.0
_PADDING_Y = 9.0
_MARKS_GAP = 3.0
_LEVEL_GAP = 68.0
_SIBLING_GAP = 14.0
_FAMILY_GAP = 26.0


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A cause in its box. `theme` is a colour number 1 to 8, or 0; `level` 0 is the event."""

    cause: str | None
    box: Box
    text: TextBlock
    marks: tuple[PlacedMark, ...]
    level: int
    leaf: bool
    theme: int

    def moved(self, dx: float, dy: float) -> TreeNode:
        return replace(
            self,
            box=self.box.moved(dx, dy),
            text=self.text.moved(dx, dy),
            marks=tuple(mark.moved(dx, dy) for mark in self.marks),
        )


@dataclass(frozen=True, slots=True)
class TreeLayout:
    """A whole why tree; each link runs from a node's right edge to a child's left edge."""

    width: float
    height: float
    event: TreeNode
    nodes: tuple[TreeNode, ...]
    links: tuple[Line, ...]


def layout_tree(
    causes: Iterable[Cause],
    themes: Iterable[Theme],
    event: str,
    *,
    marks: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> TreeLayout:
    """Lay out a why tree; `marks` gives the (name, label) pairs shown under a cause's text.

    Grows to the right with the depth and downwards with the number of leaves; nothing overlaps.
    Raises BadInput when the causes are not a forest.
    """
    known = tuple(causes)
    branches = walk(known)
    sized = _sized_nodes(known, tuple(themes), marks or {})
    start = _node(None, event, (), width=_EVENT_WIDTH, size=_EVENT_SIZE)
    tops = _Tops(branches, sized)
    lefts = _lefts(branches, sized, start)
    placed = {
        branch.cause.id: sized[branch.cause.id].moved(
            lefts[branch.level], tops.tops[branch.cause.id]
        )
        for branch in branches
    }
    firsts = [placed[branch.cause.id] for branch in branches if branch.level == 1]
    start = start.moved(MARGIN, _centred(start, firsts))
    drop = MARGIN - min(node.box.y for node in (start, *placed.values()))
    return _finished(branches, start.moved(0, drop), _dropped(placed, drop))


def _sized_nodes(
    causes: tuple[Cause, ...],
    themes: tuple[Theme, ...],
    marks: Mapping[str, Sequence[tuple[str, str]]],
) -> dict[str, TreeNode]:
    numbers = theme_numbers(themes)
    return {
        branch.cause.id: replace(
            _node(branch.cause.id, branch.cause.text, marks.get(branch.cause.id, ())),
            level=branch.level,
            leaf=branch.is_leaf,
            theme=numbers.get(theme or "", 0),
        )
        for branch, theme in with_theme(causes, numbers)
    }


def _node(
    cause: str | None,
    words: str,
    marks: Sequence[tuple[str, str]],
    *,
    width: float = _TEXT_WIDTH,
    size: float = _TEXT_SIZE,
) -> TreeNode:
    text = set_text(words, width, size, x=_PADDING_X, y=_PADDING_Y, bold=cause is None)
    placed = set_marks(marks, width, x=_PADDING_X, y=text.box.bottom + _MARKS_GAP)
    wide = max([text.box.right, *(mark.box.right for mark in placed)]) + _PADDING_X
    extra = height_of(placed) + _MARKS_GAP if placed else 0.0
    box = Box(0, 0, wide, text.box.bottom + extra + _PADDING_Y)
    return TreeNode(cause, box, text, placed, 0, leaf=False, theme=0)


class _Tops:
    """Heights of whole branches from the leaves back, then tops from the event on."""

    def __init__(self, branches: tuple[Branch, ...], nodes: Mapping[str, TreeNode]) -> None:
        self.nodes = nodes
        self.blocks: dict[str, float] = {}
        for branch in reversed(branches):
            own = nodes[branch.cause.id].box.height
            self.blocks[branch.cause.id] = max(own, self._stacked(branch.children))
        self.starts: dict[str, float] = {}
        self._stack([b.cause.id for b in branches if b.level == 1], 0.0, _FAMILY_GAP)
        for branch in branches:
            self._start_children(branch)
        self.tops: dict[str, float] = {}
        for branch in reversed(branches):
            self.tops[branch.cause.id] = self._top(branch)

    def _stacked(self, ids: Sequence[str]) -> float:
        return sum(self.blocks[i] for i in ids) + _SIBLING_GAP * max(0, len(ids) - 1)

    def _stack(self, ids: Sequence[str], start: float, gap: float) -> None:
        for cause_id in ids:
            self.starts[cause_id] = start
            start += self.blocks[cause_id] + gap

    def _start_children(self, branch: Branch) -> None:
        spare = self.blocks[branch.cause.id] - self._stacked(branch.children)
        self._stack(branch.children, self.starts[branch.cause.id] + spare / 2, _SIBLING_GAP)

    def _top(self, branch: Branch) -> float:
        """Half-way between first and last child, but inside the branch's own block."""
        own = self.nodes[branch.cause.id].box.height
        start, block = self.starts[branch.cause.id], self.blocks[branch.cause.id]
        if not branch.children:
            return start + (block - own) / 2
        ends = (branch.children[0], branch.children[-1])
        middle = sum(self.tops[i] + self.nodes[i].box.height / 2 for i in ends) / 2
        return min(max(middle - own / 2, start), start + block - own)


def _lefts(
    branches: tuple[Branch, ...], nodes: Mapping[str, TreeNode], event: TreeNode
) -> dict[int, float]:
    widest: dict[int, float] = {}
    for branch in branches:
        here = nodes[branch.cause.id].box.width
        widest[branch.level] = max(here, widest.get(branch.level, 0.0))
    lefts, across = {}, MARGIN + event.box.width + _LEVEL_GAP
    for level in sorted(widest):
        lefts[level] = across
        across += widest[level] + _LEVEL_GAP
    return lefts


def _centred(start: TreeNode, firsts: Sequence[TreeNode]) -> float:
    if not firsts:
        return 0.0
    return (firsts[0].box.middle + firsts[-1].box.middle) / 2 - start.box.height / 2


def _dropped(placed: Mapping[str, TreeNode], drop: float) -> dict[str, TreeNode]:
    return {cause_id: node.moved(0, drop) for cause_id, node in placed.items()}


def _finished(
    branches: tuple[Branch, ...], start: TreeNode, placed: Mapping[str, TreeNode]
) -> TreeLayout:
    links = tuple(
        _link(start if branch.cause.parent is None else placed[branch.cause.parent], node)
        for branch in branches
        for node in (placed[branch.cause.id],)
    )
    everything = (start, *placed.values())
    return TreeLayout(
        width=max(node.box.right for node in everything) + MARGIN,
        height=max(node.box.bottom for node in everything) + MARGIN,
        event=start,
        nodes=tuple(placed.values()),
        links=links,
    )


def _link(above: TreeNode, below: TreeNode) -> Line:
    return Line(above.box.right, above.box.middle, below.box.x, below.box.middle)
