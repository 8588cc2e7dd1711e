"""A limit on tries, kept in this process: letters can be guessed, and mail can be asked for too often."""

from __future__ import annotations

import threading
from collections import deque
from ipaddress import IPv6Address, ip_address
from time import monotonic

from mortem.core.errors import TooMany

WINDOW_SECONDS = 600
PER_ADDRESS = 12
# With one room open, a day of guessing at this pace finds it once in about 3,000 tries of a day.
FROM_EVERYWHERE = 80


class Tries:
    """Counts wrong guesses per address and altogether, within a sliding window of ten minutes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Raise TooMany when this address, or everybody together, has guessed too often."""
        with self._lock:
            here, everywhere = self._recent(network(address)), self._recent("")
            if len(here) >= PER_ADDRESS or len(everywhere) >= FROM_EVERYWHERE:
                raise TooMany(
                    "This was tried too often.",
                    hint="Wait ten minutes, or ask somebody for a link: it opens at once.",
                )

    def count(self, address: str) -> None:
        """Remember one wrong guess."""
        now = monotonic()
        with self._lock:
            self._recent(network(address)).append(now)
            self._recent("").append(now)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._times.clear()

    def _recent(self, key: str) -> deque[float]:
        earliest = monotonic() - WINDOW_SECONDS
        for known in [k for k, times in self._times.items() if times and times[-1] < earliest]:
            del self._times[known]
        times = self._times.setdefault(key, deque())
        while times and times[0] < earliest:
            times.popleft()
        return times


def network(address: str) -> str:
    """Return what counts as one guesser: an IPv4 address, or the /64 that one household holds."""
    try:
        known = ip_address(address)
    except ValueError:
        return address or "nowhere"
    if isinstance(known, IPv6Address):
        return known.exploded[:19]
    return str(known)


code_tries = Tries()
mail_tries = Tries()
