from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.cost_range import (
    Chance,
    CostRange,
    Outlook,
    check_range,
    factor_apart,
    outlook,
    pool_ranges,
)
from mortem.core.errors import BadInput

AMOUNTS = st.floats(0, 1e15, allow_subnormal=False)
RANGES = st.tuples(AMOUNTS, AMOUNTS).map(lambda ends: CostRange(*sorted(ends)))


def test_the_ends_are_the_tenth_and_the_ninetieth_percent() -> None:
    found = CostRange(4, 100)
    assert isclose(found.at(0.1), 4)
    assert isclose(found.at(0.5), 20)
    assert isclose(found.at(0.9), 100)


def test_the_mean_is_that_of_the_lognormal() -> None:
    # ln(25) / 2.5631 = 1.2559; 20 · exp(1.2559² / 2) = 44.01
    found = CostRange(4, 100)
    assert (round(found.sigma, 4), round(found.mean, 2)) == (1.2559, 44.01)


def test_a_known_cost_is_certain() -> None:
    found = CostRange(7, 7)
    assert (found.mean, found.middle, found.at(0.01), found.at(0.99)) == (7, 7, 7, 7)
    assert (CostRange(0, 0).mean, CostRange(0, 0).at(0.5)) == (0, 0)


def test_a_low_end_of_zero_is_read_as_a_hundredth_of_the_high_end() -> None:
    assert CostRange(0, 50).mean == CostRange(0.5, 50).mean == CostRange(0.001, 50).mean


@given(RANGES)
def test_the_mean_lies_within_the_range(found: CostRange) -> None:
    assert found.floor * 0.999 <= found.middle <= found.mean * 1.001 <= found.high * 1.002


def test_ranges_are_pooled_end_by_end() -> None:
    three = [CostRange(1, 10), CostRange(5, 20), CostRange(2, 1000)]
    assert pool_ranges(three) == CostRange(2, 20)


def test_two_ranges_meet_half_way_on_a_logarithmic_scale() -> None:
    found = pool_ranges([CostRange(1, 10), CostRange(100, 1000)])
    assert isclose(found.low, 10)
    assert isclose(found.high, 100)
    assert pool_ranges([CostRange(0, 10), CostRange(10, 30)]) == CostRange(5, 20)


@given(st.lists(RANGES, min_size=1, max_size=9))
def test_a_pooled_range_is_a_range_within_what_people_said(given_ranges: list[CostRange]) -> None:
    found = pool_ranges(given_ranges)
    slack = 1 + 1e-9
    assert found.low <= found.high * slack
    assert min(one.low for one in given_ranges) <= found.low * slack
    assert found.high <= max(one.high for one in given_ranges) * slack


@pytest.mark.parametrize(
    ("low", "high", "apart"), [(5, 5, 0), (0, 0, 0), (1, 10, 0.5), (1, 1e6, 1), (0, 1, 1)]
)
def test_how_far_apart_is_a_matter_of_factors(low: float, high: float, apart: float) -> None:
    assert factor_apart(low, high) == apart


@pytest.mark.parametrize(
    ("low", "high", "field", "said"),
    [
        (8, 5, "cost_high", "“At most 5” is less than “at least 8”."),
        (
            -1,
            5,
            "cost_low",
            "“-1” is out of reach: an amount goes from 0 to 1,000,000,000,000,000.",
        ),
        (
            1,
            1e18,
            "cost_high",
            "“1e+18” is out of reach: an amount goes from 0 to 1,000,000,000,000,000.",
        ),
        (
            float("nan"),
            5,
            "cost_low",
            "“nan” is out of reach: an amount goes from 0 to 1,000,000,000,000,000.",
        ),
    ],
)
def test_ends_that_cannot_be(low: float, high: float, field: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_range(low, high)
    assert (caught.value.field, str(caught.value)) == (field, said)


def test_what_is_certain_to_happen_costs_what_people_said() -> None:
    found = outlook([Chance("a", 100, CostRange(4, 100))])
    assert isclose(found.expected, CostRange(4, 100).mean)
    assert isclose(found.low, 4, rel_tol=0.01)
    assert isclose(found.high, 100, rel_tol=0.01)


def test_what_hardly_happens_most_likely_costs_nothing() -> None:
    found = outlook([Chance("a", 5, CostRange(4, 100))])
    assert (found.low, found.high) == (0, 0)
    assert isclose(found.expected, 0.05 * CostRange(4, 100).mean)
    assert outlook([Chance("a", 0, CostRange(4, 100))]) == Outlook(0, 0, 0)


def test_the_range_of_one_risk_is_close_to_its_exact_quantile() -> None:
    # P(cost > x) = 0.1 where the cost, if it happens (40 %), is exceeded one time in four.
    cost = CostRange(4, 100)
    found = outlook([Chance("a", 40, cost)])
    assert isclose(found.high, cost.at(0.75), rel_tol=0.01)


def test_the_sum_agrees_with_counting_by_hand() -> None:
    # Two coins of 10 and 20: 0, 10, 20 and 30 are equally likely, so eight of ten lie in 0 to 30.
    coins = [Chance("a", 50, CostRange(10, 10)), Chance("b", 50, CostRange(20, 20))]
    assert outlook(coins) == Outlook(15, 0, 30)
    sure = [Chance("a", 100, CostRange(10, 10)), Chance("b", 95, CostRange(20, 20))]
    assert outlook(sure) == Outlook(29, 30, 30)


def test_the_same_risks_give_the_same_numbers_everywhere() -> None:
    risks = [Chance(name, 30 + 20 * n, CostRange(2, 40)) for n, name in enumerate("abc")]
    found = outlook(risks)
    # Written down: another machine, another Python, another day gives these.
    written = [round(x, 6) for x in (found.expected, found.low, found.high)]
    assert written == [26.562882, 0.241515, 62.156633]
    assert outlook(list(reversed(risks))) == found


def test_other_names_are_other_draws() -> None:
    one, other = (
        outlook([Chance(f"{start}{n}", 30, CostRange(2, 40)) for n in range(5)]) for start in "ab"
    )
    assert one.expected == other.expected
    assert one.high != other.high
