from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.cost_range import CostRange
from mortem.core.layout.risks import NARROW, RADIUS, WIDE, Frame, RisksLayout, layout_risks
from mortem.core.layout.shapes import Box
from mortem.core.risk import Pooled
from tests.core.drawing import SENTENCES, outside, overlapping

COSTS = ("hardly anything", "a little", "it hurts", "a lot", "disaster")
frames = pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])
MARKS = (("elephant", "elephant"), ("apart", "seen differently"))


def pooled(name: str, chance: int, cost: int, spread: int = 0) -> Pooled:
    return Pooled(
        cause=name,
        count=3,
        plausibility=float(chance),
        plausibility_spread=(max(0, chance - spread), min(100, chance + spread)),
        cost=cost,
        cost_low=cost,
        cost_spread=(max(1, cost - spread // 20), min(5, cost + spread // 20)),
    )


def ranged(name: str, chance: int, low: float, high: float, spread: int = 0) -> Pooled:
    return Pooled(
        cause=name,
        count=3,
        plausibility=float(chance),
        plausibility_spread=(max(0, chance - spread), min(100, chance + spread)),
        cost_range=CostRange(low, high),
        middle_spread=(CostRange(low, high).middle,) * 2,
    )


def laid_out(risks: list[Pooled], frame: Frame = WIDE) -> RisksLayout:
    texts = {one.cause: SENTENCES[n % len(SENTENCES)] for n, one in enumerate(risks)}
    return layout_risks(
        risks,
        texts,
        cost_words=COSTS,
        details={one.cause: "30 % likely (10 to 50) · cost 4 of 5" for one in risks},
        marks={one.cause: MARKS for one in risks[::2]},
        emphasised=[one.cause for one in risks[:2]],
        frame=frame,
    )


def boxes(layout: RisksLayout) -> list[Box]:
    found = [label.box for label in layout.row_labels]
    found += [tick.label.box for tick in layout.ticks]
    for entry in layout.legend:
        number = Box(entry.x - RADIUS, entry.y - RADIUS, 2 * RADIUS, 2 * RADIUS)
        found += [number, entry.text.box, entry.detail.box, *(mark.box for mark in entry.marks)]
    return found


def covering(layout: RisksLayout) -> list[tuple[int, int]]:
    return [
        (one.number, other.number)
        for one, other in combinations(layout.dots, 2)
        if (one.x - other.x) ** 2 + (one.y - other.y) ** 2 < (2 * RADIUS) ** 2
    ]


@frames
@pytest.mark.parametrize("count", [0, 1, 5, 60, 300])
def test_no_dot_covers_another_and_no_text_overlaps(count: int, frame: Frame) -> None:
    risks = [pooled(f"c{n}", n * 7 % 40, n % 3 + 2, n % 50) for n in range(count)]
    layout = laid_out(risks, frame)
    assert covering(layout) == []
    assert overlapping(boxes(layout)) == []
    assert outside(boxes(layout), layout.frame.width, layout.height) == []


views = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 5), st.integers(0, 60)), max_size=40)


@given(views)
def test_every_dot_stands_exactly_on_its_plausibility_and_in_its_row(
    given_views: list[tuple[int, int, int]],
) -> None:
    risks = [pooled(f"c{n}", *view) for n, view in enumerate(given_views)]
    layout = laid_out(risks)
    assert covering(layout) == []
    assert overlapping(boxes(layout)) == []
    for dot, entry in zip(layout.dots, layout.legend, strict=True):
        assert (dot.number, dot.top) == (entry.number, entry.top)
        assert layout.plot.y <= dot.y - RADIUS
        assert dot.y + RADIUS <= layout.plot.bottom
    by_cost = sorted((-one.cost, -one.plausibility, one.cause) for one in risks)
    assert [WIDE.x_of(-chance) for _, chance, _ in by_cost] == [dot.x for dot in layout.dots]
    for dot, (cost, _, _) in zip(layout.dots, by_cost, strict=True):
        row = layout.rows[5 + cost]
        assert row.y <= dot.y - RADIUS
        assert dot.y + RADIUS <= row.bottom


