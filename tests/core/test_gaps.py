"""What a record plainly lacks, as questions for a group."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core import record as r
from mortem.core.gaps import Gap, gaps
from tests.core.records import records

NIGHT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
LOG = r.Evidence(id="e", name="log", media_type="", size=1, sha256="", added_at=NIGHT)


def at(minutes: int) -> datetime:
    return NIGHT + timedelta(minutes=minutes)


def moment(minutes: int, text: str = "It happened", **more: object) -> r.TimelineEntry:
    entry = r.TimelineEntry(id=f"n{minutes}", at=at(minutes), text=text, position=0)
    return replace(entry, **more)  # type: ignore[arg-type]


def a_record(**parts: object) -> r.Record:
    known = tuple(r.EventTime(moment=one, at=NIGHT) for one in r.Moment)
    bare = r.Record(
        id="1",
        kind=r.Kind.POSTMORTEM,
        context="incident",
        title="It was down",
        phase="evidence",
        created_at=NIGHT,
        event_times=known,
        evidence=(LOG,),
    )
    return replace(bare, **parts)  # type: ignore[arg-type]


def codes(record: r.Record) -> list[str]:
    return [gap.code for gap in gaps(record)]


CITED = (r.Citation(evidence="e"),)
ALWAYS = ["more_sources", "who_else"]


def test_a_record_with_all_it_needs_is_still_asked_for_others() -> None:
    assert codes(a_record()) == ALWAYS


@pytest.mark.parametrize("missing", list(r.Moment))
def test_each_of_the_five_times_is_asked_for(missing: r.Moment) -> None:
    known = tuple(r.EventTime(moment=m, at=None if m is missing else NIGHT) for m in r.Moment)
    assert codes(a_record(event_times=known)) == [f"no_{missing}_at", *ALWAYS]


def test_a_long_silence_between_two_moments_is_asked_about() -> None:
    entries = tuple(moment(m, citations=CITED) for m in (0, 5, 12, 47, 50))
    found = gaps(a_record(entries=entries))
    assert found[0] == Gap(
        code="silent_stretch",
        template="What happened between {start} and {end}?",
        start=at(12),
        end=at(47),
    )
    assert [gap.code for gap in found[1:]] == ALWAYS


def test_a_silence_is_measured_by_the_story_it_is_part_of() -> None:
    even = tuple(moment(60 * hour, citations=CITED) for hour in range(9))  # an eighth of it each
    assert codes(a_record(entries=even)) == ALWAYS
    short = tuple(moment(m, citations=CITED) for m in (0, 9))  # all of it, but nine minutes
    assert codes(a_record(entries=short)) == ALWAYS


def test_an_uncertain_moment_bounds_no_silence() -> None:
    about = moment(30, precision=r.Precision.ABOUT, citations=CITED)
    assert codes(a_record(entries=(moment(0, citations=CITED), about))) == ALWAYS


def test_only_the_two_longest_silences_come_in_the_order_of_the_night() -> None:
    entries = tuple(moment(m, citations=CITED) for m in (0, 30, 55, 90))
    found = [gap.start for gap in gaps(a_record(entries=entries)) if gap.start]
    assert found == [at(0), at(55)]


def test_facts_without_evidence_are_counted_and_accounts_are_not() -> None:
    told = moment(2, kind=r.EntryKind.ACCOUNT, attributed_to="")
    one = gaps(a_record(entries=(moment(0), told)))[0]
    two = gaps(a_record(entries=(moment(0), moment(1), told)))[0]
    assert [(gap.code, gap.data["count"]) for gap in (one, two)] == [
        ("bare_facts", "1"),
        ("bare_facts", "2"),
    ]
    assert one.template != two.template
    assert codes(a_record(evidence=(), entries=(moment(0),))) == ["no_evidence", "who_else"]


def test_who_is_told_of_and_not_here_is_asked_about() -> None:
    ada = r.Participant(id="p", name="Ada", role=r.Role.FACILITATOR, joined_at=NIGHT)
    entries = tuple(
        moment(n, kind=r.EntryKind.ACCOUNT, attributed_to=name)
        for n, name in enumerate(["ada", "Tom", "Tom", "", "Kim"])
    )
    found = gaps(a_record(participants=(ada,), entries=entries))
    assert [gap.data["name"] for gap in found if gap.code == "not_here"] == ["Tom", "Kim"]


@given(records(st.just(r.Kind.POSTMORTEM)))
def test_any_record_can_be_asked_and_every_question_can_be_worded(record: r.Record) -> None:
    for gap in gaps(record):
        words = gap.template.format(**gap.data, **dict.fromkeys(("start", "end"), "02:10"))
        assert words.endswith("?")
