"""What a calendar program reads is what was meant, whatever the words are."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.formats.ics import LONGEST, Entry, calendar, escaped, folded

AT = datetime(2026, 3, 3, 14, 5, 9, tzinfo=UTC)
DAY = date(2026, 3, 5)
PLAIN = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")))


def read(text: str) -> list[tuple[str, str]]:
    """Return names and values as RFC 5545 reads them."""
    lines = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    return [(name, unescaped(value)) for name, _, value in (line.partition(":") for line in lines)]


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found.group(1) == "n" else found.group(1), value)


def test_a_calendar_in_full() -> None:
    entry = Entry(key="a-due", day=DAY, summary="Due: fix, then test", link="https://m.example/r/")
    assert calendar("Mortem", [entry], at=AT).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mortem//Actions//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Mortem",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        "UID:a-due@mortem",
        "DTSTAMP:20260303T140509Z",
        "DTSTART;VALUE=DATE:20260305",
        "SUMMARY:Due: fix\\, then test",
        "URL:https://m.example/r/",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@given(PLAIN, PLAIN)
def test_every_text_comes_back_as_it_was(summary: str, description: str) -> None:
    entry = Entry(key="one", day=DAY, summary=summary, description=description)
    found = dict(read(calendar("Mortem", [entry], at=AT)))
    assert (found["SUMMARY"], found.get("DESCRIPTION", "")) == (summary, description)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_begins_a_line_of_its_own(text: str) -> None:
    entry = Entry(key="one", day=DAY, summary=f"a\r\nEND:VCALENDAR\r\n{text}")
    names = [name for name, _ in read(calendar(text, [entry], at=AT))]
    assert (names.count("END"), names.count("SUMMARY"), len(names)) == (2, 1, 16)
    assert len(calendar(text, [entry], at=AT).splitlines()) == calendar(text, [entry], at=AT).count(
        "\r\n"
    )


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=60))
def test_no_line_is_longer_than_it_may_be_and_none_parts_a_character(text: str) -> None:
    lines = folded(text).encode().split(b"\r\n")
    assert max(map(len, lines)) <= LONGEST
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == text
    assert all(line.decode() for line in lines)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a;b,c\\d", "a\\;b\\,c\\\\d"),
        ("one\r\ntwo\rthree\u2028four", "one\\ntwo\\nthree\\nfour"),
        ("bell\x07 and nul\x00", "bell and nul"),
    ],
)
def test_signs_are_escaped(text: str, value: str) -> None:
    assert escaped(text) == value
