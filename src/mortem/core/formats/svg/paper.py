"""The paper that every picture is drawn on: colours, strokes, letters, and a safe way to write them.

Colours are set twice. Presentation attributes carry a light palette, so that a picture is right
wherever no style reaches it. Classes let a page's custom properties take over. No picture carries a
style attribute; only a standalone one carries a style element, for dark rooms and for print.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from mortem.core.layout.lettering import clean
from mortem.core.layout.shapes import MARK_SIZE, Box, Line, PlacedMark, TextBlock

if TYPE_CHECKING:
    from collections.abc import Mapping

FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"

LIGHT: Mapping[str, str] = {
    "ink": "#26231f",
    "soft": "#6a645b",
    "line": "#d9d2c6",
    "link": "#a0978a",
    "accent": "#96502a",
    "ahead": "#a4612a",
    "back": "#5b5a96",
    "paper": "#fffdf9",
    "theme-0": "#8b857b",
    "theme-1": "#b4532a",
    "theme-2": "#2f6f8f",
    "theme-3": "#5f7328",
    "theme-4": "#87508d",
    "theme-5": "#9a7100",
    "theme-6": "#b33a5b",
    "theme-7": "#2c7c6a",
    "theme-8": "#5d6577",
}
DARK: Mapping[str, str] = {
    "ink": "#ece7de",
    "soft": "#aca599",
    "line": "#4b463f",
    "link": "#7d766b",
    "accent": "#e3a27c",
    "ahead": "#e6ad72",
    "back": "#a9a7e0",
    "paper": "#1c1a18",
    "theme-0": "#948d82",
    "theme-1": "#e3906a",
    "theme-2": "#80b8d6",
    "theme-3": "#afc274",
    "theme-4": "#cba0cf",
    "theme-5": "#d8b550",
    "theme-6": "#e88da6",
    "theme-7": "#78c7b2",
    "theme-8": "#aab1c0",
}

_SAFE_PREFIX = re.compile(r"[^A-Za-z0-9_-]")
_MARK_PATHS = {
    "top": ("M4 0 8 4 4 8 0 4Z", True),
    "elephant": (
        "M1.5 0.5h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1Z",
        True,
    ),
    "paper_tiger": (
        "M1.5 0.5h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1Z",
        False,
    ),
    "severity_first": ("M4 0 8 7.5H0Z", True),
    "trigger": ("M1 0 8 4 1 8Z", True),
    "let_go": ("M0 4H8", False),
    "apart": ("M3 1 0 4 3 7M5 1 8 4 5 7", False),
    "foreseen": ("M4 0.5a3.5 3.5 0 1 0 .01 0Z", True),
    "missed": ("M4 0.5a3.5 3.5 0 1 0 .01 0Z", False),
    "late": ("M4 0.5a3.5 3.5 0 1 0 .01 0ZM4 2V4L5.5 5", False),
    "unanswered": ("M4 0.5a3.5 3.5 0 1 0 .01 0ZM4 2.2V4.4M4 5.8V5.9", False),
}


def number(value: float) -> str:
    """Write a length with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def points(*pairs: float) -> str:
    """Write coordinates for a path."""
    return " ".join(number(value) for value in pairs)


