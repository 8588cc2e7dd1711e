"""Where every moment of a timeline goes: a line from top to bottom, facts beside it, accounts apart.

The line keeps the order and lets long silences take more room, but it is not to scale: an outage
of minutes after a decision of months would leave nothing readable.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from math import log2
from typing import TYPE_CHECKING

from mortem.core.layout.shapes import Box, Line, TextBlock, set_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, timedelta

MARGIN = 28.0
WIDTH = 900.0
AXIS_X = 196.0
FACT_X = AXIS_X + 26
ACCOUNT_X = 628.0
_TIME_WIDTH = 138.0
_TIME_RIGHT = AXIS_X - 22
_FACT_WIDTH = ACCOUNT_X - FACT_X - 28
_ACCOUNT_WIDTH = WIDTH - MARGIN - ACCOUNT_X - 14
_TEXT_SIZE = 14.0
_TIME_SIZE = 12.5
_BY_SIZE = 12.0
_DAY_SIZE = 13.0
_HEADER = 34.0
_ROW_GAP = 15.0
_MOST_AIR = 46.0
_SHORT = 5
_BARS = 2
_BAR_STEP = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What is to be placed: a fact, an account, or one of the five times, with its words."""

    key: str
    at: datetime
    until_at: datetime | None
    day: date
    time_words: str
    text: str
    by: str = ""
    account: bool = False
    moment: bool = False
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class PlacedStop:
    """A stop on the line; `y` is where its time meets the line, `bar` the time it may stretch over."""

    stop: Stop
    y: float
    time: TextBlock
    text: TextBlock
    by: TextBlock | None
    bar: Line | None = None

    @property
    def box(self) -> Box:
        """Everything that it says, without its time."""
        end = self.by.box.bottom if self.by else self.text.box.bottom
        return Box(self.text.box.x, self.text.box.y, self.text.box.width, end - self.text.box.y)


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence long enough to be named, at that height of the line."""

    y: float
    length: timedelta


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """The whole timeline; the axis runs through all stops, days stand above their first stop."""

    width: float
    height: float
    axis: Line
    days: tuple[TextBlock, ...]
    stops: tuple[PlacedStop, ...]
    pauses: tuple[Pause, ...]
    note: TextBlock | None


def layout_timeline(
    stops: Sequence[Stop], *, day_words: dict[date, str], note: str = ""
) -> TimelineLayout:
    """Lay out stops that are already in order; `day_words` name the days, `note` stands at the foot."""
    pen = _Pen(accounts_apart=any(stop.account for stop in stops))
    for stop in stops:
        pen.place(stop, day_words[stop.day])
    end = pen.end
    foot = set_text(note, WIDTH - 2 * MARGIN, _BY_SIZE, x=MARGIN, y=end + 14) if note else None
    return TimelineLayout(
        width=WIDTH,
        height=(foot.box.bottom if foot else end) + MARGIN,
        axis=Line(AXIS_X, MARGIN + _HEADER - 6, AXIS_X, end),
        days=tuple(pen.days),
        stops=_with_bars(pen.placed, end),
        pauses=tuple(pen.pauses),
        note=foot,
    )


class _Pen:
    """Goes down the line; facts, accounts and times each keep to their own column."""

    def __init__(self, *, accounts_apart: bool) -> None:
        self.fact_width = _FACT_WIDTH if accounts_apart else WIDTH - MARGIN - FACT_X
        start = MARGIN + _HEADER
        self.line = self.facts = self.accounts = start
        self.latest: datetime | None = None
        self.day: date | None = None
        self.placed: list[PlacedStop] = []
        self.days: list[TextBlock] = []
        self.pauses: list[Pause] = []

    @property
    def end(self) -> float:
        return max(self.line, self.facts, self.accounts)

    def place(self, stop: Stop, day_words: str) -> None:
        self._leave_air(stop)
        if stop.day != self.day:
            self._begin_day(stop.day, day_words)
        y = max(self.line, self.facts, self.accounts if stop.account else 0.0)
        placed = self._placed(stop, y)
        self.placed.append(placed)
        self.line = placed.time.box.bottom + _ROW_GAP
        if stop.account:
            self.accounts = placed.box.bottom + _ROW_GAP
        else:
            self.facts = placed.box.bottom + _ROW_GAP

    def _leave_air(self, stop: Stop) -> None:
        silence = stop.at - (self.latest or stop.at)
        self.latest = max(self.latest or stop.at, stop.until_at or stop.at)
        air = _air(silence)
        if air < _MOST_AIR / 2:
            self.line += air
            return
        start = self.end
        self.pauses.append(Pause(start + air / 2 - _ROW_GAP / 2, silence))
        self.line = start + air

    def _begin_day(self, day: date, words: str) -> None:
        y = max(self.line, self.end) if self.day else self.line
        self.days.append(set_text(words, 320, _DAY_SIZE, x=FACT_X, y=y, bold=True))
        self.line = self.days[-1].box.bottom + _ROW_GAP
        self.day = day

    def _placed(self, stop: Stop, y: float) -> PlacedStop:
        x, room = (ACCOUNT_X + 14, _ACCOUNT_WIDTH) if stop.account else (FACT_X, self.fact_width)
        text = set_text(stop.text, room, _TEXT_SIZE, x=x, y=y, bold=stop.moment)
        by = set_text(stop.by, room, _BY_SIZE, x=x, y=text.box.bottom) if stop.by else None
        time = set_text(stop.time_words, _TIME_WIDTH, _TIME_SIZE)
        time = time.moved(_TIME_RIGHT - time.box.width, y + 1)
        return PlacedStop(stop, y + _TEXT_SIZE * 0.71, time, text, by)


def _air(silence: timedelta) -> float:
    """A silence twice as long takes one step more room, up to a limit."""
    minutes = silence.total_seconds() / 60
    return min(_MOST_AIR, 8 * log2(minutes / _SHORT)) if minutes > _SHORT else 0.0


def _with_bars(placed: Sequence[PlacedStop], end: float) -> tuple[PlacedStop, ...]:
    """Draw uncertain times as bars beside the line, two deep where they overlap."""
    times = [one.stop.at for one in placed]
    free = [0.0] * _BARS
    done = []
    for one in placed:
        if one.stop.until_at is None:
            done.append(one)
            continue
        until = max(_height_at(one.stop.until_at, times, placed, end), one.y + 10)
        lane = next((n for n in range(_BARS) if free[n] <= one.y), _BARS - 1)
        free[lane] = until + 4
        x = AXIS_X - (lane + 1) * _BAR_STEP
        done.append(replace(one, bar=Line(x, one.y, x, until)))
    return tuple(done)


def _height_at(
    moment: datetime, times: Sequence[datetime], placed: Sequence[PlacedStop], end: float
) -> float:
    """Return where a moment lies on the line, in proportion between the stops around it."""
    after = bisect_right(times, moment)
    if after >= len(times):
        return max(end - _ROW_GAP, placed[-1].y)
    low, high = placed[after - 1], placed[after]
    share = (moment - low.stop.at) / (high.stop.at - low.stop.at)
    return low.y + (high.y - low.y) * share
