"""A signal that is read by itself: what its numbers say now. METHOD S1, S3, S4.

Everything is decided from values: the numbers that were read, the line that was agreed, and
the moment `at`. Who calls this twice with the same values gets the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from mortem.core.signal import SignalState
from mortem.core.trend import SHORT, lean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mortem.core.trend import Lean, Sample


CALM_LOOKS = 5
"""How many rhythms on the near side end what has tripped, at least."""


LARGEST: Final = 1e100
"""The largest number, on either side of zero, that is kept: a trend takes squares of them."""


def can_be_kept(number: float) -> bool:
    """Tell whether a number can be reckoned with; NaN and endless ones cannot."""
    return abs(number) <= LARGEST


class Direction(StrEnum):
    """On which side of its line a number is too far."""

    ABOVE = "above"
    BELOW = "below"


class FlipAnswer(StrEnum):
    """What its owner said to a signal that spoke (METHOD S4)."""

    DONE = "done"
    FALSE_ALARM = "false_alarm"
    SNOOZED = "snoozed"
    LOOK_BACK = "look_back"


LOUD = frozenset({SignalState.LEANING, SignalState.TRIPPED, SignalState.STALE})
"""The states that are told to an owner and wait for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """From where on people act: the number and its side, for how long, and how silence counts.

    `every` is the rhythm and `grace` how much later than that a number may come. Silence makes
    a signal stale; where the silence itself is what was feared (`silence_trips`), it trips.
    """

    threshold: float
    direction: Direction = Direction.ABOVE
    hold: timedelta = timedelta(0)
    every: timedelta = timedelta(minutes=5)
    grace: timedelta = timedelta(minutes=10)
    leans: bool = True
    silence_trips: bool = False

    @property
    def reach(self) -> timedelta:
        """How far back numbers count: to trip or to end, and up to the one before that time."""
        return max(self.hold, CALM_LOOKS * self.every) + self.every + self.grace

    def is_beyond(self, value: float) -> bool:
        """Tell whether a number is on the far side; the line itself is beyond."""
        if self.direction is Direction.ABOVE:
            return value >= self.threshold
        return value <= self.threshold


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a signal stands; `lean` says when it would reach its line, where it leans."""

    state: SignalState
    lean: Lean | None = None


def standing(
    line: Line,
    samples: Sequence[Sample],
    coarse: Sequence[Sample] = (),
    *,
    before: SignalState,
    since: datetime,
    at: datetime,
    snoozed: bool = False,
) -> Standing:
    """Return where a signal stands at a moment.

    `samples` are the last ones, oldest first, and `coarse` their long row (`trend.coarser`);
    `before` is where it stood, and `since` when watching began, or began again: a computer that
    slept has heard nothing, which is nobody's silence. Snoozed wins over all; then silence; then the line; then the trend.
    """
    if snoozed:
        return Standing(SignalState.SNOOZED)
    last_at = max(samples[-1].at, since) if samples else since
    if at > last_at + line.every + line.grace:
        return Standing(SignalState.TRIPPED if line.silence_trips else SignalState.STALE)
    if not samples:
        return Standing(SignalState.WAITING)
    if _is_tripped(line, samples, was=before is SignalState.TRIPPED):
        return Standing(SignalState.TRIPPED)
    loud = before in {SignalState.LEANING, SignalState.TRIPPED}
    found = _lean(line, samples, coarse, was=loud)
    if found and before is SignalState.TRIPPED:
        return Standing(SignalState.TRIPPED)  # still heading there: it has not ended yet
    return Standing(SignalState.LEANING if found else SignalState.QUIET, found)


def _lean(
    line: Line, samples: Sequence[Sample], coarse: Sequence[Sample], *, was: bool
) -> Lean | None:
    """Return the lean of the last numbers, or else that of the last days; short rows see turns sooner."""
    if not line.leans:
        return None
    rows = (
        samples,
        samples[-SHORT:],
        coarse,
    )  # a short look at days would take each morning for a drift
    found = (lean(row, line.threshold, line.is_beyond, was=was) for row in rows)
    return next(filter(None, found), None)


def _is_tripped(line: Line, samples: Sequence[Sample], *, was: bool) -> bool:
    """Tell whether every number of the agreed time is beyond the line.

    What has tripped ends when a whole such time lies on the near side, and where numbers are
    noisy a few rhythms: one that dances around its line trips once.
    """
    if was:
        calm = max(line.hold, CALM_LOOKS * line.every) if line.leans else line.hold
        return not _lies(line, samples, calm, beyond=False)
    return _lies(line, samples, line.hold, beyond=True)


def _lies(line: Line, samples: Sequence[Sample], long: timedelta, *, beyond: bool) -> bool:
    """Tell whether the last numbers lie on one side of the line, for so long, without a gap."""
    began = None
    for sample in reversed(samples):
        together = began is None or began - sample.at <= line.every + line.grace
        if line.is_beyond(sample.value) is not beyond or not together:
            break
        began = sample.at
    return began is not None and samples[-1].at - began >= long
