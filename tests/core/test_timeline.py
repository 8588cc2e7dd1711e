from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core import timeline
from mortem.core.errors import BadInput
from mortem.core.record import EventTime, Moment, Precision, TimelineEntry
from mortem.core.timeline import Duration, Durations, OutOfOrder, Span

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def entry(
    name: str,
    minutes: float,
    until: float | None = None,
    position: int = 0,
    precision: Precision = Precision.MINUTE,
) -> TimelineEntry:
    return TimelineEntry(
        id=name,
        at=at(minutes),
        until_at=None if until is None else at(until),
        text=name,
        position=position,
        precision=precision,
    )


def when(
    moment: Moment,
    minutes: float | None,
    until: float | None = None,
    precision: Precision = Precision.MINUTE,
) -> EventTime:
    return EventTime(
        moment=moment,
        at=None if minutes is None else at(minutes),
        until_at=None if until is None else at(until),
        precision=precision,
    )


def exactly(minutes: float) -> Duration:
    return Duration(timedelta(minutes=minutes), timedelta(minutes=minutes))


def test_entries_are_ordered_by_beginning_then_end_then_position() -> None:
    mixed = (
        entry("long", 5, 30),
        entry("second", 5, position=2),
        entry("first", 5, position=1),
        entry("early", 1),
    )
    ordered = [one.id for one in timeline.order(mixed)]
    assert ordered == ["early", "first", "second", "long"]


def test_zones_do_not_disturb_the_order() -> None:
    east = timezone(timedelta(hours=9))
    later_there = TimelineEntry(
        id="tokyo", at=datetime(2026, 3, 3, 20, 0, tzinfo=east), text="", position=0
    )
    assert [one.id for one in timeline.order((entry("noon", 0), later_there))] == ["tokyo", "noon"]


def test_a_time_without_a_zone_is_asked_about() -> None:
    naive = TimelineEntry(id="x", at=datetime(2026, 3, 3, 12, 0), text="", position=0)  # noqa: DTZ001
    with pytest.raises(BadInput) as caught:
        timeline.order((naive,))
    assert caught.value.field == "at"
    assert str(caught.value) == "The time 2026-03-03 12:00:00 has no zone."


def test_an_end_before_its_beginning_is_an_error() -> None:
    with pytest.raises(BadInput, match=r"cannot end .* before it begins"):
        timeline.span_of(entry("x", 5, 4))
    assert timeline.span_of(entry("x", 5, 5)) == Span(at(5), at(5))
    assert timeline.span_of(entry("x", 5, 5)).exact is True
    assert timeline.span_of(entry("x", 5, 6)).exact is False


@pytest.mark.parametrize(
    ("precision", "uncertain"),
    [
        (Precision.SECOND, False),
        (Precision.MINUTE, False),
        (Precision.DAY, True),
        (Precision.ABOUT, True),
        (Precision.BETWEEN, True),
    ],
)
def test_what_counts_as_uncertain(precision: Precision, uncertain: bool) -> None:
    assert timeline.is_uncertain(entry("x", 0, precision=precision)) is uncertain


def test_durations_count_from_the_start() -> None:
    times = (
        when(Moment.ENDED, 47),
        when(Moment.STARTED, 0),
        when(Moment.DETECTED, 4),
        when(Moment.ACKNOWLEDGED, 6),
        when(Moment.MITIGATED, 30),
    )
    assert timeline.durations(times) == Durations(
        to_detect=exactly(4), to_acknowledge=exactly(6), to_mitigate=exactly(30), to_end=exactly(47)
    )


def test_what_is_not_known_has_no_duration() -> None:
    assert timeline.durations(()) == Durations()
    assert timeline.durations((when(Moment.DETECTED, 4),)) == Durations()
    unknown = (when(Moment.STARTED, 0), when(Moment.DETECTED, None))
    assert timeline.durations(unknown) == Durations()


