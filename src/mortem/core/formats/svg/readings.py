"""A signal's numbers as a small picture, and the same in one sentence. METHOD S3, S7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.formats.svg.paper import Sheet, points
from mortem.core.formats.svg.words import ENGLISH, Words
from mortem.core.layout.readings import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    layout_readings,
)
from mortem.core.layout.shapes import Line as Stroke

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from mortem.core.layout.readings import ReadingsLayout
    from mortem.core.trend import Sample
    from mortem.core.watching import Line


def readings_picture(
    samples: Sequence[Sample],
    line: Line,
    *,
    moment: Callable[[datetime], str],
    reaches_at: datetime | None = None,
    done_at: datetime | None = None,
    prefix: str = "readings",
    standalone: bool = False,
    words: Words = ENGLISH,
) -> str:
    """Draw at least one number, oldest first; `moment` writes a time as its reader says it.

    `done_at` marks when something was done about it, where that lies within the numbers.
    """
    layout = layout_readings(samples, line, reaches_at, done_at)
    sheet = Sheet(prefix)
    sheet.line(Stroke(LEFT, layout.line_y, RIGHT, layout.line_y), "accent", dashes="5 4")
    label = words.readings_line.format(threshold=f"{line.threshold:g}")
    above = layout.line_y > HEIGHT / 4
    x, anchor = (RIGHT, "end") if layout.label_is_right else (LEFT, "start")
    y = layout.line_y + (-4 if above else 12)
    sheet.word(x, y, label, "accent", size=11, anchor=anchor)
    _draw(sheet, layout)
    _draw_done(sheet, layout, words.done)
    _draw_times(sheet, samples, moment, reaches_at)
    about = readings_text(
        samples, line, moment=moment, reaches_at=reaches_at, done_at=done_at, words=words
    )
    return sheet.finish(WIDTH, HEIGHT, words.readings, about, standalone=standalone)


def readings_text(
    samples: Sequence[Sample],
    line: Line,
    *,
    moment: Callable[[datetime], str],
    reaches_at: datetime | None = None,
    done_at: datetime | None = None,
    words: Words = ENGLISH,
) -> str:
    """Return what the picture shows, for whoever does not see it."""
    values = [one.value for one in samples]
    said = words.readings_about.format(
        count=len(values),
        first=moment(samples[0].at),
        last=moment(samples[-1].at),
        low=f"{min(values):g}",
        high=f"{max(values):g}",
        now=f"{values[-1]:g}",
        threshold=f"{line.threshold:g}",
    )
    if reaches_at is not None:
        said = f"{said} {words.readings_lean.format(moment=moment(reaches_at))}"
    if done_at is not None:
        said = f"{said} {words.readings_done.format(moment=moment(done_at))}"
    return said


def _draw(sheet: Sheet, layout: ReadingsLayout) -> None:
    way = "L".join(points(*point) for point in layout.points)
    sheet.path(f"M{way}", "ink", width=1.5)
    x, y = layout.points[-1]
    sheet.disc(x, y, 3, "ink")
    if layout.leads_to is not None:
        sheet.line(Stroke(x, y, *layout.leads_to), "ahead", width=1.5, dashes="2 3")
        sheet.disc(*layout.leads_to, 3.5, "ahead", hollow=True)


def _draw_done(sheet: Sheet, layout: ReadingsLayout, word: str) -> None:
    if layout.done_x is None:
        return
    sheet.line(Stroke(layout.done_x, TOP - 4, layout.done_x, BOTTOM), "soft", dashes="1 3")
    is_left = layout.done_x < WIDTH / 2
    x = layout.done_x + (3 if is_left else -3)
    sheet.word(x, TOP - 4, word, "soft", size=11, anchor="start" if is_left else "end")


def _draw_times(
    sheet: Sheet,
    samples: Sequence[Sample],
    moment: Callable[[datetime], str],
    reaches_at: datetime | None,
) -> None:
    ends = reaches_at if reaches_at and reaches_at > samples[-1].at else samples[-1].at
    sheet.word(LEFT, HEIGHT - 4, moment(samples[0].at), "soft", size=11)
    sheet.word(RIGHT, HEIGHT - 4, moment(ends), "soft", size=11, anchor="end")
