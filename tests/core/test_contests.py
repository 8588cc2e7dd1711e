"""What contests may still quote."""

from __future__ import annotations

from datetime import UTC, datetime

from mortem.core import record as r
from mortem.core.contests import quoted


def view(subject: str) -> r.Contest:
    return r.Contest(
        id=subject, subject=subject, noun="cause", text="No", position=0, said="Tom forgot"
    )


def test_only_what_still_stands_is_quoted() -> None:
    there = r.Lesson(id="l", kind=r.LessonKind.LUCKY, text="It was day", position=0)
    record = r.Record(
        id="r",
        kind=r.Kind.POSTMORTEM,
        context="incident",
        title="",
        phase="",
        created_at=datetime(2026, 3, 3, tzinfo=UTC),
        lessons=(there,),
        contests=(view("r"), view("l"), view("gone")),
    )
    assert quoted(record) == {"r": "Tom forgot", "l": "Tom forgot", "gone": ""}
