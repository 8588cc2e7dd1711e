"""A limit on tries, kept in this process: letters can be guessed, and mail can be asked for too often."""

from __future__ import annotations

import threading
from collections import deque
from ipaddress import IPv6Address, ip_address
from time import monotonic

from mortem.core.errors import TooMany

WINDOW_SECONDS = 600
PER_ADDRESS = 12
# Each right try earns its address another one: behind one address a whole office may sit, and
# people who come in are no guessers. Whoever holds one room's letters gains little by it, because
# the limit on everybody together stays.
PER_BUSY_ADDRESS = 60
# With one room open, a day of guessing at this pace finds it once in about 3,000 tries of a day.
FROM_EVERYWHERE = 80
PER_MINUTE = 120  # what programs send


class Tries:
    """Counts wrong guesses per address and altogether, within a sliding window of ten minutes.

    `message` and `hint` are what somebody reads who has to wait; often it was not them.
    """

    def __init__(self, message: str, hint: str) -> None:
        self._message, self._hint = message, hint
        self._lock = threading.Lock()
        self._wrong: dict[str, deque[float]] = {}
        self._right: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Raise TooMany when this address, or everybody together, has guessed too often."""
        here = network(address)
        with self._lock:
            earned = len(_recent(self._right, here))
            allowed = min(PER_ADDRESS + earned, PER_BUSY_ADDRESS)
            wrong, everywhere = _recent(self._wrong, here), _recent(self._wrong, "")
            if len(wrong) >= allowed or len(everywhere) >= FROM_EVERYWHERE:
                raise TooMany(self._message, hint=self._hint)

    def count(self, address: str) -> None:
        """Remember one wrong guess."""
        now = monotonic()
        with self._lock:
            _recent(self._wrong, network(address)).append(now)
            _recent(self._wrong, "").append(now)

    def welcome(self, address: str) -> None:
        """Remember that somebody at this address knew the right letters."""
        with self._lock:
            right = _recent(self._right, network(address))
            if len(right) < PER_BUSY_ADDRESS:
                right.append(monotonic())

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._wrong.clear()
            self._right.clear()


class Flow:
    """Counts what comes from each program, within a sliding minute."""

    def __init__(self, message: str, hint: str) -> None:
        self._message, self._hint = message, hint
        self._lock = threading.Lock()
        self._came: dict[str, deque[float]] = {}

    def take(self, whose: str) -> None:
        """Count one more. Raises TooMany, without counting, beyond PER_MINUTE."""
        with self._lock:
            came = _recent(self._came, whose, seconds=60)
            if len(came) >= PER_MINUTE:
                raise TooMany(self._message, hint=self._hint)
            came.append(monotonic())

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._came.clear()


def _recent(
    kept: dict[str, deque[float]], key: str, *, seconds: int = WINDOW_SECONDS
) -> deque[float]:
    earliest = monotonic() - seconds
    for known in [k for k, times in kept.items() if not times or times[-1] < earliest]:
        del kept[known]
    times = kept.setdefault(key, deque())
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


code_tries = Tries(
    "Many wrong letters came from your network in the last minutes, so it has to wait for ten.",
    "That keeps guessers out; it may well not have been you. A link to the room opens at once: ask for it.",
)
mail_tries = Tries(
    "This was tried too often.",
    "Wait ten minutes, then ask once more. A mail that was sent may also lie in another folder.",
)
alert_flow = Flow(
    "More alerts came through this door within a minute than it takes.",
    "Send it again in a minute.",
)
passphrase_tries = Tries(
    "Several passphrases in a row did not open it, so it has to wait for ten minutes.",
    "Nothing is lost. Somewhere quiet, with the note you may have kept, it often comes back.",
)
