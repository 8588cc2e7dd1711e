"""Timelines that people wrote: lists and tables in Markdown, and in the wiki text of MediaWiki."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.evidence.format import Fit, Found
from mortem.core.evidence.row import DAY
from mortem.core.evidence.stamps import clock_stamp, read_stamp
from mortem.core.evidence.zones import HOURS, IN_UTC, offset_of
from mortem.core.record import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.evidence.format import Head, Line
    from mortem.core.evidence.stamps import Stamp

_ENOUGH = 2  # entries that make a timeline
_LEAST_SHARE = 0.3
_HALF_A_DAY = DAY // 2
_DASH = "\N{EN DASH}\N{EM DASH}"

_BULLET = re.compile(rf"\s*(?:[-+•◦‣{_DASH}]|\*+|:+|\d+[.)])\s+(?=\S)")
_MARKUP = re.compile(r"(?:\*\*|__|'''|''|[*_`\[(<]|<[bui]>)+\s*")
_ABOUT = re.compile(
    r"(?:~|≈|(?:c\.|ca\.|circa|about|around|approx(?:\.|imately)?)\s)\s*", re.IGNORECASE
)
_NAMES = "|".join(sorted({*IN_UTC, *HOURS}, key=len, reverse=True))
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?(?!\w))?"
_DATE = (
    r"\d{4}-\d{2}-\d{2}|\d{4}/\d{2}/\d{2}|\d{1,2}(?:st|nd|rd|th)? (?:of )?[A-Z][a-z]{2,8},? \d{4}"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
)
_CLOSING = r"(?:[*_'`\])>]|</[bui]>)*"
_WHEN = re.compile(
    rf"(?:(?:[A-Z][a-z]+day|Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:(?P<date>{_DATE})(?:[T\s,@|]|\bat\b)*)?"
    rf"(?P<clock>{_CLOCK})(?:[.,]\d+)?(?:\s?(?P<zone>Z\b|[+-]\d{{2}}:?\d{{2}}\b|\(?(?:{_NAMES})\b\)?))?{_CLOSING}"
    rf"(?P<until>\s*(?:[-{_DASH}]|to|until)\s*(?:(?:{_DATE})[T ])?{_CLOCK}(?:\s?(?:{_NAMES})\b)?{_CLOSING})?"
)
_DAY = re.compile(rf"\b({_DATE})\b")
_AFTER = re.compile(rf"^\s*(?:[-{_DASH}:;,|>]+\s+|[-{_DASH}:;,|>]+$)?\s*")
_SAYS_ZONE = re.compile(rf"(?i:\b(?:times?|timestamps?|clock)\b).{{0,40}}?\b({_NAMES})\b")
_NUMBERED_DAY = re.compile(r"(?<=\d)(?:st|nd|rd|th)|\bof |,")


class _When(NamedTuple):
    """A time at the beginning of an entry, what the entry says, and its span as written, if it names an end."""

    stamp: Stamp
    said: str
    span: str = ""

    @property
    def text(self) -> str:
        return f"{self.span}: {self.said}" if self.span else self.said


class WrittenTimeline:
    """Entries of a list or a table that begin with a time; their day may stand above them."""

    name = "written-timeline"
    title = "a timeline in Markdown or wiki text"
    reads = "Lists and tables whose entries begin with a time, as reports of incidents have them."
    traps = (
        "Where only a clock is written, the day is the one in the heading or entry above, else it is asked. "
        "A zone may be said once for all."
    )
    examples = (
        (
            "# Timeline\n\nAll times are in UTC.\n\n"
            "- 2026-03-01 09:30 the till is down\n- 09:45 Ada looks at it\n- 10:10 it is back\n"
        ),
        (
            "| Time (UTC) | Event |\n|---|---|\n"
            "| 2026-03-01 09:30 | the till is down |\n| 2026-03-01 10:10 | it is back |\n"
        ),
    )

    def fit(self, head: Head) -> Fit | None:
        """Return a fit when a few entries of a list or table begin with a time."""
        entries = sum(1 for line in head.lines if _entry(line))
        written = sum(1 for line in head.lines if line.strip())
        return Fit(max(entries / written, _LEAST_SHARE), 6) if entries >= _ENOUGH else None

    def find(self, lines: Iterable[Line]) -> Iterator[Found]:
        """Yield the entries; what stands between them is prose, which is nobody's entry."""
        above = _Above()
        for line in lines:
            when = _entry(line.text)
            if when is None:
                above.read(line.text)
            else:
                stamp = above.dated(when.stamp)
                yield Found(
                    stamp, line.number, line.first, line.last, None, None, when.text, self.name
                )


