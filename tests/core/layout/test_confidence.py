from __future__ import annotations

from itertools import combinations
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.confidence import spread
from mortem.core.layout.confidence import (
    DOT,
    LEFT,
    MOST_DOTS,
    RIGHT,
    ConfidenceLayout,
    layout_confidence,
)
from mortem.core.record import Asked, Confidence

PERCENTS = st.lists(st.integers(0, 100), max_size=40)


def laid_out(before: list[int], after: list[int]) -> ConfidenceLayout:
    said = [(Asked.BEFORE, one) for one in before] + [(Asked.AFTER, one) for one in after]
    answers = [
        Confidence(id=str(n), moment=moment, percent=one) for n, (moment, one) in enumerate(said)
    ]
    return layout_confidence(spread(answers))


@given(PERCENTS, PERCENTS)
def test_every_answer_stands_on_the_paper_once(before: list[int], after: list[int]) -> None:
    layout = laid_out(before, after)
    for given_, row in zip((before, after), layout.rows, strict=True):
        assert len(row.dots) + sum(count for _, count in row.bars) == len(given_)
        assert all(LEFT <= x <= RIGHT and row.head_y < y - DOT for x, y in row.dots)
        assert all(row.head_y + 12 < bar.y < bar.bottom == row.base_y for bar, _ in row.bars)
        assert row.base_y < layout.scale_y < layout.height


@given(PERCENTS, PERCENTS)
def test_no_dots_cover_each_other(before: list[int], after: list[int]) -> None:
    for row in laid_out(before, after).rows:
        assert all(dist(one, other) > 2 * DOT for one, other in combinations(row.dots, 2))


@pytest.mark.parametrize(("most", "bars"), [(MOST_DOTS, 0), (MOST_DOTS + 1, 1)])
def test_many_who_agree_become_a_bar_in_both_rows(most: int, bars: int) -> None:
    layout = laid_out([70] * most, [20])
    assert [len(row.bars) for row in layout.rows] == [bars, bars]


def test_the_stroke_is_the_middle() -> None:
    first, second = laid_out([0, 100, 100], []).rows
    assert (first.median_x, second.median_x) == (RIGHT, None)


def test_five_hundred_answers_are_no_taller_than_six() -> None:
    assert laid_out([50] * 500, [60] * 500).height == laid_out([50] * 6, [60] * 6).height
