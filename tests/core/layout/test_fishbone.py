from __future__ import annotations

import pytest
from hypothesis import given

from mortem.core.layout import Bone, Box, FishboneLayout, layout_fishbone
from mortem.core.record import Cause
from tests.core.drawing import NAMES, THEMES, forests, many_causes, outside, overlapping

MARKS = (("elephant", "elephant"), ("paper_tiger", "paper tiger"), ("top", "top risk"))


def laid_out(causes: tuple[Cause, ...], *, empty_bones: bool = False) -> FishboneLayout:
    marks = {cause.id: MARKS[: place % 4] for place, cause in enumerate(causes)}
    event = "Orders were lost on the way"
    return layout_fishbone(causes, THEMES, event, marks=marks, empty_bones=empty_bones)


def texts(layout: FishboneLayout) -> list[Box]:
    ribs = [rib for bone in layout.bones for rib in bone.ribs]
    marks = [mark.box for rib in ribs for mark in rib.marks]
    names = [bone.name.box for bone in layout.bones]
    return [layout.head, *names, *(rib.text.box for rib in ribs), *marks]


def crossed(box: Box, bone: Bone) -> bool:
    """Tell whether a bone's slanting line runs through a box."""
    line = bone.line
    low, high = sorted((line.y1, line.y2))
    for y in (box.y, box.middle, box.bottom):
        if low <= y <= high:
            x = line.x1 + (line.x2 - line.x1) * (y - line.y1) / (line.y2 - line.y1)
            if box.x < x < box.right:
                return True
    return False


@pytest.mark.parametrize("count", [0, 1, 5, 60, 300])
def test_nothing_overlaps_and_nothing_leaves_the_paper(count: int) -> None:
    layout = laid_out(many_causes(count))
    boxes = texts(layout)
    assert sum(len(bone.ribs) for bone in layout.bones) == count
    assert overlapping(boxes) == []
    assert outside(boxes, layout.width, layout.height) == []
    assert [box for box in boxes for bone in layout.bones if crossed(box, bone)] == []


@given(forests())
def test_any_forest_is_laid_out_without_overlap(causes: tuple[Cause, ...]) -> None:
    layout = laid_out(causes)
    boxes = texts(layout)
    assert overlapping(boxes) == []
    assert outside(boxes, layout.width, layout.height) == []
    assert [box for box in boxes for bone in layout.bones if crossed(box, bone)] == []
    hung = sorted(rib.cause for bone in layout.bones for rib in bone.ribs)
    assert hung == sorted(cause.id for cause in causes)


def test_every_rib_ends_on_its_bone_and_every_bone_on_the_spine() -> None:
    layout = laid_out(many_causes(60))
    for bone in layout.bones:
        line = bone.line
        slope = (line.x2 - line.x1) / (line.y2 - line.y1)
        assert line.y2 == layout.spine.y1
        assert (line.y1 < line.y2) is bone.upward
        for rib in bone.ribs:
            on_bone = line.x1 + slope * (rib.line.y2 - line.y1)
            assert rib.line.x2 == pytest.approx(on_bone)
            assert rib.line.y1 == rib.line.y2


def test_ribs_are_read_from_top_to_bottom_in_their_order() -> None:
    causes = tuple(
        Cause(id=f"c{n}", text=f"Cause {n}", position=n, theme=THEMES[n % 2].id) for n in range(8)
    )
    up, down = laid_out(causes).bones
    assert [rib.cause for rib in up.ribs] == ["c0", "c2", "c4", "c6"]
    assert [rib.cause for rib in down.ribs] == ["c1", "c3", "c5", "c7"]
    for bone in (up, down):
        heights = [rib.text.box.y for rib in bone.ribs]
        assert heights == sorted(heights)
    assert (up.upward, down.upward) == (True, False)


def test_a_child_hangs_under_its_parent_unless_it_has_another_theme() -> None:
    causes = (
        Cause(id="a", text="a", position=0, theme="t0"),
        Cause(id="same", text="same", position=1, parent="a", theme="t0"),
        Cause(id="none", text="none", position=2, parent="same"),
        Cause(id="other", text="other", position=3, parent="a", theme="t1"),
        Cause(id="loose", text="loose", position=4),
    )
    told = [
        (bone.theme, bone.number, bone.name.lines, [(rib.cause, rib.indent) for rib in bone.ribs])
        for bone in laid_out(causes).bones
    ]
    assert told == [
        ("t0", 1, ("People",), [("a", 0), ("same", 1), ("none", 2)]),
        ("t1", 2, ("Process",), [("other", 0)]),
        (None, 0, ("No theme yet",), [("loose", 0)]),
    ]


def test_without_causes_the_empty_bones_invite() -> None:
    assert [bone.name.lines[0] for bone in laid_out(()).bones] == list(NAMES)
    one = (Cause(id="a", text="a", position=0, theme="t3"),)
    assert [bone.name.lines[0] for bone in laid_out(one).bones] == ["Communication"]
    assert len(laid_out(one, empty_bones=True).bones) == 7


def test_without_causes_and_themes_there_is_still_a_head() -> None:
    layout = layout_fishbone((), (), "It broke")
    assert layout.bones == ()
    assert outside([layout.head], layout.width, layout.height) == []
