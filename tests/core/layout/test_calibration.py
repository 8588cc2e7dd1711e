"""A dot for each group of chances, on the paper, the larger the more are in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mortem.core.calibration import Said, calibrate
from mortem.core.layout.calibration import BOTTOM, LEFT, RIGHT, TOP, layout_calibration
from mortem.core.record import OutcomeKind

ENDS = [OutcomeKind.HAPPENED, OutcomeKind.DID_NOT_HAPPEN]


@given(st.lists(st.tuples(st.integers(0, 100), st.sampled_from(ENDS)), max_size=30))
def test_every_group_stands_within_the_square(said: list[tuple[int, OutcomeKind]]) -> None:
    groups = calibrate(Said(*one) for one in said).groups
    dots = layout_calibration(groups).dots
    assert [dot.count for dot in dots] == [one.count for one in groups]
    for dot in dots:
        assert LEFT <= dot.x <= RIGHT
        assert TOP - 0.01 <= dot.spread.y2 <= dot.y + 0.01
        assert dot.y <= dot.spread.y1 + 0.01 <= BOTTOM + 0.02


def test_chance_and_outcome_agree_on_the_line() -> None:
    said = [Said(50, ENDS[n % 2]) for n in range(10)] + [Said(100, ENDS[0])]
    layout = layout_calibration(calibrate(said).groups)
    half, sure = layout.dots
    assert (half.x, half.y) == ((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2)
    assert (sure.x, sure.y) == (layout.agree.x2, layout.agree.y2)
    assert sure.radius < half.radius
