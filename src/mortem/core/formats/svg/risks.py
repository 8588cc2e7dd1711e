"""The risks as a picture and as a list. METHOD P10, P11.

A risk matrix is only a picture: no cell is coloured by danger, and nothing in it is multiplied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.formats.svg.outline import Outline
from mortem.core.formats.svg.paper import Sheet
from mortem.core.formats.svg.words import ENGLISH, Words, marks_of
from mortem.core.layout.risks import RADIUS, layout_risks, x_of
from mortem.core.layout.shapes import Line
from mortem.core.record import Disposition
from mortem.core.risk import rank, shortlist

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mortem.core.layout.risks import Dot, LegendEntry, RisksLayout
    from mortem.core.record import Cause
    from mortem.core.risk import Pooled, Ranked

_PERCENTS = (0, 25, 50, 75, 100)


def risk_picture(
    causes: Iterable[Cause],
    pooled: Iterable[Pooled],
    *,
    cost_words: Sequence[str] = (),
    prefix: str = "risks",
    standalone: bool = False,
    words: Words = ENGLISH,
) -> str:
    """Draw the pooled risks; `cost_words` are the playbook's five steps, cheapest first."""
    ranked = rank(pooled)
    known = {cause.id: cause for cause in causes}
    first = _suggested(ranked, known)
    decided = {cause.id for cause in known.values() if cause.disposition is Disposition.TOP}
    layout = layout_risks(
        [one.pooled for one in ranked],
        {one.pooled.cause: known[one.pooled.cause].text for one in ranked},
        cost_words=cost_words or _cost_words(words),
        details={one.pooled.cause: " · ".join(_figures(one.pooled, words)) for one in ranked},
        marks={
            one.pooled.cause: _marks(one, known[one.pooled.cause], words, first) for one in ranked
        },
        emphasised=first | decided,
    )
    sheet = Sheet(prefix)
    _draw_grid(sheet, layout, words)
    for dot in layout.dots:
        _draw_whiskers(sheet, dot)
    for dot in layout.dots:
        _draw_number(sheet, dot.x, dot.y, dot.number, filled=dot.top)
    for entry in layout.legend:
        _draw_entry(sheet, entry)
    about = words.risks_about.format(risks=len(ranked))
    return sheet.finish(layout.width, layout.height, words.risks, about, standalone=standalone)


def risks_text(
    causes: Iterable[Cause], pooled: Iterable[Pooled], *, words: Words = ENGLISH
) -> tuple[Outline, ...]:
    """Return the risks by rank, each with its figures and marks as remarks; show them as a numbered list."""
    known = {cause.id: cause for cause in causes}
    ranked = rank(pooled)
    first = _suggested(ranked, known)
    return tuple(_line(one, known[one.pooled.cause], words, first) for one in ranked)


def _suggested(ranked: Sequence[Ranked], known: Mapping[str, Cause]) -> frozenset[str]:
    """Return what to talk about first, until people have decided on their top risks."""
    if any(known[one.pooled.cause].disposition is Disposition.TOP for one in ranked):
        return frozenset()
    return frozenset(one.pooled.cause for one in shortlist(ranked))


def _line(one: Ranked, cause: Cause, words: Words, first: frozenset[str]) -> Outline:
    labels = (label for _, label in _marks(one, cause, words, first))
    return Outline(cause.text, (*_figures(one.pooled, words), *labels))


def _marks(
    one: Ranked, cause: Cause, words: Words, first: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    talk = [("top", words.talk_first)] if cause.id in first else []
    apart = [("apart", words.apart)] if one.pooled.seen_differently else []
    return (*talk, *marks_of(cause, words), *apart)


def _cost_words(words: Words) -> tuple[str, ...]:
    return (words.cost_1, words.cost_2, words.cost_3, words.cost_4, words.cost_5)


def _figures(pooled: Pooled, words: Words) -> tuple[str, ...]:
    chance = f"{pooled.plausibility:.0f}"
    low, high = pooled.plausibility_spread
    cheap, costly = pooled.cost_spread
    figures = (
        words.plausible_spread.format(value=chance, low=low, high=high)
        if low < high
        else words.plausible.format(value=chance),
        words.cost_spread.format(value=pooled.cost, low=cheap, high=costly)
        if cheap < costly
        else words.cost.format(value=pooled.cost),
        words.people.format(count=pooled.count),
    )
    return tuple(figure for figure in figures if figure)


def _draw_grid(sheet: Sheet, layout: RisksLayout, words: Words) -> None:
    plot = layout.plot
    for percent in _PERCENTS:
        x = x_of(percent)
        sheet.line(Line(x, plot.y, x, plot.bottom), "line", width=1, dashes="1 5")
        sheet.word(x, plot.bottom + 20, str(percent), "soft", anchor="middle")
    for row, label in zip(layout.rows, layout.row_labels, strict=True):
        sheet.line(Line(row.x, row.bottom, row.right, row.bottom), "line", width=1)
        sheet.text(label, "soft", flush_right=True)
    sheet.word(plot.right, plot.bottom + 40, words.how_likely, "ink", anchor="end", size=12.5)
    sheet.word(plot.x - 16, plot.y - 12, words.how_costly, "ink", anchor="end", size=12.5)


def _draw_whiskers(sheet: Sheet, dot: Dot) -> None:
    for whisker in (dot.across, dot.upright):
        if whisker is not None:
            sheet.line(whisker, "soft" if dot.apart else "line", width=1.25)
            _draw_caps(sheet, whisker, "soft" if dot.apart else "line")


def _draw_caps(sheet: Sheet, line: Line, tone: str) -> None:
    """A short stroke across either end of a whisker."""
    dx, dy = (0.0, 3.0) if line.y1 == line.y2 else (3.0, 0.0)
    for x, y in ((line.x1, line.y1), (line.x2, line.y2)):
        sheet.line(Line(x - dx, y - dy, x + dx, y + dy), tone, width=1.25)


def _draw_number(sheet: Sheet, x: float, y: float, rank_number: int, *, filled: bool) -> None:
    if filled:
        sheet.disc(x, y, RADIUS, "accent")
        sheet.number_on(x, y, str(rank_number))
        return
    sheet.disc(x, y, RADIUS, "soft", hollow=True)
    sheet.word(x, y + 4, str(rank_number), "ink", size=11, anchor="middle")


def _draw_entry(sheet: Sheet, entry: LegendEntry) -> None:
    _draw_number(sheet, entry.x, entry.y, entry.number, filled=entry.top)
    sheet.text(entry.text, "ink")
    sheet.text(entry.detail, "soft")
    for mark in entry.marks:
        sheet.mark(mark)
