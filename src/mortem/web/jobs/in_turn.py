"""One round of sending: what waits is taken one by one, each when the last one is done."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)


class Take(Protocol[M_co]):
    """Takes what is to be sent at a moment for this worker alone; None when nothing is."""

    def __call__(self, *, at: datetime) -> M_co | None: ...


def one_by_one(
    take: Take[M], send: Callable[[M, datetime], None], *, at: datetime, most: int
) -> int:
    """Send what waits, at most so many; return how many were taken.

    The moment goes on while others are sent: a slow post office lets no lease end in a queue.
    """
    began = time.monotonic()
    for count in range(most):
        moment = at + timedelta(seconds=time.monotonic() - began)
        message = take(at=moment)
        if message is None:
            return count
        send(message, moment)
    return most
