"""Chances against what happened: scored honestly, with how uncertain that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.calibration import FEW, Lacking, Said, calibrate, lacking, wilson
from mortem.core.record import OutcomeKind

HAPPENED, AVERTED, NOT, UNKNOWN = OutcomeKind
SAID = st.lists(
    st.builds(Said, st.integers(0, 100), st.sampled_from([None, *OutcomeKind])), max_size=30
)


def test_only_what_happened_or_not_is_scored_and_the_rest_is_counted() -> None:
    found = calibrate(
        Said(percent, outcome)
        for percent, outcome in (
            *((80, HAPPENED), (80, NOT), (10, NOT)),
            *((90, AVERTED), (90, AVERTED), (50, UNKNOWN), (30, None)),
        )
    )
    assert (found.scored, found.averted, found.unknown, found.waiting) == (3, 2, 1, 1)
    assert found.left_out == 3
    assert found.brier is not None
    assert found.brier.value == pytest.approx((0.2**2 + 0.8**2 + 0.1**2) / 3)
    assert found.plain == pytest.approx(1 / 3 * 2 / 3)


def test_nothing_scored_has_no_number() -> None:
    found = calibrate([Said(99, AVERTED)])
    assert (found.scored, found.brier, found.plain, found.groups) == (0, None, None, ())
    assert found.is_little


@pytest.mark.parametrize(
    ("percent", "outcome", "score"),
    [(100, HAPPENED, 0.0), (0, NOT, 0.0), (50, HAPPENED, 0.25), (0, HAPPENED, 1.0)],
)
def test_the_score_goes_from_sure_and_right_to_sure_and_wrong(
    percent: int, outcome: OutcomeKind, score: float
) -> None:
    found = calibrate([Said(percent, outcome)] * 4)
    assert found.brier is not None
    assert (found.brier.low, found.brier.value, found.brier.high) == (score, score, score)


def test_chances_are_grouped_by_twenties_and_the_last_group_has_both_ends() -> None:
    said = [Said(p, NOT) for p in (0, 19, 20, 80, 99, 100)] + [Said(100, HAPPENED)]
    groups = calibrate(said).groups
    assert [(one.low, one.high, one.count) for one in groups] == [
        (0, 20, 2),
        (20, 40, 1),
        (80, 100, 4),
    ]
    assert groups[2].happened.value == 0.25
    assert groups[0].mean == 9.5


def test_wilsons_interval_is_that_of_the_books() -> None:
    share = wilson(1, 10)
    assert (round(share.low, 4), share.value, round(share.high, 4)) == (0.0179, 0.1, 0.4042)
    assert wilson(0, 5).low == 0.0
    assert wilson(5, 5).high == pytest.approx(1.0)


@given(SAID)
def test_a_score_lies_in_its_interval_and_no_order_changes_it(said: list[Said]) -> None:
    found = calibrate(said)
    assert found.brier == calibrate(reversed(said)).brier
    assert found.scored + found.left_out + found.waiting == len(said)
    if found.brier is not None:
        assert 0 <= found.brier.low <= found.brier.value + 1e-9
        assert found.brier.value <= found.brier.high + 1e-9
        assert found.brier.high <= 1
    assert sum(one.count for one in found.groups) == found.scored
    for one in found.groups:
        assert one.low <= one.mean <= one.high
        assert one.happened.low <= one.happened.value <= one.happened.high


def test_more_risks_make_the_interval_smaller() -> None:
    some = [Said(70, HAPPENED), Said(70, NOT), Said(20, NOT)]
    few, many = calibrate(some).brier, calibrate(some * 20).brier
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low
    assert not calibrate(some * 20).is_little


@pytest.mark.parametrize(
    ("people", "scored", "short"),
    [
        (5, FEW, None),
        (4, FEW, Lacking(1, 0)),
        (9, FEW - 1, Lacking(0, 1)),
        (0, 0, Lacking(5, FEW)),
    ],
)
def test_a_team_is_told_what_it_lacks(people: int, scored: int, short: Lacking | None) -> None:
    assert lacking(people=people, scored=scored) == short
