"""Days for a calendar program: iCalendar text, as RFC 5545 asks for it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

LONGEST = 75
"""Octets of a line, without its end (RFC 5545, 3.1)."""

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One whole day. `key` tells a calendar that it knows this entry already."""

    key: str
    day: date
    summary: str
    description: str = ""
    link: str = ""


def calendar(name: str, entries: Iterable[Entry], *, at: datetime) -> str:
    """Return a calendar to be subscribed to, as it is at a moment in UTC."""
    stamp = f"{at:%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mortem//Actions//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *(line for entry in entries for line in _event(entry, stamp)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(entry: Entry, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.key)}@mortem"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{escaped(entry.description)}"
    if entry.link:
        yield f"URL:{entry.link}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Return a text as a value (RFC 5545, 3.3.11): no text begins a line of its own."""
    plain = "".join(
        char
        for char in _BREAKS.sub("\n", text)
        if char == "\n" or unicodedata.category(char) != "Cc"
    )
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, none of which parts a character."""
    pieces: list[str] = []
    size = 0
    for char in line:
        width = len(char.encode())
        if size + width > LONGEST:
            pieces.append("\r\n ")
            size = 1
        pieces.append(char)
        size += width
    return "".join(pieces)
