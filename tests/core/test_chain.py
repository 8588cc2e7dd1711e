"""The chain: what its links cover, and what they do not give away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from mortem.core import chain
from mortem.core.chain import Said
from mortem.core.record import Activity

AT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
SAID = Said("c1", "cause", "text", "The disk was full")
LINE = Activity(
    number=1,
    at=AT,
    verb="cause.added",
    actor="p1",
    data={"id": "c1"},
    wordings=(chain.wording(SAID, salt="0" * 32),),
)


@pytest.mark.parametrize(
    "other",
    [
        replace(LINE, number=2),
        replace(LINE, at=AT + timedelta(microseconds=1)),
        replace(LINE, verb="cause.changed"),
        replace(LINE, actor="p2"),
        replace(LINE, actor=None),
        replace(LINE, data={"id": "c2"}),
        replace(LINE, wordings=()),
        replace(LINE, wordings=(chain.wording(SAID, salt="1" * 32),)),
        replace(LINE, wordings=(chain.wording(SAID._replace(field="kind"), salt="0" * 32),)),
    ],
)
def test_whatever_is_changed_changes_the_digest(other: Activity) -> None:
    assert chain.link(other, "") != chain.link(LINE, "")


def test_the_step_before_is_covered_too() -> None:
    assert chain.link(LINE, "a" * 64) != chain.link(LINE, "")


def test_the_same_moment_in_another_zone_is_the_same_step() -> None:
    elsewhere = replace(LINE, at=AT.astimezone(timezone(timedelta(hours=2))))
    assert chain.link(elsewhere, "") == chain.link(LINE, "")


def test_erased_words_leave_the_digest_as_it_was() -> None:
    erased = tuple(replace(one, salt="", text="") for one in LINE.wordings)
    assert chain.link(replace(LINE, wordings=erased), "") == chain.link(LINE, "")


def test_a_known_word_cannot_be_looked_for_without_its_salt() -> None:
    one, other = (chain.wording(SAID, salt=salt * 32) for salt in "01")
    assert one.digest != other.digest
    assert one.digest == chain.sealed("The disk was full", "0" * 32)


def test_a_moment_is_worded_alike_everywhere() -> None:
    berlin = datetime(2026, 3, 3, 15, 0, tzinfo=timezone(timedelta(hours=1)))
    assert chain.when(berlin, None, "minute") == "2026-03-03T14:00:00+00:00 minute"
    assert chain.when(AT, AT + timedelta(hours=1), "between") == (
        "2026-03-03T14:00:00+00:00/2026-03-03T15:00:00+00:00 between"
    )
    assert chain.when(None, None, "minute") == ""


def test_what_nobody_said_is_empty() -> None:
    said = [chain.plain(value) for value in (None, "", False, True, 2)]
    assert said == ["", "", "no", "yes", "2"]


def test_a_history_without_all_its_digests_has_no_chain() -> None:
    linked = replace(LINE, digest="a" * 64)
    assert [chain.is_chained(one) for one in ([], [LINE], [linked], [linked, LINE])] == [
        False,
        False,
        True,
        False,
    ]
