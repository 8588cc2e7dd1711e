"""How sure people were before and after, as a picture and as a list: counts, never who. METHOD P15."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.confidence import spread
from mortem.core.formats.svg.outline import Outline
from mortem.core.formats.svg.paper import Sheet, number, rounded
from mortem.core.formats.svg.words import ENGLISH, Words
from mortem.core.layout.confidence import DOT, LEFT, RIGHT, layout_confidence, x_of
from mortem.core.layout.shapes import Line
from mortem.core.record import Asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.confidence import Spread
    from mortem.core.layout.confidence import ConfidenceLayout, Row
    from mortem.core.record import Confidence

_PERCENTS = (0, 25, 50, 75, 100)


def confidence_picture(
    answers: Iterable[Confidence],
    *,
    prefix: str = "confidence",
    standalone: bool = False,
    words: Words = ENGLISH,
) -> str:
    """Draw the answers before above those after, on one scale; raises BadInput beyond 0 to 100 %."""
    before, after = spread(answers)
    layout = layout_confidence((before, after))
    sheet = Sheet(prefix)
    _draw_scale(sheet, layout)
    for one, row in zip((before, after), layout.rows, strict=True):
        sheet.word(LEFT, row.head_y, _name(one, words), "ink", size=13, bold=True)
        sheet.word(LEFT, row.head_y + 18, _middle(one, words), "soft", size=12.5)
        _draw_row(sheet, row)
    about = words.confidence_about.format(before=len(before.percents), after=len(after.percents))
    return sheet.finish(layout.width, layout.height, words.confidence, about, standalone=standalone)


def confidence_text(
    answers: Iterable[Confidence], *, words: Words = ENGLISH
) -> tuple[Outline, ...]:
    """Return each asking with its middle answer, and below it how many gave which answer."""
    return tuple(
        Outline(
            _named(one, words),
            (),
            tuple(
                Outline(words.sure.format(value=percent), _counted(count, words))
                for percent, count in one.counts
            ),
        )
        for one in spread(answers)
    )


def _counted(count: int, words: Words) -> tuple[str, ...]:
    """Where one person looks at their own plan, there is nobody to count."""
    return (words.people.format(count=count),) if words.people else ()


def _named(one: Spread, words: Words) -> str:
    return f"{_name(one, words)}: {_middle(one, words)}"


def _name(one: Spread, words: Words) -> str:
    return words.sure_before if one.moment is Asked.BEFORE else words.sure_after


def _middle(one: Spread, words: Words) -> str:
    if one.median is None:
        return words.sure_nobody
    alone = len(one.percents) == 1
    return (words.sure if alone else words.sure_median).format(value=number(one.median))


def _draw_scale(sheet: Sheet, layout: ConfidenceLayout) -> None:
    for percent in _PERCENTS:
        anchor = "middle"
        sheet.word(x_of(percent), layout.scale_y, f"{percent} %", "soft", size=11, anchor=anchor)
    for row in layout.rows:
        sheet.line(Line(LEFT, row.base_y, RIGHT, row.base_y), "line")
        for percent in _PERCENTS:
            x = x_of(percent)
            sheet.line(Line(x, row.base_y, x, row.base_y + 4), "line")


def _draw_row(sheet: Sheet, row: Row) -> None:
    """A dot is one answer; where too many agree, a bar with its number; a stroke is the middle."""
    tone = "soft" if row.moment is Asked.BEFORE else "ahead"
    for x, y in row.dots:
        sheet.disc(x, y, DOT, tone, hollow=row.moment is Asked.BEFORE)
    for bar, count in row.bars:
        sheet.path(rounded(bar, 2), tone, filled=True)
        sheet.word(bar.x + bar.width / 2, bar.y - 4, str(count), "soft", size=10, anchor="middle")
    if row.median_x is not None:
        sheet.line(
            Line(row.median_x, row.base_y - 1, row.median_x, row.base_y + 8), "accent", width=3
        )
