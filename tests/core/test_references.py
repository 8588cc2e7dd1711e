"""A record's identifiers: renamed all together, and freed of what leads nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from mortem.core import record as r
from mortem.core.errors import BadInput
from mortem.core.references import MOST_CAUSES, check_record, renamed, without_strays
from tests.core.test_whole import AT, record

if TYPE_CHECKING:
    from collections.abc import Iterable


@pytest.fixture
def back() -> r.Record:
    return record("back")


def cited(parts: Iterable[r.Cause | r.TimelineEntry]) -> list[str]:
    return [one.evidence for part in parts for one in part.citations]


def test_all_names_change_together_and_back_again(back: r.Record) -> None:
    new = renamed(back, lambda name: f"new-{name}")
    assert new.id == f"new-{back.id}"
    assert [one.id for one in new.causes] == [f"new-{one.id}" for one in back.causes]
    assert cited(new.entries) == [f"new-{name}" for name in cited(back.entries)]
    assert new.title == back.title
    assert renamed(new, lambda name: name.removeprefix("new-")) == back


def test_a_whole_record_is_sound(back: r.Record) -> None:
    check_record(back)
    assert without_strays(back) == back


def test_a_citation_of_nothing_goes(back: r.Record) -> None:
    without = replace(back, evidence=())
    assert cited([*without_strays(without).entries, *without_strays(without).causes]) == []


def test_something_of_ones_own_stands_in_no_silence_for_several(back: r.Record) -> None:
    check_record(replace(back, phase="accounts"))
    with pytest.raises(BadInput) as refused:
        check_record(replace(back, phase="accounts", context="personal"))
    assert refused.value.field == "phase"


def test_an_account_that_tells_a_moment_which_is_gone_stays_by_itself(back: r.Record) -> None:
    told = r.Card(id="k", text="I saw it", position=0, entry=back.entries[0].id)
    with_card = replace(back, cards=(told,))
    check_record(with_card)
    assert without_strays(with_card) == with_card
    assert renamed(with_card, "x{}".format).cards[0].entry == f"x{told.entry}"
    gone = replace(with_card, entries=back.entries[1:])
    assert without_strays(gone).cards == (replace(told, entry=None),)
    with pytest.raises(BadInput) as refused:
        check_record(gone)
    assert refused.value.field == "cards"


@pytest.mark.parametrize("end", [timedelta(0), timedelta(minutes=1)])
def test_a_moment_may_end_when_it_begins(back: r.Record, end: timedelta) -> None:
    check_record(replace(back, event_times=(_time(end),)))


def test_no_moment_ends_before_it_begins(back: r.Record) -> None:
    with pytest.raises(BadInput) as refused:
        check_record(replace(back, event_times=(_time(-timedelta(seconds=1)),)))
    assert refused.value.field == "started"


def test_a_moment_without_an_end_is_sound(back: r.Record) -> None:
    check_record(replace(back, event_times=(r.EventTime(moment=r.Moment.STARTED, at=AT),)))
    check_record(replace(back, event_times=(r.EventTime(moment=r.Moment.STARTED),)))


def _time(length: timedelta) -> r.EventTime:
    return r.EventTime(
        moment=r.Moment.STARTED, at=AT, until_at=AT + length, precision=r.Precision.BETWEEN
    )


def test_thousands_of_causes_are_refused(back: r.Record) -> None:
    numbers = range(MOST_CAUSES + 1)
    many = tuple(r.Cause(id=f"c{number}", text="x", position=number) for number in numbers)
    with pytest.raises(BadInput) as refused:
        check_record(replace(back, causes=many))
    assert (refused.value.field, refused.value.data["most"]) == ("causes", MOST_CAUSES)


def test_thousands_of_cards_are_refused(back: r.Record) -> None:
    numbers = range(MOST_CAUSES + 1)
    many = tuple(r.Card(id=f"c{number}", text="x", position=number) for number in numbers)
    with pytest.raises(BadInput) as refused:
        check_record(replace(back, cards=many))
    assert (refused.value.field, refused.value.data["most"]) == ("cards", MOST_CAUSES)


def test_an_identifier_is_used_once(back: r.Record) -> None:
    with pytest.raises(BadInput):
        check_record(replace(back, lessons=(*back.lessons, back.lessons[0])))
