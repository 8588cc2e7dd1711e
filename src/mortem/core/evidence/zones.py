"""What a zone written on a line says: an offset, or nothing that could be relied upon (METHOD E3)."""

from __future__ import annotations

from typing import Final

_MOST_HOURS: Final = 15  # no place on earth is further from UTC

IN_UTC: Final = frozenset({"Z", "UTC", "GMT", "UT"})

HOURS: Final = {
    "EST": -5,
    "EDT": -4,
    "CDT": -5,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKDT": -8,
    "WET": 0,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "JST": 9,
    "KST": 9,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
}
"""Abbreviations that mean one offset wherever they are used. Others, such as CST (America, China) or
IST (India, Israel, Ireland), mean several: who writes them has to be asked."""


def offset_of(written: str) -> tuple[int | None, bool]:
    """Return the seconds east of UTC that a written zone means, and whether it is UTC itself.

    None for one that is not known or means several.
    """
    text = written.strip(" ()[]")
    if text.upper() in IN_UTC:
        return 0, True
    if text[:1] in {"+", "-", "\N{MINUS SIGN}"}:
        return _numeric(text), False
    hours = HOURS.get(text)
    return (None if hours is None else hours * 3600), False


def _numeric(text: str) -> int | None:
    digits = text[1:].replace(":", "").replace(".", "")
    hours, minutes = int(digits[:2]), int(digits[2:4] or 0)
    if hours > _MOST_HOURS or minutes > 59:  # noqa: PLR2004 - minutes of an hour
        return None
    seconds = hours * 3600 + minutes * 60
    return seconds if text[0] == "+" else -seconds
