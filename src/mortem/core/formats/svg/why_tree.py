"""The why tree as a picture and as a nested list. METHOD E5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.causes import walk
from mortem.core.formats.svg.outline import Outline
from mortem.core.formats.svg.paper import Sheet, points, rounded
from mortem.core.formats.svg.words import ENGLISH, Words, marks_of
from mortem.core.layout.shapes import Box
from mortem.core.layout.tree import layout_tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.layout.shapes import Line
    from mortem.core.layout.tree import TreeNode
    from mortem.core.record import Cause, Theme

_RADIUS = 9.0


def why_tree(
    causes: Iterable[Cause],
    themes: Iterable[Theme],
    event: str,
    *,
    prefix: str = "why-tree",
    standalone: bool = False,
    words: Words = ENGLISH,
) -> str:
    """Draw the why tree from left to right; raises BadInput when the causes are not a forest."""
    known = tuple(causes)
    marks = {cause.id: marks_of(cause, words) for cause in known}
    layout = layout_tree(known, themes, event, marks=marks)
    sheet = Sheet(prefix)
    for link in layout.links:
        sheet.path(_curve(link), "link")
    _draw_event(sheet, layout.event)
    for node in layout.nodes:
        _draw_cause(sheet, node)
    title = words.why_tree.format(event=event)
    about = words.why_tree_about.format(causes=len(known))
    return sheet.finish(layout.width, layout.height, title, about, standalone=standalone)


def why_tree_text(causes: Iterable[Cause], event: str, *, words: Words = ENGLISH) -> Outline:
    """Return the event with its causes nested below it, each with its marks as remarks."""
    built: dict[str, Outline] = {}
    branches = walk(causes)
    for branch in reversed(branches):
        items = tuple(built[child] for child in branch.children)
        notes = tuple(label for _, label in marks_of(branch.cause, words))
        built[branch.cause.id] = Outline(branch.cause.text, notes, items)
    firsts = tuple(built[branch.cause.id] for branch in branches if branch.level == 1)
    return Outline(event, (), firsts)


def _curve(link: Line) -> str:
    bend = (link.x2 - link.x1) * 0.5
    start, end = points(link.x1, link.y1), points(link.x2, link.y2)
    turns = points(link.x1 + bend, link.y1, link.x2 - bend, link.y2)
    return f"M{start}C{turns} {end}"


def _draw_event(sheet: Sheet, node: TreeNode) -> None:
    sheet.outline(rounded(node.box, _RADIUS + 4), "accent", width=1.75)
    sheet.text(node.text, "ink")


def _draw_cause(sheet: Sheet, node: TreeNode) -> None:
    """A leaf is framed more strongly; a theme shows as a short upright bar."""
    tone = "soft" if node.leaf else "line"
    sheet.outline(rounded(node.box, _RADIUS), tone, width=1.5 if node.leaf else 1)
    bar = Box(node.box.x - 2, node.box.middle - 11, 4, 22)
    sheet.path(rounded(bar, 2), f"theme-{node.theme}", filled=True)
    sheet.text(node.text, "ink")
    for mark in node.marks:
        sheet.mark(mark)
