"""How far moments are moved when the clock that they were read from was wrong."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from mortem.core.errors import BadInput

_WRITTEN: Final = re.compile(r"([0-9]{1,4}):([0-5]?[0-9])(?::([0-5]?[0-9]))?")


def shift_of(written: str, *, is_earlier: bool) -> timedelta:
    """Return a shift written as hours:minutes, or hours:minutes:seconds; below zero for an earlier time.

    Raises BadInput for anything else, and for no shift at all.
    """
    found = _WRITTEN.fullmatch(written.strip())
    hours, minutes, seconds = (int(one or 0) for one in found.groups()) if found else (0, 0, 0)
    shift = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if not shift:
        raise BadInput("shift", "Write how far, such as 1:00 for an hour, or 0:00:30.")
    return -shift if is_earlier else shift
