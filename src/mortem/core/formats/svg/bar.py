"""One bar of a night: how much was said in a stretch of time, and how much of it was grave.

The line of words beside it says the same, so to a screen reader the bar is not there.
"""

from __future__ import annotations

from typing import Final

from mortem.core.formats.svg.paper import LIGHT, number

_WIDE: Final = 1000
_HIGH: Final = 10
_LEAST: Final = 4
"""What is there at all is seen."""


def bar(rows: int, grave: int, most: int) -> str:
    """Draw `rows` and, upon them, `grave`, where `most` fills the whole width."""
    parts = _part(rows, most, "back") + _part(grave, most, "theme-1")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="svg-bar" aria-hidden="true"'
        f' viewBox="0 0 {_WIDE} {_HIGH}" preserveAspectRatio="none">{parts}</svg>'
    )


def _part(rows: int, most: int, tone: str) -> str:
    if not rows:
        return ""
    width = max(_LEAST, _WIDE * rows / most)
    return (
        f'<rect class="svg-{tone}" color="{LIGHT[tone]}" fill="currentColor"'
        f' width="{number(width)}" height="{_HIGH}"/>'
    )
