"""Two accounts of one event side by side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mortem.core.record import EntryKind, TimelineEntry
from mortem.core.two_accounts import side_by_side, tellers

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def told(seconds: int, text: str, whose: str | None = None) -> TimelineEntry:
    return TimelineEntry(
        id=text,
        at=NOON + timedelta(seconds=seconds),
        text=text,
        position=0,
        kind=EntryKind.FACT if whose is None else EntryKind.ACCOUNT,
        attributed_to=whose or "",
    )


STORY = [
    told(130, "all green", "Desk"),
    told(0, "alert fires"),
    told(30, "phone rings", "Desk"),
    told(45, "nothing to see", "On call"),
    told(50, "it will pass", "Vendor"),
    told(55, "who was it", ""),
    told(140, "disk is full", "On call"),
]


def test_who_told_is_named_once_in_the_order_of_the_event() -> None:
    assert tellers(STORY) == ["Desk", "On call", "Vendor"]
    assert tellers([told(0, "alert fires")]) == []


def test_the_same_minute_stands_in_one_row_with_what_is_known() -> None:
    rows = [
        (
            [one.text for one in row.left],
            [one.text for one in row.right],
            [f.text for f in row.facts],
        )
        for row in side_by_side(STORY, "On call", "Desk")
    ]
    assert rows == [
        (["nothing to see"], ["phone rings"], ["alert fires"]),
        (["disk is full"], ["all green"], []),
    ]
