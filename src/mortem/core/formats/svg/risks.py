"""The risks as a picture and as a list. METHOD P10, P11.

A risk matrix is only a picture: no cell is coloured by danger, and nothing in it is multiplied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.amount import show_amount
from mortem.core.cost_range import outlook
from mortem.core.formats.svg.outline import Outline
from mortem.core.formats.svg.paper import Sheet
from mortem.core.formats.svg.words import ENGLISH, Words, marks_of
from mortem.core.layout.risks import NARROW, RADIUS, WIDE, layout_risks
from mortem.core.layout.shapes import Line
from mortem.core.record import Disposition
from mortem.core.risk import rank, shortlist

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mortem.core.cost_range import Chance
    from mortem.core.layout.risks import Dot, LegendEntry, RisksLayout
    from mortem.core.record import Cause
    from mortem.core.risk import Pooled, Ranked

_PERCENTS = (0, 25, 50, 75, 100)


def risk_picture(
    causes: Iterable[Cause],
    pooled: Iterable[Pooled],
    *,
    cost_words: Sequence[str] = (),
    unit: str = "",
    narrow: bool = False,
    prefix: str = "risks",
    standalone: bool = False,
    words: Words = ENGLISH,
) -> str:
    """Draw the pooled risks; `cost_words` are the five steps, cheapest first, `unit` that of ranges.

    A `narrow` picture fits a phone.
    """
    ranked = rank(pooled)
    known = {cause.id: cause for cause in causes}
    first = _suggested(ranked, known)
    decided = {cause.id for cause in known.values() if cause.disposition is Disposition.TOP}
    layout = layout_risks(
        [one.pooled for one in ranked],
        {one.pooled.cause: known[one.pooled.cause].text for one in ranked},
        cost_words=cost_words or _cost_words(words),
        details={one.pooled.cause: " · ".join(_figures(one.pooled, words, unit)) for one in ranked},
        marks={
            one.pooled.cause: _marks(one, known[one.pooled.cause], words, first) for one in ranked
        },
        emphasised=first | decided,
        frame=NARROW if narrow else WIDE,
    )
    sheet = Sheet(prefix)
    _draw_grid(sheet, layout, words, unit)
    for dot in layout.dots:
        _draw_whiskers(sheet, dot)
    for dot in layout.dots:
        _draw_number(sheet, dot.x, dot.y, dot.number, filled=dot.top)
    for entry in layout.legend:
        _draw_entry(sheet, entry)
    about = _about(layout, words).format(risks=len(ranked), unit=unit)
    wide, high = layout.frame.width, layout.height
    return sheet.finish(wide, high, words.risks, about, standalone=standalone)


def risks_text(
    causes: Iterable[Cause], pooled: Iterable[Pooled], *, unit: str = "", words: Words = ENGLISH
) -> tuple[Outline, ...]:
    """Return the risks by rank, each with its figures and marks as remarks; show them as a numbered list."""
    known = {cause.id: cause for cause in causes}
    ranked = rank(pooled)
    first = _suggested(ranked, known)
    return tuple(_line(one, known[one.pooled.cause], words, first, unit) for one in ranked)


def _suggested(ranked: Sequence[Ranked], known: Mapping[str, Cause]) -> frozenset[str]:
    """Return what to talk about first, until people have decided on their top risks."""
    if any(known[one.pooled.cause].disposition is Disposition.TOP for one in ranked):
        return frozenset()
    return frozenset(one.pooled.cause for one in shortlist(ranked))


def _line(one: Ranked, cause: Cause, words: Words, first: frozenset[str], unit: str) -> Outline:
    labels = (label for _, label in _marks(one, cause, words, first))
    return Outline(cause.text, (*_figures(one.pooled, words, unit), *labels))


def _about(layout: RisksLayout, words: Words) -> str:
    if layout.axis is None:
        return words.risks_about
    return words.risks_about_both if layout.rows else words.risks_about_ranges


def _marks(
    one: Ranked, cause: Cause, words: Words, first: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    talk = [("top", words.talk_first)] if cause.id in first else []
    apart = [("apart", words.apart)] if one.pooled.seen_differently else []
    return (*talk, *marks_of(cause, words), *apart)


def _cost_words(words: Words) -> tuple[str, ...]:
    return (words.cost_1, words.cost_2, words.cost_3, words.cost_4, words.cost_5)


def _figures(pooled: Pooled, words: Words, unit: str) -> tuple[str, ...]:
    chance = f"{pooled.plausibility:.0f}"
    low, high = pooled.plausibility_spread
    figures = (
        words.plausible_spread.format(value=chance, low=low, high=high)
        if low < high
        else words.plausible.format(value=chance),
        *(
            _amounts(pooled, pooled.chance, words, unit)
            if pooled.chance
            else (_steps(pooled, words),)
        ),
        words.people.format(count=pooled.count),
    )
    return tuple(figure for figure in figures if figure)


def _steps(pooled: Pooled, words: Words) -> str:
    cheap, costly = pooled.cost_spread
    if cheap == costly:
        return words.cost.format(value=pooled.cost)
    return words.cost_spread.format(value=pooled.cost, low=cheap, high=costly)


def _amounts(pooled: Pooled, chance: Chance, words: Words, unit: str) -> tuple[str, str]:
    """Return what it costs if it happens, and what that means while nobody knows whether it will."""
    digits = 3 if pooled.count == 1 else 2
    low, high = (show_amount(end, digits=digits) for end in (chance.cost.low, chance.cost.high))
    cost = words.cost_exact if low == high else words.cost_range
    said = cost.format(value=high, low=low, high=high, unit=unit)
    return " ".join(said.split()), _expected(chance, words)


def _expected(chance: Chance, words: Words) -> str:
    played = outlook([chance])
    value, low, high = (
        show_amount(one, digits=2) for one in (played.expected, played.low, played.high)
    )
    if played.expected > 0 and played.high == 0:
        return words.expected_rarely.format(value=value)
    said = words.expected if low == high else words.expected_spread
    return said.format(value=value, low=low, high=high)


def _draw_grid(sheet: Sheet, layout: RisksLayout, words: Words, unit: str) -> None:
    plot = layout.plot
    for percent in _PERCENTS:
        x = layout.frame.x_of(percent)
        sheet.line(Line(x, plot.y, x, plot.bottom), "line", width=1, dashes="1 5")
        sheet.word(x, plot.bottom + 20, str(percent), "soft", anchor="middle")
    for row, label in zip(layout.rows, layout.row_labels, strict=True):
        sheet.line(Line(row.x, row.bottom, row.right, row.bottom), "line", width=1)
        sheet.text(label, "soft", flush_right=True)
    sheet.word(plot.right, plot.bottom + 40, words.how_likely, "ink", anchor="end", size=12.5)
    if layout.axis is not None:
        _draw_axis(sheet, layout, words, unit)
    elif layout.frame is WIDE:
        sheet.word(plot.x - 16, plot.y - 12, words.how_costly, "ink", anchor="end", size=12.5)
    else:
        sheet.word(layout.frame.margin, plot.y - 12, words.how_costly, "ink", size=12.5)


def _draw_axis(sheet: Sheet, layout: RisksLayout, words: Words, unit: str) -> None:
    """Draw the marks of an axis with amounts, and a heading over rows that follow below it."""
    plot = layout.plot
    for tick in layout.ticks:
        sheet.line(Line(plot.x, tick.y, plot.right, tick.y), "line", width=1)
        sheet.text(tick.label, "soft", flush_right=True)
    said = words.how_costly_in.format(unit=unit) if unit else words.how_costly
    sheet.word(layout.frame.margin, plot.y - 12, said, "ink", size=12.5)
    if layout.rows:
        first = layout.rows[0]
        sheet.line(Line(first.x, first.y, first.right, first.y), "line", width=1)
        sheet.word(layout.frame.margin, first.y - 12, words.in_steps, "ink", size=12.5)


def _draw_whiskers(sheet: Sheet, dot: Dot) -> None:
    for whisker in (dot.across, dot.upright):
        if whisker is not None:
            tone = "soft" if dot.apart else "link"
            sheet.line(whisker, tone, width=1.25)
            _draw_caps(sheet, whisker, tone)
    for line in dot.exact:
        sheet.line(line, "soft", width=1.25)


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
