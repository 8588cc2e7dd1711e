"""The order of a document: which cause stands where, and what hangs below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from mortem.core.record import Disposition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.record import (
        ActionItem,
        Card,
        Cause,
        Lesson,
        Participant,
        Record,
        Signal,
        Theme,
    )

    Positioned = TypeVar("Positioned", ActionItem, Cause, Card, Lesson, Signal, Theme)
    Named = TypeVar("Named", Cause, Participant)

DEEPEST = 50
"""Below this many whys a branch is cut off and hung at the end of its section, by name."""

SECTIONS = (Disposition.TOP, Disposition.OPEN, Disposition.WATCH, Disposition.LET_GO)


class Placed:
    """A cause in its place: its section, its depth from 0, and whether it says its parent itself."""

    __slots__ = ("cause", "cut", "depth", "section")

    def __init__(
        self, cause: Cause, section: Disposition, depth: int, *, cut: bool = False
    ) -> None:
        self.cause = cause
        self.section = section
        self.depth = depth
        self.cut = cut


def by_position(items: Iterable[Positioned]) -> list[Positioned]:
    """Items in the order people gave them; equal positions keep the order they came in."""
    return sorted(items, key=lambda item: item.position)


def arranged(record: Record) -> list[Placed]:
    """All causes in the order of the document: sections first, then each before its whys.

    A circle of whys is opened at its first cause, which then stands as a root.
    """
    causes = by_position(record.causes)
    below = _below(causes)
    roots = below.pop(None, [])
    seen: set[str] = set()
    for root in roots:
        _mark(root, below, seen)
    for cause in causes:
        if cause.id not in seen:
            roots.append(cause)
            _mark(cause, below, seen)
    placed: list[Placed] = []
    used: set[str] = set()
    for section in SECTIONS:
        started = [cause for cause in by_position(roots) if cause.disposition is section]
        placed.extend(_walk(started, section, below, used))
    return placed


def _below(causes: list[Cause]) -> dict[str | None, list[Cause]]:
    known = {cause.id for cause in causes}
    below: dict[str | None, list[Cause]] = {}
    for cause in causes:
        below.setdefault(cause.parent if cause.parent in known else None, []).append(cause)
    return below


def _mark(root: Cause, below: dict[str | None, list[Cause]], seen: set[str]) -> None:
    waiting = [root]
    while waiting:
        cause = waiting.pop()
        if cause.id not in seen:
            seen.add(cause.id)
            waiting.extend(below.get(cause.id, ()))


def _walk(
    roots: list[Cause],
    section: Disposition,
    below: dict[str | None, list[Cause]],
    used: set[str],
) -> Iterator[Placed]:
    waiting = [Placed(cause, section, 0) for cause in reversed(roots)]
    used.update(cause.id for cause in roots)
    cut: list[Cause] = []
    while waiting or cut:
        if not waiting:
            waiting = [Placed(cause, section, 0, cut=True) for cause in reversed(cut)]
            cut = []
        placed = waiting.pop()
        yield placed
        children = [c for c in below.get(placed.cause.id, ()) if c.id not in used]
        used.update(child.id for child in children)
        if placed.depth + 1 >= DEEPEST:
            cut.extend(children)
        else:
            deeper = placed.depth + 1
            waiting.extend(Placed(child, section, deeper) for child in reversed(children))
