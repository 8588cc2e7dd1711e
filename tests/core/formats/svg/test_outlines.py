"""The text alternatives say what the pictures show."""

from __future__ import annotations

from datetime import date, timedelta, timezone

import pytest
from hypothesis import given

from mortem.core.errors import BadInput
from mortem.core.formats import svg
from mortem.core.formats.svg import Outline
from mortem.core.record import (
    Asked,
    Cause,
    CauseKind,
    Confidence,
    Disposition,
    EntryKind,
    EventTime,
    Foresight,
    Moment,
    Precision,
    Rating,
    TimelineEntry,
)
from mortem.core.risk import pool
from mortem.core.timeline import Duration
from mortem.core.warning_track import Mark, Step, Track, WarningStory
from tests.core.drawing import NOON, THEMES, forests

CAUSES = (
    Cause(id="a", text="Backfill by hand", position=0, theme="t1", kind=CauseKind.TRIGGER),
    Cause(id="b", text="No script", position=1, parent="a", elephant=True),
    Cause(id="c", text="No time", position=2, parent="b", theme="t4"),
    Cause(
        id="d",
        text="Old runbook",
        position=3,
        paper_tiger=True,
        severity_first=True,
        disposition=Disposition.TOP,
        foresight=Foresight.LATE,
    ),
    Cause(id="e", text="Rain", position=4, theme="t1", disposition=Disposition.LET_GO),
)


def test_the_why_tree_is_nested_by_why() -> None:
    assert svg.why_tree_text(CAUSES, "Orders were lost") == Outline(
        "Orders were lost",
        (),
        (
            Outline(
                "Backfill by hand",
                ("trigger",),
                (Outline("No script", ("elephant",), (Outline("No time"),)),),
            ),
            Outline(
                "Old runbook",
                ("top risk", "rare but grave", "paper tiger", "foreseen, help came late"),
            ),
            Outline("Rain", ("let go",)),
        ),
    )


def test_the_fishbone_is_nested_by_theme() -> None:
    no_script = Outline("No script", ("elephant",))
    assert svg.fishbone_text(CAUSES, THEMES) == (
        Outline(
            "Process",
            (),
            (Outline("Backfill by hand", ("trigger",), (no_script,)), Outline("Rain", ("let go",))),
        ),
        Outline("Timing", (), (Outline("No time"),)),
        Outline(
            "No theme yet",
            (),
            (
                Outline(
                    "Old runbook",
                    ("top risk", "rare but grave", "paper tiger", "foreseen, help came late"),
                ),
            ),
        ),
    )


def rating(cause: str, plausibility: int, cost: int) -> Rating:
    return Rating(
        id=f"{cause}{plausibility}{cost}", cause=cause, plausibility=plausibility, cost=cost
    )


def test_risks_are_listed_by_rank_with_their_figures() -> None:
    pooled = pool(CAUSES, (rating("a", 20, 3), rating("a", 70, 3), rating("d", 5, 5)))
    assert svg.risks_text(CAUSES, pooled) == (
        Outline(
            "Old runbook",
            (
                "5 % likely",
                "cost 5 of 5",
                "answers: 1",
                "top risk",
                "rare but grave",
                "paper tiger",
                "foreseen, help came late",
            ),
        ),
        Outline(
            "Backfill by hand",
            (
                "45 % likely (20 to 70)",
                "cost 3 of 5",
                "answers: 2",
                "trigger",
                "seen differently",
            ),
        ),
    )


def test_ranges_are_told_in_the_plans_unit() -> None:
    given_ranges = (
        Rating(id="1", cause="a", plausibility=50, cost_low=2, cost_high=40),
        Rating(id="2", cause="b", plausibility=5, cost_low=8, cost_high=8),
    )
    found = svg.risks_text(CAUSES, pool(CAUSES, given_ranges), unit="hours")
    assert [(line.text, line.notes[:4]) for line in found] == [
        (
            "Backfill by hand",
            (
                "50 % likely",
                "2 to 40 hours if it happens",
                "8.9 expected, mostly 0 to 24",
                "answers: 1",
            ),
        ),
        (
            "No script",
            (
                "5 % likely",
                "8 hours if it happens",
                "0.4 expected, most likely nothing",
                "answers: 1",
            ),
        ),
    ]


def test_until_top_risks_are_chosen_the_first_ones_are_suggested() -> None:
    causes = tuple(Cause(id=f"c{n}", text=f"c{n}", position=n) for n in range(4))
    pooled = pool(causes, [rating(cause.id, 50, 5 - n) for n, cause in enumerate(causes)])
    notes = [line.notes[3:] for line in svg.risks_text(causes, pooled)]
    assert notes == [("talk about first",)] * 3 + [()]


ENTRIES = (
    TimelineEntry(id="2", at=NOON, text="Alert fires", position=2),
    TimelineEntry(
        id="1",
        at=NOON - timedelta(hours=13),
        until_at=NOON - timedelta(hours=12, minutes=30),
        precision=Precision.BETWEEN,
        text="Lag rises",
        position=1,
    ),
    TimelineEntry(
        id="3",
        at=NOON + timedelta(minutes=5, seconds=7),
        text="I took it for a drill",
        position=3,
        kind=EntryKind.ACCOUNT,
        attributed_to="On call",
        precision=Precision.SECOND,
    ),
)
TIMES = (
    EventTime(moment=Moment.STARTED, at=NOON, precision=Precision.ABOUT),
    EventTime(moment=Moment.DETECTED, at=NOON + timedelta(minutes=4)),
    EventTime(moment=Moment.ENDED, at=NOON + timedelta(days=1), precision=Precision.DAY),
)


