"""A robust line, how sure it is, and when it reaches what was agreed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from mortem.core.signal import SignalState as S
from mortem.core.trend import FEWEST, PER_BUCKET, WINDOW, Sample, coarser, lean, trend
from mortem.core.watching import Line, standing

START = datetime(2026, 3, 3, tzinfo=UTC)
EVERY = timedelta(minutes=5)


def row(values: list[float]) -> list[Sample]:
    return [Sample(START + place * EVERY, value) for place, value in enumerate(values)]


def story(values: list[float], threshold: float = 100) -> list[tuple[int, S]]:
    """Return each change of state, and at which look, of a signal that reads these numbers."""
    line, before = Line(threshold=threshold, every=EVERY), S.WAITING
    coarse: tuple[Sample, ...] = ()
    flips: list[tuple[int, S]] = []
    whole = row(values)
    for place in range(len(whole)):
        samples = whole[: place + 1][-WINDOW:]
        coarse = coarser(coarse, samples, EVERY)
        at = samples[-1].at
        now = standing(line, samples, coarse, before=before, since=START, at=at).state
        if now is not before:
            flips.append((place, now))
        before = now
    return flips


def test_a_straight_line_is_found_exactly() -> None:
    found = trend(row([10 + 2 * step for step in range(12)]))
    assert found.slope * EVERY.total_seconds() == pytest.approx(2)
    assert found.level == pytest.approx(32)
    assert found.sure == pytest.approx(4.53, abs=0.01)


def test_a_quarter_of_wild_numbers_changes_little() -> None:
    values = [10.0 + step for step in range(24)]
    for wild in (2, 7, 11, 15, 18, 21):
        values[wild] = 1_000
    assert trend(row(values)).slope * EVERY.total_seconds() == pytest.approx(1, abs=0.2)


def test_what_follows_its_predecessor_is_less_sure() -> None:
    rnd = random.Random(1)
    loose = [rnd.gauss(step, 4) for step in range(24)]
    tied = [4.0 * (step // 6) + step / 100 for step in range(24)]
    assert trend(row(tied)).sure < trend(row([float(step) for step in range(24)])).sure
    assert trend(row(loose)).sure > 3


@pytest.mark.parametrize("values", [[5.0] * 24, [5.0], [5.0, 5.0], [1e300] * 24])
def test_flat_is_not_a_lean(values: list[float]) -> None:
    assert lean(row(values), 100, lambda value: value >= 100, was=True) is None


def test_from_few_numbers_nothing_is_said() -> None:
    rising = row([50 + 4 * step for step in range(FEWEST)])
    assert lean(rising[:-1], 100, lambda value: value >= 100, was=False) is None
    assert lean(rising, 100, lambda value: value >= 100, was=False) is not None


def test_it_says_when_and_how_fast() -> None:
    found = lean(row([50.0 + step for step in range(30)]), 100, lambda v: v >= 100, was=False)
    assert found is not None
    assert found.reaches_at == START + 50 * EVERY
    assert found.per_day == pytest.approx(288)


def test_a_fall_leans_towards_a_line_below() -> None:
    falling = row([50.0 - step for step in range(30)])
    assert lean(falling, 5, lambda value: value <= 5, was=False) is not None
    assert lean(falling, 100, lambda value: value >= 100, was=False) is None


@pytest.mark.parametrize("hours", [8, 24])
def test_a_drift_leans_once_then_trips_once(hours: int) -> None:
    rnd, steps = random.Random(7), hours * 12
    calm = [50 + rnd.gauss(0, 3) for _ in range(288)]
    drift = [50 + 50 * step / steps + rnd.gauss(0, 3) for step in range(steps + 6)]
    states = [state for _place, state in story(calm + drift)]
    assert states == [S.QUIET, S.LEANING, S.TRIPPED]


def test_noise_does_not_lean() -> None:
    rnd = random.Random(3)
    assert [s for _, s in story([50 + rnd.gauss(0, 10) for _ in range(576)])] == [S.QUIET]


def test_the_long_row_has_one_number_for_each_dozen() -> None:
    coarse: tuple[Sample, ...] = ()
    samples = row([float(step) for step in range(60)])
    for end in range(1, 61):
        coarse = coarser(coarse, samples[:end], EVERY)
    assert [one.value for one in coarse] == [5.5, 17.5, 29.5, 41.5, 53.5]
    later = row([0.0] * 600)[-PER_BUCKET:]
    assert len(coarser(coarse * 30, later, EVERY)) == WINDOW
    assert coarser((), samples[: PER_BUCKET - 1], EVERY) == ()