def test_uncertain_times_give_uncertain_durations() -> None:
    times = (
        when(Moment.STARTED, 0, 10, Precision.BETWEEN),
        when(Moment.DETECTED, 5),
        when(Moment.MITIGATED, 20, 30, Precision.BETWEEN),
        when(Moment.ENDED, 60, precision=Precision.ABOUT),
    )
    found = timeline.durations(times)
    assert found.to_detect == Duration(timedelta(0), timedelta(minutes=5))
    assert found.to_mitigate == Duration(timedelta(minutes=10), timedelta(minutes=30))
    assert found.to_end == Duration(timedelta(minutes=50), timedelta(minutes=60), about=True)
    assert found.to_end.exact is False
    assert found.to_detect.exact is False
    assert exactly(1).exact is True
    assert Duration(timedelta(1), timedelta(1), about=True).exact is False


def test_a_day_reaches_to_its_end_and_no_further() -> None:
    day = when(Moment.DETECTED, 0, precision=Precision.DAY)
    inside = when(Moment.STARTED, 24 * 60 - 1, precision=Precision.SECOND)
    after = when(Moment.STARTED, 24 * 60, precision=Precision.SECOND)
    assert timeline.out_of_order((inside, day)) == ()
    assert timeline.out_of_order((after, day)) == (OutOfOrder(Moment.STARTED, Moment.DETECTED),)


def test_the_same_second_contradicts_nothing() -> None:
    started = when(Moment.STARTED, 5, precision=Precision.SECOND)
    detected = when(Moment.DETECTED, 5, precision=Precision.SECOND)
    assert timeline.out_of_order((started, detected)) == ()


def test_a_negative_duration_is_not_a_number() -> None:
    times = (when(Moment.STARTED, 10), when(Moment.DETECTED, 4))
    assert timeline.durations(times).to_detect is None


def test_every_pair_out_of_order_is_told() -> None:
    times = (when(Moment.STARTED, 10), when(Moment.DETECTED, 20), when(Moment.ENDED, 5))
    assert timeline.out_of_order(times) == (
        OutOfOrder(Moment.STARTED, Moment.ENDED),
        OutOfOrder(Moment.DETECTED, Moment.ENDED),
    )


@pytest.mark.parametrize(
    ("started", "detected", "expected"),
    [
        (when(Moment.STARTED, 5), when(Moment.DETECTED, 5), ()),
        (
            when(Moment.STARTED, 0, 9),
            when(Moment.DETECTED, 3),
            (),
        ),
        (when(Moment.STARTED, 5), when(Moment.DETECTED, 4.5), ()),
        (
            when(Moment.STARTED, 5),
            when(Moment.DETECTED, 4),
            (OutOfOrder(Moment.STARTED, Moment.DETECTED),),
        ),
        (when(Moment.STARTED, 5, precision=Precision.ABOUT), when(Moment.DETECTED, 1), ()),
        (when(Moment.STARTED, 600), when(Moment.DETECTED, 0, precision=Precision.DAY), ()),
        (
            when(Moment.STARTED, 5, precision=Precision.SECOND),
            when(Moment.DETECTED, 4.9, precision=Precision.SECOND),
            (OutOfOrder(Moment.STARTED, Moment.DETECTED),),
        ),
    ],
)
def test_only_what_certainly_contradicts_is_out_of_order(
    started: EventTime, detected: EventTime, expected: tuple[OutOfOrder, ...]
) -> None:
    assert timeline.out_of_order((started, detected)) == expected


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc/passwd", "Europe/\x00", "x" * 5000])
def test_an_unknown_zone_is_named(name: str) -> None:
    with pytest.raises(BadInput) as caught:
        timeline.zone_of(name)
    assert caught.value.field == "zone"


def test_a_known_zone_is_found() -> None:
    assert timeline.zone_of("Europe/Berlin").key == "Europe/Berlin"


minutes = st.integers(0, 500)


@given(st.lists(st.tuples(minutes, st.none() | minutes), max_size=12))
def test_any_entries_have_one_order(pairs: list[tuple[int, int | None]]) -> None:
    told = tuple(
        entry(f"e{n}", start, None if more is None else start + more, n)
        for n, (start, more) in enumerate(pairs)
    )
    ordered = timeline.order(told)
    assert sorted(one.id for one in ordered) == sorted(one.id for one in told)
    assert timeline.order(reversed(ordered)) == ordered
    starts = [timeline.span_of(one).earliest for one in ordered]
    assert starts == sorted(starts)
