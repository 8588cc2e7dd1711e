"""The PDF is set from data: whatever people wrote, it comes out, and no word of it is markup."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mortem.core.record import Cause, Kind, Lesson, LessonKind, Record, TimelineEntry
from mortem.core.report import report
from mortem.web.pdf import pdf_of

AT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)


def review(text: str, count: int = 1) -> Record:
    return Record(
        id="x",
        kind=Kind.POSTMORTEM,
        context="incident",
        title=text,
        phase="closed",
        created_at=AT,
        summary=text,
        causes=tuple(
            Cause(id=f"c{n}", text=text, position=n, parent=f"c{n // 2}" if n else None)
            for n in range(count)
        ),
        entries=tuple(
            TimelineEntry(id=f"n{n}", at=AT, text=text, position=n) for n in range(count)
        ),
        lessons=(Lesson(id="l", kind=LessonKind.LUCKY, text=text, position=0),),
    )


@pytest.mark.parametrize(
    "text",
    [
        "#panic()",
        '#read("/etc/passwd")',
        "$ x $ *b* _i_ `c` <l> @r \\ // ] } \" '",
        "= Heading\n- list\n\n/ term: x",
        "日本語 🙂 שלום \u202e\u2028\u0007",
        "x" * 5000,
    ],
)
def test_words_are_only_words(text: str) -> None:
    assert pdf_of(report(review(text), at=AT)).startswith(b"%PDF-")


def test_a_large_review_is_set_too() -> None:
    made = pdf_of(report(review("It was not known", 60), at=AT))
    assert made.startswith(b"%PDF-")