class Sheet:
    """Collects the elements of one picture. `prefix` keeps its identifiers apart from those of others."""

    def __init__(self, prefix: str) -> None:
        self.prefix = _SAFE_PREFIX.sub("-", prefix) or "picture"
        self._parts: list[str] = []

    def path(
        self, d: str, tone: str, *, width: float = 1.25, filled: bool = False, dashes: str = ""
    ) -> None:
        """Draw a line in a tone (a key of the palettes), or an area filled with it."""
        if filled:
            self._parts.append(f'<path {_tone(tone)} fill="currentColor" d="{d}"/>')
            return
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        stroke = f'stroke="currentColor" stroke-width="{number(width)}"{dashed}'
        self._parts.append(f'<path {_tone(tone)} {stroke} d="{d}"/>')

    def line(self, line: Line, tone: str, *, width: float = 1.25, dashes: str = "") -> None:
        start, end = points(line.x1, line.y1), points(line.x2, line.y2)
        self.path(f"M{start}L{end}", tone, width=width, dashes=dashes)

    def outline(self, d: str, tone: str, *, width: float = 1.25, dashes: str = "") -> None:
        """Draw a closed path in paper colour with a line around it."""
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self._parts.append(
            f'<path class="svg-{tone} svg-paper" color="{LIGHT[tone]}" fill="{LIGHT["paper"]}"'
            f' stroke="currentColor" stroke-width="{number(width)}"{dashed} d="{d}"/>'
        )

    def disc(self, x: float, y: float, radius: float, tone: str, *, hollow: bool = False) -> None:
        """Draw a dot; a hollow one shows the paper inside."""
        d = f"M{points(x - radius, y)}a{points(radius, radius)} 0 1 0 {points(2 * radius, 0)}"
        d += f"a{points(radius, radius)} 0 1 0 {points(-2 * radius, 0)}Z"
        if hollow:
            self.outline(d, tone, width=1.5)
        else:
            self.path(d, tone, filled=True)

    def text(self, block: TextBlock, tone: str, *, flush_right: bool = False) -> None:
        """Write wrapped text; a text that runs from right to left starts at its box's right edge."""
        at_right = flush_right or block.right_to_left
        x = number(block.box.right if at_right else block.box.x)
        lines = "".join(
            f'<tspan x="{x}" y="{number(block.baseline(place))}">{escape(line)}</tspan>'
            for place, line in enumerate(block.lines)
        )
        direction = ' direction="rtl"' if block.right_to_left else ""
        if flush_right and not block.right_to_left:
            direction = ' text-anchor="end"'
        self._parts.append(
            f"<text {_letters(tone, block.size, bold=block.bold)}{direction}>{lines}</text>"
        )

    def word(
        self,
        x: float,
        y: float,
        text: str,
        tone: str,
        *,
        size: float = 12.0,
        bold: bool = False,
        anchor: str = "start",
    ) -> None:
        """Write one short line with its baseline at (x, y)."""
        at = f'x="{number(x)}" y="{number(y)}" text-anchor="{anchor}"'
        letters = _letters(tone, size, bold=bold)
        self._parts.append(f"<text {letters} {at}>{escape(clean(text))}</text>")

    def number_on(self, x: float, y: float, text: str) -> None:
        """Write a number in paper colour, centred on a filled dot."""
        self._parts.append(
            f'<text class="svg-paper" fill="{LIGHT["paper"]}" font-size="11" font-weight="600"'
            f' text-anchor="middle" x="{number(x)}" y="{number(y + 4)}">{escape(text)}</text>'
        )

    def mark(self, mark: PlacedMark) -> None:
        """Draw a mark's shape with its word beside it."""
        tone = "accent" if mark.name == "top" else "soft"
        d, filled = _MARK_PATHS[mark.name]
        x, y = number(mark.box.x), number(mark.box.middle - 4)
        paint = 'fill="currentColor"' if filled else 'stroke="currentColor" stroke-width="1.2"'
        self._parts.append(f'<path {_tone(tone)} {paint} transform="translate({x} {y})" d="{d}"/>')
        self.word(mark.box.x + 12, mark.box.middle + 4, mark.label, tone, size=MARK_SIZE)

    def finish(
        self, width: float, height: float, title: str, description: str, *, standalone: bool
    ) -> str:
        """Return the whole picture; a standalone one brings its paper and its colours along."""
        wide, high = number(width), number(height)
        names = f"{self.prefix}-title {self.prefix}-desc"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="svg-picture" role="img"'
            f' aria-labelledby="{names}" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
            f" font-family={quoteattr(FONTS)}"
            ' fill="none" stroke-linecap="round" stroke-linejoin="round">'
            f'<title id="{self.prefix}-title">{escape(clean(title))}</title>'
            f'<desc id="{self.prefix}-desc">{escape(clean(description))}</desc>'
        )
        ground = ""
        if standalone:
            sheet = (
                f'<rect class="svg-paper" fill="{LIGHT["paper"]}" width="{wide}" height="{high}"/>'
            )
            ground = f"<style>{_standalone_style()}</style>{sheet}"
        return f"{head}{ground}{''.join(self._parts)}</svg>"


def rounded(box: Box, radius: float) -> str:
    """Return the path of a rectangle with round corners."""
    r = min(radius, box.width / 2, box.height / 2)
    return (
        f"M{points(box.x + r, box.y)}H{number(box.right - r)}{_corner(r, r, r)}"
        f"V{number(box.bottom - r)}{_corner(r, -r, r)}H{number(box.x + r)}{_corner(r, -r, -r)}"
        f"V{number(box.y + r)}{_corner(r, r, -r)}Z"
    )


def _corner(radius: float, dx: float, dy: float) -> str:
    return f"a{points(radius, radius)} 0 0 1 {points(dx, dy)}"


def _tone(tone: str) -> str:
    return f'class="svg-{tone}" color="{LIGHT[tone]}"'


def _letters(tone: str, size: float, *, bold: bool) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'{_tone(tone)} fill="currentColor" font-size="{number(size)}"{weight}'


def _standalone_style() -> str:
    dark = f"@media (prefers-color-scheme: dark){{{_rules(DARK)}}}"
    return f"{_rules(LIGHT)}{dark}@media print{{{_rules(LIGHT)}}}"


def _rules(palette: Mapping[str, str]) -> str:
    return "".join(
        f".svg-{name}{{{'fill' if name == 'paper' else 'color'}:{colour}}}"
        for name, colour in palette.items()
    )
