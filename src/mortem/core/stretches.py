"""A night cut into equal stretches that a clock would name: every ten minutes, every hour."""

from __future__ import annotations

from typing import Final

from mortem.core.evidence.row import DAY, HOUR, SECOND

MILLISECOND: Final = 1_000
"""In microseconds, as all moments here."""

_MINUTE: Final = 60 * SECOND
_STEPS: Final = (
    *(n * MILLISECOND for n in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
    *(n * SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 7, 14, 28, 91, 182, 365, 3650, 36500)),
)


def edges(first: int, last: int, *, most: int, offset: int = 0) -> tuple[int, ...]:
    """Return at most `most` + 2 edges that hold both moments, the steps counted in local time.

    `offset` is how far the clock is ahead of UTC, in microseconds.
    """
    span = last - first + 1
    step = next((step for step in _STEPS if span <= step * most), -(-span // most))
    edge = (first + offset) // step * step - offset
    found = [edge]
    while edge <= last:
        edge += step
        found.append(edge)
    return tuple(found)
