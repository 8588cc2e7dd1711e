"""What the numbers of a signal say, as a table: state after state, from values alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mortem.core.signal import SignalState as S
from mortem.core.trend import Sample
from mortem.core.watching import Direction, Line, standing

START = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLAIN = Line(threshold=400, every=5 * MINUTE, grace=10 * MINUTE)
HELD = Line(threshold=400, every=5 * MINUTE, grace=10 * MINUTE, hold=10 * MINUTE)
LOW = Line(threshold=7, direction=Direction.BELOW, every=5 * MINUTE, leans=False)
BEAT = Line(threshold=1, every=60 * MINUTE, grace=10 * MINUTE, leans=False, silence_trips=True)


def row(*values: float, every: timedelta = 5 * MINUTE) -> list[Sample]:
    return [Sample(START + place * every, value) for place, value in enumerate(values)]


def state(
    line: Line,
    samples: list[Sample],
    before: S = S.QUIET,
    later: timedelta = timedelta(0),
    *,
    snoozed: bool = False,
) -> S:
    at = (samples[-1].at if samples else START) + later
    return standing(line, samples, before=before, since=START, at=at, snoozed=snoozed).state


@pytest.mark.parametrize(
    ("line", "values", "before", "after"),
    [
        (PLAIN, [100], S.WAITING, S.QUIET),
        (PLAIN, [100, 399.9], S.QUIET, S.QUIET),
        (PLAIN, [100, 400], S.QUIET, S.TRIPPED),
        (PLAIN, [500], S.STALE, S.TRIPPED),
        (PLAIN, [100], S.STALE, S.QUIET),
        (LOW, [9, 8], S.QUIET, S.QUIET),
        (LOW, [9, 7], S.QUIET, S.TRIPPED),
        (LOW, [7, 8], S.TRIPPED, S.QUIET),
        # for so long: beyond at every look of ten minutes
        (HELD, [100, 500], S.QUIET, S.QUIET),
        (HELD, [500, 500], S.QUIET, S.QUIET),
        (HELD, [500, 500, 500], S.QUIET, S.TRIPPED),
        (HELD, [500, 300, 500], S.QUIET, S.QUIET),
        (HELD, [500, 500, 500, 300, 500, 500], S.TRIPPED, S.TRIPPED),
        # noise around the line ends nothing; five rhythms on the near side do
        (PLAIN, [500, 300], S.TRIPPED, S.TRIPPED),
        (PLAIN, [500, *[300] * 5], S.TRIPPED, S.TRIPPED),
        (PLAIN, [500, *[300] * 6], S.TRIPPED, S.QUIET),
        (PLAIN, [500, *[300] * 5, 500], S.TRIPPED, S.TRIPPED),
        # something that reports in says well or not well, and is believed at once
        (BEAT, [0], S.WAITING, S.QUIET),
        (BEAT, [0, 1], S.QUIET, S.TRIPPED),
        (BEAT, [1, 0], S.TRIPPED, S.QUIET),
    ],
)
def test_the_last_numbers_decide(line: Line, values: list[float], before: S, after: S) -> None:
    assert state(line, row(*values), before) is after


@pytest.mark.parametrize(
    ("line", "minutes", "after"),
    [
        (PLAIN, 15, S.QUIET),
        (PLAIN, 15.1, S.STALE),
        (BEAT, 70, S.QUIET),
        (BEAT, 70.1, S.TRIPPED),
    ],
)
def test_silence_counts_beyond_rhythm_and_grace(line: Line, minutes: float, after: S) -> None:
    assert state(line, row(0), later=minutes * MINUTE) is after


def test_before_the_first_number_silence_counts_from_the_beginning() -> None:
    assert state(PLAIN, [], S.WAITING, later=15 * MINUTE) is S.WAITING
    assert state(PLAIN, [], S.WAITING, later=16 * MINUTE) is S.STALE


def test_a_computer_that_slept_blames_nobody() -> None:
    woke = START + timedelta(days=7)
    asleep = standing(BEAT, row(0), before=S.QUIET, since=woke, at=woke + 69 * MINUTE)
    late = standing(BEAT, row(0), before=S.QUIET, since=woke, at=woke + 71 * MINUTE)
    assert (asleep.state, late.state) == (S.QUIET, S.TRIPPED)


def test_a_gap_is_not_held_time() -> None:
    """One number before a week's sleep and one after it are not a week beyond the line."""
    apart = [Sample(START, 500), Sample(START + timedelta(days=7), 500)]
    assert standing(HELD, apart, before=S.QUIET, since=START, at=apart[-1].at).state is S.QUIET


@pytest.mark.parametrize("before", list(S))
def test_snoozed_wins_over_all(before: S) -> None:
    assert state(PLAIN, row(500), before, snoozed=True) is S.SNOOZED
    assert state(PLAIN, [], before, later=99 * MINUTE, snoozed=True) is S.SNOOZED


def test_after_a_rest_it_speaks_again() -> None:
    assert state(PLAIN, row(500), S.SNOOZED) is S.TRIPPED


def test_it_leans_before_it_trips_and_says_when() -> None:
    rising = row(*(100 + 10 * step for step in range(20)))
    found = standing(PLAIN, rising, before=S.QUIET, since=START, at=rising[-1].at)
    assert found.state is S.LEANING
    assert found.lean is not None
    assert found.lean.reaches_at == rising[-1].at + 11 * 5 * MINUTE


def test_what_still_heads_for_its_line_has_not_ended() -> None:
    rising = row(*(200 + 10 * step for step in range(25)), 350, 355, 360, 365, 370, 375)
    assert state(PLAIN, rising, S.TRIPPED) is S.TRIPPED


def test_the_same_values_give_the_same_answer() -> None:
    rising = row(*(100 + 10 * step for step in range(20)))
    twice = [
        standing(PLAIN, rising, before=S.LEANING, since=START, at=rising[-1].at) for _ in range(2)
    ]
    assert twice[0] == twice[1]
