"""Were we warned, in one picture and as a list: each factor, and what was done before the event. METHOD E9."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.formats.svg.outline import Outline
from mortem.core.formats.svg.paper import Sheet, points
from mortem.core.formats.svg.words import ENGLISH, Words
from mortem.core.layout.shapes import Line
from mortem.core.layout.warned import EVENT, LEFT, SHAPE, layout_warned
from mortem.core.record import Foresight
from mortem.core.warning_track import Step

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime, tzinfo

    from mortem.core.layout.warned import WarnedLayout, WarnedRow
    from mortem.core.warning_track import Mark, Track, WarningStory

    Day = Callable[[date], str]

_TONES = {
    Step.WRITTEN: "ahead",
    Step.DUE: "theme-1",
    Step.DONE: "theme-7",
    Step.SPOKE: "theme-1",
    Step.ANSWERED: "soft",
}


def warned_picture(
    story: WarningStory,
    *,
    zone: tzinfo,
    day: Day = str,
    prefix: str = "warned",
    standalone: bool = False,
    words: Words = ENGLISH,
) -> str:
    """Draw each factor with what had been written, done and heard before the event's line."""
    shown = [step for step in Step if _has(story, step)]
    layout = layout_warned(story, legend=len(shown) + 1)
    sheet = Sheet(prefix)
    for row in layout.rows:
        _draw_row(sheet, row, words)
    _draw_scale(sheet, layout, story.event_at, lambda at: day(at.astimezone(zone).date()), words)
    _draw_legend(sheet, layout, shown, words)
    about = words.warned_about.format(factors=len(story.tracks))
    return sheet.finish(layout.width, layout.height, words.warned, about, standalone=standalone)


def warned_text(
    story: WarningStory, *, zone: tzinfo, day: Day = str, words: Words = ENGLISH
) -> tuple[Outline, ...]:
    """Return each factor with how it had been seen, and below it every step with its day."""
    return tuple(
        Outline(
            track.factor,
            (_said(track, words),),
            tuple(_step(mark, day(mark.at.astimezone(zone).date()), words) for mark in track.marks),
        )
        for track in story.tracks
    )


def _step(mark: Mark, day: str, words: Words) -> Outline:
    return Outline(f"{day}: {_name(mark.step, words)}", (mark.text,))


def _has(story: WarningStory, step: Step) -> bool:
    return any(mark.step is step for track in story.tracks for mark in track.marks)


def _said(track: Track, words: Words) -> str:
    if track.foresight is Foresight.UNKNOWN:
        return words.not_compared
    return str(getattr(words, track.foresight.value))


def _name(step: Step, words: Words) -> str:
    return str(getattr(words, f"warned_{step.value}"))


def _draw_row(sheet: Sheet, row: WarnedRow, words: Words) -> None:
    sheet.text(row.text, "ink")
    sheet.word(12, row.verdict_y, _said(row.track, words), "ink", size=12.5, bold=True)
    for y in sorted({mark.y for mark in row.marks}) or [(row.top + row.bottom) / 2]:
        dashes = "" if row.marks else "2 4"
        sheet.line(Line(LEFT, y, EVENT, y), "line", dashes=dashes)
    sheet.line(Line(EVENT, row.top, EVENT, row.bottom), "back", width=2.5)
    for mark in row.marks:
        _draw_mark(sheet, mark.step, mark.x, mark.y)


def _draw_mark(sheet: Sheet, step: Step, x: float, y: float) -> None:
    """A dot was written down, a square promised (hollow) or done, a triangle spoke, a ring was answered."""
    half, tone = SHAPE, _TONES[step]
    if step is Step.WRITTEN:
        sheet.disc(x, y, half - 0.5, tone)
    elif step is Step.DONE:
        sheet.path(_square(x, y, half - 0.5), tone, filled=True)
    elif step is Step.DUE:
        sheet.outline(_square(x, y, half - 0.5), tone, width=1.75)
    elif step is Step.SPOKE:
        triangle = f"M{points(x, y - half)}L{points(x + half, y + half)}H{points(x - half)}Z"
        sheet.path(triangle, tone, filled=True)
    else:
        sheet.disc(x, y, half - 1, tone, hollow=True)


def _square(x: float, y: float, half: float) -> str:
    side = points(2 * half)
    return f"M{points(x - half, y - half)}h{side}v{side}h{points(-2 * half)}Z"


def _draw_scale(
    sheet: Sheet,
    layout: WarnedLayout,
    event_at: datetime | None,
    day: Callable[[datetime], str],
    words: Words,
) -> None:
    if layout.began_at is not None:
        sheet.word(12, layout.scale_y, day(layout.began_at), "soft", size=11.5)
    event = day(event_at) if event_at else words.warned_no_day
    sheet.word(EVENT + 40, layout.scale_y, event, "soft", size=11.5, anchor="end")


def _draw_legend(sheet: Sheet, layout: WarnedLayout, shown: list[Step], words: Words) -> None:
    y = layout.legend_y
    for step in shown:
        _draw_mark(sheet, step, LEFT, y - 4)
        sheet.word(LEFT + 14, y, _name(step, words), "soft", size=12)
        y += 20
    sheet.line(Line(LEFT, y - 11, LEFT, y + 3), "back", width=2.5)
    sheet.word(LEFT + 14, y, words.warned_event, "soft", size=12)
