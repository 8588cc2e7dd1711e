"""Chances beside what came of them, as a picture and as a list. METHOD S6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.calibration import STEPS
from mortem.core.formats.svg.outline import Outline
from mortem.core.formats.svg.paper import Sheet
from mortem.core.formats.svg.words import ENGLISH, Words
from mortem.core.layout.calibration import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    layout_calibration,
    x_of,
    y_of,
)
from mortem.core.layout.shapes import Line

if TYPE_CHECKING:
    from mortem.core.calibration import Calibration, Group


def calibration_picture(
    found: Calibration,
    *,
    prefix: str = "calibration",
    standalone: bool = False,
    words: Words = ENGLISH,
) -> str:
    """Draw a dot for each group of chances, with its interval, beside the line where both agree."""
    layout, sheet = layout_calibration(found.groups), Sheet(prefix)
    _draw_frame(sheet, words)
    sheet.line(layout.agree, "link", dashes="3 4")
    for dot in layout.dots:
        sheet.line(dot.spread, "soft", width=1.5)
        sheet.disc(dot.x, dot.y, dot.radius, "ahead")
        side = "start" if dot.x < RIGHT - 40 else "end"
        away = dot.radius + 5
        x = dot.x + (away if side == "start" else -away)
        sheet.word(x, dot.y + 4, str(dot.count), "ink", size=12, anchor=side)
    about = words.calibration_about.format(scored=found.scored)
    return sheet.finish(WIDTH, HEIGHT, words.calibration, about, standalone=standalone)


def calibration_text(found: Calibration, *, words: Words = ENGLISH) -> tuple[Outline, ...]:
    """Return each group: its chances, how many of them happened, and how sure that share is."""
    return tuple(_line(one, words) for one in found.groups)


def _line(one: Group, words: Words) -> Outline:
    share = one.happened
    return Outline(
        words.calibration_group.format(low=one.low, high=one.high, mean=round(one.mean)),
        (
            words.calibration_came.format(
                came=round(share.value * one.count), count=one.count, share=round(share.value * 100)
            ),
            words.calibration_between.format(
                low=round(share.low * 100), high=round(share.high * 100)
            ),
        ),
    )


def _draw_frame(sheet: Sheet, words: Words) -> None:
    for percent in STEPS:
        x, y = x_of(percent), y_of(percent / 100)
        sheet.line(Line(LEFT, y, RIGHT, y), "line", width=1)
        sheet.line(Line(x, BOTTOM, x, BOTTOM + 4), "line")
        sheet.word(x, BOTTOM + 17, str(percent), "soft", size=11, anchor="middle")
        sheet.word(LEFT - 7, y + 4, f"{percent} %", "soft", size=11, anchor="end")
    sheet.word(LEFT, HEIGHT - 12, words.calibration_axes, "soft", size=12)
