"""The fishbone as a picture and as a list by theme: the same causes as the why tree. METHOD E6."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from mortem.core.causes import theme_numbers, with_theme
from mortem.core.formats.svg.outline import Outline
from mortem.core.formats.svg.paper import Sheet, number, points
from mortem.core.formats.svg.words import ENGLISH, Words, marks_of
from mortem.core.layout.fishbone import layout_fishbone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.layout.fishbone import Bone, FishboneLayout, Rib
    from mortem.core.record import Cause, Theme


def fishbone(
    causes: Iterable[Cause],
    themes: Iterable[Theme],
    event: str,
    *,
    prefix: str = "fishbone",
    standalone: bool = False,
    words: Words = ENGLISH,
    empty_bones: bool = False,
) -> str:
    """Draw the fishbone, head at the right; raises BadInput when the causes are not a forest."""
    known = tuple(causes)
    layout = layout_fishbone(
        known,
        themes,
        event,
        marks={cause.id: marks_of(cause, words) for cause in known},
        unthemed=words.unthemed,
        empty_bones=empty_bones,
    )
    sheet = Sheet(prefix)
    _draw_spine(sheet, layout)
    for bone in layout.bones:
        _draw_bone(sheet, bone)
    title = words.fishbone.format(event=event)
    about = words.fishbone_about.format(causes=len(known), themes=len(layout.bones))
    return sheet.finish(layout.width, layout.height, title, about, standalone=standalone)


def fishbone_text(
    causes: Iterable[Cause], themes: Iterable[Theme], *, words: Words = ENGLISH
) -> tuple[Outline, ...]:
    """Return one item per theme that has causes; a cause hangs below its parent where the theme is the same."""
    known_themes = tuple(themes)
    placed = tuple(with_theme(causes, theme_numbers(known_themes)))
    of = {branch.cause.id: theme for branch, theme in placed}
    below: defaultdict[tuple[str | None, str | None], list[Outline]] = defaultdict(list)
    for branch, theme in reversed(placed):
        parent = branch.cause.parent
        above = parent if parent is not None and of[parent] == theme else None
        notes = tuple(label for _, label in marks_of(branch.cause, words))
        items = tuple(reversed(below[theme, branch.cause.id]))
        below[theme, above].append(Outline(branch.cause.text, notes, items))
    ordered = sorted(known_themes, key=lambda theme: (theme.position, theme.id))
    names = [*((theme.id, theme.name) for theme in ordered), (None, words.unthemed)]
    shelves = [(name, tuple(reversed(below[theme, None]))) for theme, name in names]
    return tuple(Outline(name, (), items) for name, items in shelves if items)


def _draw_spine(sheet: Sheet, layout: FishboneLayout) -> None:
    x, y, head = layout.spine.x1, layout.spine.y1, layout.head
    sheet.line(layout.spine, "soft", width=2.5)
    fin = points(x - 2, y - 13, x + 6, y - 5, x + 16, y)
    sheet.path(f"M{points(x - 8, y - 20)}C{fin}", "soft", width=1.5)
    fin = points(x - 2, y + 13, x + 6, y + 5, x + 16, y)
    sheet.path(f"M{points(x - 8, y + 20)}C{fin}", "soft", width=1.5)
    nose = min(head.height / 2, 34.0)
    sheet.outline(
        f"M{points(head.x + 10, head.y)}H{number(head.right - nose)}"
        f"C{points(head.right - nose / 3, head.y, head.right, head.middle - nose / 2)}"
        f" {points(head.right, head.middle)}"
        f"C{points(head.right, head.middle + nose / 2, head.right - nose / 3, head.bottom)}"
        f" {points(head.right - nose, head.bottom)}"
        f"H{number(head.x + 10)}a10 10 0 0 1 -10 -10V{number(head.y + 10)}a10 10 0 0 1 10 -10Z",
        "accent",
        width=1.75,
    )
    sheet.text(layout.head_text, "ink")


def _draw_bone(sheet: Sheet, bone: Bone) -> None:
    tone = f"theme-{bone.number}"
    for rib in bone.ribs:
        _draw_rib(sheet, rib)
    sheet.line(bone.line, "soft", width=1.75)
    sheet.disc(bone.line.x1, bone.line.y1, 5, tone)
    sheet.disc(bone.line.x2, bone.line.y2, 3, "soft")
    sheet.text(bone.name, "ink", flush_right=True)


def _draw_rib(sheet: Sheet, rib: Rib) -> None:
    """A cause that explains the one above it hangs from a small hook instead of a line of its own."""
    if rib.indent:
        x, y = rib.text.box.x - 12, rib.text.box.y
        sheet.path(f"M{points(x, y + 1)}v5q0 5 5 5h3", "soft", width=1)
    else:
        sheet.line(rib.line, "line")
    sheet.text(rib.text, "ink")
    for mark in rib.marks:
        sheet.mark(mark)
