"""The loop at a glance: what was looked at ahead, what happened, what was carried over. METHOD 0."""

from __future__ import annotations

from dataclasses import dataclass

from mortem.core.formats.svg.paper import Sheet, points
from mortem.core.formats.svg.words import ENGLISH, Words

_WIDTH = 640.0
_HEIGHT = 216.0
_LEFT, _RIGHT = 150.0, 490.0
_TOP, _BOTTOM = 62.0, 154.0
_RADIUS = (_BOTTOM - _TOP) / 2
_DOT = 19.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopCounts:
    """How many of each there are; `carried` counts lessons that a later plan took up."""

    plans: int = 0
    signals: int = 0
    events: int = 0
    lessons: int = 0
    carried: int = 0


@dataclass(frozen=True, slots=True)
class _Stop:
    x: float
    y: float
    count: int
    label: str
    tone: str
    side: str


def loop_picture(
    counts: LoopCounts,
    *,
    prefix: str = "loop",
    standalone: bool = False,
    words: Words = ENGLISH,
) -> str:
    """Draw the loop: ahead along the top, back along the bottom, and round again."""
    sheet = Sheet(prefix)
    middle, centre = (_LEFT + _RIGHT) / 2, (_TOP + _BOTTOM) / 2
    _draw_track(sheet)
    for stop in (
        _Stop(_LEFT - _RADIUS, centre, counts.plans, words.plans, "ahead", "end"),
        _Stop(middle, _TOP, counts.signals, words.signals, "ahead", "above"),
        _Stop(_RIGHT + _RADIUS, centre, counts.events, words.events, "back", "start"),
        _Stop(middle, _BOTTOM, counts.lessons, words.lessons, "back", "below"),
    ):
        _draw_stop(sheet, stop)
    carried = f"{words.carried}: {counts.carried}"
    sheet.word((_LEFT + middle) / 2 - 10, _BOTTOM - 12, carried, "soft", size=12, anchor="middle")
    about = words.loop_about.format(
        plans=counts.plans,
        signals=counts.signals,
        events=counts.events,
        lessons=counts.lessons,
        carried=counts.carried,
    )
    return sheet.finish(_WIDTH, _HEIGHT, words.loop, about, standalone=standalone)


def _draw_track(sheet: Sheet) -> None:
    centre = (_TOP + _BOTTOM) / 2
    bend = f"{points(_RADIUS, _RADIUS)} 0 0 1"
    ahead = f"M{points(_LEFT - _RADIUS, centre)}A{bend} {points(_LEFT, _TOP)}H{points(_RIGHT)}"
    sheet.path(f"{ahead}A{bend} {points(_RIGHT + _RADIUS, centre)}", "ahead", width=1.75)
    back = f"M{points(_RIGHT + _RADIUS, centre)}A{bend} {points(_RIGHT, _BOTTOM)}H{points(_LEFT)}"
    sheet.path(f"{back}A{bend} {points(_LEFT - _RADIUS, centre)}", "back", width=1.75)
    quarter = (_RIGHT - _LEFT) / 4
    for x, y, step, tone in (
        (_LEFT + quarter, _TOP, 6, "ahead"),
        (_RIGHT - quarter, _TOP, 6, "ahead"),
        (_RIGHT - quarter, _BOTTOM, -6, "back"),
        (_LEFT + quarter, _BOTTOM, -6, "back"),
    ):
        sheet.path(f"M{points(x - step / 2, y - 5)}l{points(step, 5, -step, 5)}", tone, width=1.75)


def _draw_stop(sheet: Sheet, stop: _Stop) -> None:
    sheet.disc(stop.x, stop.y, _DOT, stop.tone, hollow=True)
    sheet.word(stop.x, stop.y + 5, _short(stop.count), "ink", size=14, bold=True, anchor="middle")
    away = _DOT + 12
    dx = {"end": -away, "start": away}.get(stop.side, 0.0)
    dy = {"above": 4 - away, "below": away + 8}.get(stop.side, 5.0)
    anchor = "middle" if not dx else stop.side
    sheet.word(stop.x + dx, stop.y + dy, stop.label, "ink", size=13, anchor=anchor)


def _short(count: int) -> str:
    """Three digits fit into a dot."""
    return str(count) if count < 1000 else "999+"  # noqa: PLR2004 - digits