def test_whiskers_show_how_far_answers_reach() -> None:
    (dot,) = laid_out([pooled("a", 50, 3, 25)]).dots
    assert dot.across is not None
    assert dot.upright is not None
    assert (dot.across.x1, dot.across.x2) == (WIDE.x_of(25), WIDE.x_of(75))
    assert dot.upright.y1 < dot.y < dot.upright.y2
    (calm,) = laid_out([pooled("a", 50, 3)]).dots
    assert (calm.across, calm.upright) == (None, None)


def test_with_many_risks_only_what_matters_has_whiskers() -> None:
    layout = laid_out([pooled(f"c{n}", n * 7, 3, 5 if n else 45) for n in range(14)])
    with_whiskers = [dot.number for dot in layout.dots if dot.across]
    assert with_whiskers == [dot.number for dot in layout.dots if dot.top or dot.apart]
    assert len(with_whiskers) == 2


@frames
@pytest.mark.parametrize("count", [1, 5, 60, 150])
@pytest.mark.parametrize("mixed", [False, True])
def test_ranges_find_a_place_too(count: int, frame: Frame, *, mixed: bool) -> None:
    risks = [ranged(f"c{n}", n * 7 % 40, n % 5, 5 + n * 13 % 900) for n in range(count)]
    steps = [pooled(f"s{n}", n * 9 % 40, n % 5 + 1) for n in range(count)] if mixed else []
    layout = laid_out([*risks, *steps], frame)
    assert covering(layout) == []
    assert overlapping(boxes(layout)) == []
    assert outside(boxes(layout), layout.frame.width, layout.height) == []
    assert (len(layout.rows), len(layout.dots)) == (5 if mixed else 0, count * (1 + mixed))
    for dot in layout.dots:
        assert layout.plot.y <= dot.y - RADIUS
        assert dot.y + RADIUS <= layout.plot.bottom


def test_a_dot_that_stands_aside_points_at_its_cost() -> None:
    first, second = laid_out([ranged("a", 50, 10, 10), ranged("b", 50, 10, 10)]).dots
    assert first.exact == ()
    leader, stroke = second.exact
    assert (leader.y1, leader.y2, stroke.y1) == (second.y, first.y, first.y)


def test_an_upright_whisker_is_the_range_people_gave() -> None:
    (dot,) = laid_out([ranged("a", 50, 1, 100, 25)]).dots
    ticks = {tick.label.lines[0]: tick.y for tick in laid_out([ranged("a", 50, 1, 100)]).ticks}
    assert dot.across is not None
    assert dot.upright is not None
    assert (dot.across.x1, dot.across.x2) == (WIDE.x_of(25), WIDE.x_of(75))
    assert (dot.upright.y1, dot.y, dot.upright.y2) == (ticks["100"], ticks["10"], ticks["1"])


def test_in_a_crowd_only_the_three_most_divided_reach_out() -> None:
    layout = laid_out([pooled(f"c{n}", 50, 3, 45) for n in range(20)])
    assert len([dot for dot in layout.dots if dot.across]) == 3


def test_on_a_phone_a_crowd_is_told_in_few_words() -> None:
    risks = [pooled(f"c{n}", n, 3, 45 if n == 9 else 0) for n in range(20)]
    told = [entry.number for entry in laid_out(risks, NARROW).legend]
    assert len(told) == 3  # two top risks and the one that divides
    assert [len(laid_out(risks[:9], NARROW).legend), len(laid_out(risks).legend)] == [9, 20]


def test_the_scale_goes_from_edge_to_edge() -> None:
    layout = laid_out([])
    assert (WIDE.x_of(0), WIDE.x_of(100)) == (layout.plot.x + RADIUS, layout.plot.right - RADIUS)
    assert len(layout.rows) == 5
    assert [label.lines for label in layout.row_labels] == [(word,) for word in reversed(COSTS)]