def test_confidence_is_counted_before_and_after() -> None:
    said = ((Asked.BEFORE, 80), (Asked.BEFORE, 90), (Asked.BEFORE, 80), (Asked.AFTER, 55))
    answers = [
        Confidence(id=str(n), moment=moment, percent=one) for n, (moment, one) in enumerate(said)
    ]
    assert svg.confidence_text(answers) == (
        Outline(
            "Before imagining the failure: middle answer 80 %",
            (),
            (Outline("80 % sure", ("answers: 2",)), Outline("90 % sure", ("answers: 1",))),
        ),
        Outline(
            "With the protections agreed: 55 % sure",
            (),
            (Outline("55 % sure", ("answers: 1",)),),
        ),
    )
    assert [one.text for one in svg.confidence_text([])] == [
        "Before imagining the failure: nobody answered",
        "With the protections agreed: nobody answered",
    ]


def test_the_timeline_is_listed_by_day_in_its_zone() -> None:
    assert svg.timeline_text(ENTRIES, TIMES, "Europe/Berlin") == (
        Outline(
            "Tuesday 3 March 2026",
            (),
            (
                Outline("Lag rises", ("00:00 to 00:30",)),
                Outline("It started", ("about 13:00",)),
                Outline("Alert fires", ("13:00",)),
                Outline("Somebody noticed", ("13:04", "after about 4 min")),
                Outline("I took it for a drill", ("13:05:07", "On call")),
            ),
        ),
        Outline(
            "Wednesday 4 March 2026",
            (),
            (Outline("It was over", ("that day", "after about 1 d")),),
        ),
    )


def test_days_follow_the_zone_and_its_words() -> None:
    days = svg.timeline_text(ENTRIES, (), "UTC", day_words=date.isoformat)
    assert [(day.text, len(day.items)) for day in days] == [("2026-03-02", 1), ("2026-03-03", 2)]
    until_next_day = svg.timeline_text(ENTRIES[1:2], (), "America/New_York")
    assert until_next_day[0].items[0].notes == ("18:00 to 18:30",)


def test_a_span_over_midnight_names_the_day_of_its_end() -> None:
    span = TimelineEntry(
        id="1",
        at=NOON,
        until_at=NOON + timedelta(hours=13),
        precision=Precision.BETWEEN,
        text="x",
        position=0,
    )
    (day,) = svg.timeline_text((span,), (), "UTC")
    assert day.items[0].notes == ("12:00 to 2026-03-04 01:00",)


def test_the_offset_is_named_only_where_it_changes() -> None:
    spring = NOON.replace(day=29, hour=0, minute=30)
    before = TimelineEntry(id="1", at=spring, text="before", position=0)
    after = TimelineEntry(id="2", at=spring + timedelta(hours=1), text="after", position=1)
    (day,) = svg.timeline_text((before, after), (), "Europe/Berlin")
    assert [item.notes for item in day.items] == [("01:30 CET",), ("03:30 CEST",)]
    (day,) = svg.timeline_text((before,), (), "Europe/Berlin")
    assert [item.notes for item in day.items] == [("01:30",)]


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="Mars"):
        svg.timeline_text(ENTRIES, TIMES, "Mars/Base")


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=1, seconds=59), "1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=2, minutes=10), "2 h 10 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=3, hours=4, minutes=5), "3 d 4 h"),
    ],
)
def test_a_length_of_time_in_words(length: timedelta, expected: str) -> None:
    assert svg.span_words(length) == expected


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        (Duration(timedelta(minutes=4), timedelta(minutes=4)), "4 min"),
        (Duration(timedelta(minutes=4), timedelta(minutes=9)), "4 min to 9 min"),
        (Duration(timedelta(minutes=4), timedelta(minutes=4), about=True), "about 4 min"),
    ],
)
def test_an_uncertain_duration_says_so(duration: Duration, expected: str) -> None:
    assert svg.duration_words(duration) == expected


def counted(outline: Outline) -> int:
    return 1 + sum(counted(item) for item in outline.items)


@given(forests())
def test_every_cause_is_told_once_in_both_lists(causes: tuple[Cause, ...]) -> None:
    bones = svg.fishbone_text(causes, THEMES)
    assert counted(svg.why_tree_text(causes, "Event")) == 1 + len(causes)
    assert sum(counted(bone) for bone in bones) == len(bones) + len(causes)


def test_alone_no_picture_speaks_of_others() -> None:
    told = svg.Words.translated(str, personal=True)
    about = told.risks_about.format(risks=3)
    assert about.startswith("Reasons: 3, numbered by rank.")
    assert "people" not in about
    assert told.people == ""


def test_a_warning_is_told_step_by_step() -> None:
    marks = (Mark(Step.WRITTEN, NOON, "It will expire"), Mark(Step.DUE, NOON, "Renew by machine"))
    story = WarningStory(
        NOON,
        (
            Track("It expired", Foresight.LATE, marks),
            Track("Nobody was awake", Foresight.UNKNOWN, ()),
        ),
    )
    far_east = timezone(timedelta(hours=13))
    assert svg.warned_text(story, zone=far_east) == (
        Outline(
            "It expired",
            ("foreseen, help came late",),
            (
                Outline("2026-03-04: written down beforehand", ("It will expire",)),
                Outline("2026-03-04: mitigation due, not done by then", ("Renew by machine",)),
            ),
        ),
        Outline("Nobody was awake", ("not compared yet",)),
    )
