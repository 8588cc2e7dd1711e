from __future__ import annotations

import pytest
from hypothesis import given

from mortem.core.errors import BadInput
from mortem.core.layout import Box, TreeLayout, layout_tree
from mortem.core.record import Cause
from tests.core.drawing import THEMES, forests, many_causes, outside, overlapping

MARKS = (("elephant", "elephant"), ("paper_tiger", "paper tiger"), ("top", "top risk"))


def laid_out(causes: tuple[Cause, ...]) -> TreeLayout:
    marks = {cause.id: MARKS[: place % 4] for place, cause in enumerate(causes)}
    return layout_tree(causes, THEMES, "Orders were lost on the way", marks=marks)


def texts(layout: TreeLayout) -> list[Box]:
    nodes = (layout.event, *layout.nodes)
    return [node.text.box for node in nodes] + [mark.box for n in nodes for mark in n.marks]


@pytest.mark.parametrize("count", [0, 1, 5, 60, 300])
def test_nothing_overlaps_and_nothing_leaves_the_paper(count: int) -> None:
    layout = laid_out(many_causes(count))
    boxes = [layout.event.box, *(node.box for node in layout.nodes)]
    assert len(boxes) == count + 1
    assert overlapping(boxes) == []
    assert overlapping(texts(layout)) == []
    assert outside(boxes, layout.width, layout.height) == []


@given(forests())
def test_any_forest_is_laid_out_without_overlap(causes: tuple[Cause, ...]) -> None:
    layout = laid_out(causes)
    boxes = [layout.event.box, *(node.box for node in layout.nodes)]
    assert overlapping(boxes) == []
    assert overlapping(texts(layout)) == []
    assert outside(boxes, layout.width, layout.height) == []
    assert sorted(str(node.cause) for node in layout.nodes) == sorted(c.id for c in causes)


def test_texts_and_marks_stay_inside_their_boxes() -> None:
    for node in laid_out(many_causes(60)).nodes:
        for inner in (node.text.box, *(mark.box for mark in node.marks)):
            assert node.box.x <= inner.x
            assert inner.right <= node.box.right
            assert node.box.y <= inner.y
            assert inner.bottom <= node.box.bottom


def test_links_run_from_parent_to_child() -> None:
    causes = many_causes(20)
    layout = laid_out(causes)
    boxes = {node.cause: node.box for node in (layout.event, *layout.nodes)}
    parents = {cause.id: cause.parent for cause in causes}
    expected = {
        (
            boxes[parents[node.cause or ""]].right,
            boxes[parents[node.cause or ""]].middle,
            node.box.x,
            node.box.middle,
        )
        for node in layout.nodes
    }
    assert {(one.x1, one.y1, one.x2, one.y2) for one in layout.links} == expected


def test_levels_leaves_and_themes_are_told() -> None:
    causes = (
        Cause(id="a", text="a", position=0, theme="t2"),
        Cause(id="b", text="b", position=1, parent="a"),
        Cause(id="c", text="c", position=2),
    )
    told = [(node.cause, node.level, node.leaf, node.theme) for node in laid_out(causes).nodes]
    assert told == [("a", 1, False, 3), ("b", 2, True, 3), ("c", 1, True, 0)]


@pytest.mark.large
def test_a_chain_of_five_thousand_does_not_fall_over() -> None:
    chain = tuple(
        Cause(id=f"c{n}", text="why", position=0, parent=f"c{n - 1}" if n else None)
        for n in range(5000)
    )
    assert len(laid_out(chain).links) == 5000


def test_a_circle_is_refused() -> None:
    with pytest.raises(BadInput, match="circle"):
        laid_out((Cause(id="a", text="a", position=0, parent="a"),))