class _Above:
    """What stands above an entry and counts for it: a day, a zone."""

    def __init__(self) -> None:
        self._day: int | None = None
        self._last = 0
        self._zone = ""

    def read(self, line: str) -> None:
        """Take over the day and the zone that a line between the entries names."""
        if day := _DAY.search(line):
            read = read_stamp(_NUMBERED_DAY.sub("", day[1]).replace("/", "-"))
            if read or (read := read_stamp(f"{_NUMBERED_DAY.sub('', day[1])} 00:00:00")):
                self._day, self._last = read.local // DAY * DAY, 0
        if zone := _SAYS_ZONE.search(line):
            self._zone = zone[1]

    def dated(self, stamp: Stamp) -> Stamp:
        """Return a stamp with the day and the zone it lacks, as far as they are known."""
        if stamp.has_day:
            self._day = stamp.local // DAY * DAY
        elif self._day is not None:
            if stamp.local < self._last - _HALF_A_DAY:
                self._day += DAY  # past midnight
            stamp = stamp._replace(local=self._day + stamp.local, has_year=True, has_day=True)
        self._last = stamp.local % DAY
        if stamp.offset is None and self._zone:
            offset, in_utc = offset_of(self._zone)
            stamp = stamp._replace(offset=offset, in_utc=in_utc)
        return stamp


def _entry(line: str) -> _When | None:
    """Return the time and words of a line of a list or a table; None when it is neither, or has no time."""
    row = line.strip()
    if row.startswith("|"):
        cells = [cell.strip() for cell in re.split(r"\|\|?", row.strip("|"))]
        return _of_cells([cell for cell in cells if cell])
    bullet = _BULLET.match(line)
    return _when(line[bullet.end() :]) if bullet else None


def _of_cells(cells: list[str]) -> _When | None:
    """Return the time of the first cell, or of the first two when one is the day."""
    for count in (2, 1):
        when = _when(" ".join(cells[:count])) if len(cells) > count else None
        if when and not when.said:
            return when._replace(said=" ".join(cells[count:]))
    return None


def _when(text: str) -> _When | None:
    about = _ABOUT.match(text.lstrip("*_'`"))
    if about:
        text = text.lstrip("*_'`")[about.end() :]
    elif opening := _MARKUP.match(text):
        text = text[opening.end() :]
    found = _WHEN.match(text)
    stamp = _stamp(found) if found else None
    if found is None or stamp is None:
        return None
    if about:
        stamp = stamp._replace(precision=Precision.ABOUT)
    said = _AFTER.sub("", text[found.end() :], count=1).strip()
    return _When(stamp, said, found[0].strip() if found["until"] else "")


def _stamp(found: re.Match[str]) -> Stamp | None:
    zone = (found["zone"] or "").strip("()")
    clock = clock_stamp(found["clock"], zone)
    if clock is None or not found["date"]:
        return clock
    day = _NUMBERED_DAY.sub("", found["date"]).replace("/", "-")
    read = read_stamp(day) or read_stamp(f"{day} 00:00:00")
    if read is None:
        return None
    return clock._replace(local=read.local + clock.local, has_year=True, has_day=True)
