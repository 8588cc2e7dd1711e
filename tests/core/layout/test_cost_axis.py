from __future__ import annotations

from itertools import pairwise
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.cost_range import CostRange
from mortem.core.layout.cost_axis import ZERO_ROW, cost_axis

AMOUNTS = st.floats(0, 1e15, allow_subnormal=False).filter(lambda x: x == 0 or x > 1e-9)
RANGES = st.tuples(AMOUNTS, AMOUNTS).map(lambda ends: CostRange(*sorted(ends)))


@pytest.mark.parametrize(
    ("low", "high", "ends", "ticks"),
    [
        (3, 40, (2, 50), (2, 5, 10, 20, 50)),
        (12, 14, (5, 50), (5, 10, 20, 50)),
        (7, 7, (2, 20), (2, 5, 10, 20)),
        (1.5, 9000, (1, 10_000), (1, 10, 100, 1000, 10_000)),
        (0, 50, (0.5, 50), (0.5, 1, 2, 5, 10, 20, 50)),
        (1, 2e12, (1, 2e12), (1, 1e3, 1e6, 1e9, 1e12)),
    ],
)
def test_an_axis_ends_at_round_amounts(
    low: float, high: float, ends: tuple[float, float], ticks: tuple[float, ...]
) -> None:
    axis = cost_axis([CostRange(low, high)], top=0, height=100)
    shown = [round(one, 6) for one in axis.ticks]
    assert (round(axis.low, 6), round(axis.high, 6), shown) == (*ends, list(ticks))


def test_equal_factors_are_equal_steps() -> None:
    axis = cost_axis([CostRange(1, 100)], top=0, height=100)
    assert [round(axis.y_of(x), 6) for x in (1, 10, 100)] == [100, 50, 0]


def test_what_costs_nothing_stands_below() -> None:
    axis = cost_axis([CostRange(0, 0), CostRange(1, 100)], top=0, height=100)
    assert (axis.y_of(0), axis.end, axis.ticks[0]) == (100 + ZERO_ROW / 2, 100 + ZERO_ROW, 0)
    assert cost_axis([CostRange(0, 0)], top=0, height=100).ticks[0] == 0


def test_on_a_long_axis_only_powers_of_ten_are_written() -> None:
    ranges = [CostRange(1.5, 9), CostRange(700, 9000)]
    assert cost_axis(ranges, top=0, height=100).ticks == (1, 10, 100, 1000, 10_000)


@given(st.lists(RANGES, min_size=1, max_size=8))
def test_every_range_fits_and_ticks_stand_apart(ranges: list[CostRange]) -> None:
    axis = cost_axis(ranges, top=10, height=400)
    for one in ranges:
        for amount in (one.low or one.floor, one.middle, one.high):
            assert 10 - 1e-6 <= axis.y_of(amount) <= axis.end
    ys = [axis.y_of(tick) for tick in axis.ticks]
    assert 1 <= len(ys) <= 11
    assert all(high - low > 20 for low, high in pairwise(sorted(ys)))
    if axis.ticks[-1] > 0:
        assert isclose(axis.y_of(axis.high), 10)
