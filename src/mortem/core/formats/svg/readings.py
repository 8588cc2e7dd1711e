"""A signal's numbers as a small picture, and the same in one sentence. METHOD S3, S7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.formats.svg.paper import Sheet, points
from mortem.core.formats.svg.words import ENGLISH, Words
from mortem.core.layout.readings import HEIGHT, LEFT, RIGHT, WIDTH, layout_readings
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
    prefix: str = "readings",
    standalone: bool = False,
    words: Words = ENGLISH,
) -> str:
    """Draw at least one number, oldest first; `moment` writes a time as its reader says it."""
    layout = layout_readings(samples, line, reaches_at)
    sheet = Sheet(prefix)
    sheet.line(Stroke(LEFT, layout.line_y, RIGHT, layout.line_y), "accent", dashes="5 4")
    label = words.readings_line.format(threshold=f"{line.threshold:g}")
    above = layout.line_y > HEIGHT / 4
    sheet.word(LEFT, layout.line_y + (-4 if above else 12), label, "accent", size=11)
    _draw(sheet, layout)
    _draw_times(sheet, samples, moment, reaches_at)
    about = readings_text(samples, line, moment=moment, reaches_at=reaches_at, words=words)
    return sheet.finish(WIDTH, HEIGHT, words.readings, about, standalone=standalone)


def readings_text(
    samples: Sequence[Sample],
    line: Line,
    *,
    moment: Callable[[datetime], str],
    reaches_at: datetime | None = None,
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
    if reaches_at is None:
        return said
    return f"{said} {words.readings_lean.format(moment=moment(reaches_at))}"


def _draw(sheet: Sheet, layout: ReadingsLayout) -> None:
    way = "L".join(points(*point) for point in layout.points)
    sheet.path(f"M{way}", "ink", width=1.5)
    x, y = layout.points[-1]
    sheet.disc(x, y, 3, "ink")
    if layout.leads_to is not None:
        sheet.line(Stroke(x, y, *layout.leads_to), "ahead", width=1.5, dashes="2 3")
        sheet.disc(*layout.leads_to, 3.5, "ahead", hollow=True)


def _draw_times(
    sheet: Sheet,
    samples: Sequence[Sample],
    moment: Callable[[datetime], str],
    reaches_at: datetime | None,
) -> None:
    ends = reaches_at if reaches_at and reaches_at > samples[-1].at else samples[-1].at
    sheet.word(LEFT, HEIGHT - 4, moment(samples[0].at), "soft", size=11)
    sheet.word(RIGHT, HEIGHT - 4, moment(ends), "soft", size=11, anchor="end")
