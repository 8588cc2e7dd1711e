from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.layout.timeline import AXIS_X, Stop, TimelineLayout, layout_timeline
from tests.core.drawing import NOON, SENTENCES, outside, overlapping

if TYPE_CHECKING:
    from mortem.core.layout.shapes import Box


def stop(number: int, minutes: int, *, lasts: int | None = None, account: bool = False) -> Stop:
    at = NOON + timedelta(minutes=minutes)
    return Stop(
        key=f"e{number}",
        at=at,
        until_at=None if lasts is None else at + timedelta(minutes=lasts),
        day=at.date(),
        time_words="12:00 to 2026-03-04 13:00",
        text=SENTENCES[number % len(SENTENCES)],
        by="Ada" if account else "",
        account=account,
        moment=number % 7 == 3,
    )


def laid_out(stops: list[Stop]) -> TimelineLayout:
    days = {one.day: f"{one.day:%A} the {one.day.day}" for one in stops}
    return layout_timeline(stops, day_words=days, note="Not known yet: the end")


def boxes(layout: TimelineLayout) -> list[Box]:
    found = [day.box for day in layout.days]
    for one in layout.stops:
        found += [one.time.box, one.text.box, *([one.by.box] if one.by else [])]
    return [*found, *([layout.note.box] if layout.note else [])]


@pytest.mark.parametrize("count", [0, 1, 5, 60, 300])
def test_nothing_overlaps_and_nothing_leaves_the_paper(count: int) -> None:
    stops = [
        stop(n, n * n, lasts=90 if n % 4 == 1 else None, account=n % 3 == 0) for n in range(count)
    ]
    layout = laid_out(stops)
    assert [one.stop for one in layout.stops] == stops
    assert overlapping(boxes(layout)) == []
    assert outside(boxes(layout), layout.width, layout.height) == []


steps = st.lists(
    st.tuples(st.integers(0, 3000), st.none() | st.integers(1, 3000), st.booleans()), max_size=25
)


@given(steps)
def test_any_times_go_down_the_line_in_order(
    given_steps: list[tuple[int, int | None, bool]],
) -> None:
    minutes, stops = 0, []
    for number, (step, lasts, account) in enumerate(given_steps):
        minutes += step
        stops.append(stop(number, minutes, lasts=lasts, account=account))
    layout = laid_out(stops)
    heights = [one.y for one in layout.stops]
    assert heights == sorted(set(heights))
    assert overlapping(boxes(layout)) == []
    assert outside(boxes(layout), layout.width, layout.height) == []
    for one in layout.stops:
        assert (one.bar is None) is (one.stop.until_at is None)
        if one.bar:
            assert one.bar.y1 == one.y < one.bar.y2 <= max(layout.axis.y2, one.y + 10)
            assert one.bar.x1 == one.bar.x2 < AXIS_X


def test_a_bar_ends_where_its_end_lies_between_the_stops() -> None:
    layout = laid_out([stop(0, 0, lasts=10), stop(1, 5), stop(6, 15)])
    first, second, third = layout.stops
    assert first.bar is not None
    assert first.bar.y2 == pytest.approx((second.y + third.y) / 2)


def test_overlapping_bars_stand_beside_each_other() -> None:
    layout = laid_out([stop(0, 0, lasts=60), stop(1, 5, lasts=60), stop(2, 100, lasts=5)])
    places = [AXIS_X - one.bar.x1 for one in layout.stops if one.bar]
    assert places == [7, 14, 7]


def test_a_long_silence_is_named_and_takes_more_room() -> None:
    layout = laid_out([stop(0, 0), stop(6, 4), stop(6, 300)])
    assert [pause.length for pause in layout.pauses] == [timedelta(minutes=296)]
    first, second, third = layout.stops
    assert third.y - second.y > second.y - first.y


def test_a_silence_begins_when_what_lasts_has_ended() -> None:
    layout = laid_out([stop(0, 0, lasts=290), stop(6, 4), stop(6, 300)])
    assert layout.pauses == ()


def test_each_day_stands_above_its_first_stop() -> None:
    layout = laid_out([stop(0, 0), stop(6, 10), stop(6, 24 * 60), stop(6, 24 * 60 + 1)])
    assert [day.lines for day in layout.days] == [("Tuesday the 3",), ("Wednesday the 4",)]
    assert layout.days[0].box.bottom < layout.stops[0].y
    assert layout.stops[1].y < layout.days[1].box.y < layout.stops[2].y


def test_without_accounts_facts_have_the_whole_width() -> None:
    long = stop(9, 0)
    apart = laid_out([long, stop(0, 1, account=True)])
    alone = laid_out([long])
    assert alone.stops[0].text.box.width > apart.stops[0].text.box.width
