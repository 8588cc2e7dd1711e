"""One set of causes as a page shows it: a tree, opened a part at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mortem.core import causes as tree
from mortem.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.record import Cause

CAUSES_A_PAGE = 300
MOST_IN_A_PICTURE = 600


@dataclass(frozen=True, slots=True)
class Node:
    """A cause in a nested list: how many lists close after it, and whether one opens under it.

    A `shown_above` node stands on an earlier page and is only repeated to say where one is.
    """

    cause: Cause
    level: int
    opens: bool
    closes: range
    shown_above: bool


@dataclass(frozen=True, slots=True)
class Whys:
    """One page of the tree."""

    nodes: tuple[Node, ...]
    number: int
    pages: int
    total: int


def whys_of(causes: Iterable[Cause], *, page: int = 1) -> Whys:
    """Return page `page` (from 1; moved into range) of the why tree, each why under its effect."""
    branches = tree.walk(forest(causes))
    pages = max(1, -(-len(branches) // CAUSES_A_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * CAUSES_A_PAGE
    here = branches[start : start + CAUSES_A_PAGE]
    above = _above(branches, start)
    rows = [*above, *here]
    nodes = [
        _node(row, rows[i + 1].level if i + 1 < len(rows) else 0, shown_above=i < len(above))
        for i, row in enumerate(rows)
    ]
    return Whys(tuple(nodes), page, pages, len(branches))


def _above(branches: tuple[tree.Branch, ...], start: int) -> list[tree.Branch]:
    """Return the line of causes that leads to the first one of a page."""
    wanted = branches[start].level - 1 if branches else 0
    line: list[tree.Branch] = []
    for branch in reversed(branches[:start]):
        if branch.level == wanted:
            line.insert(0, branch)
            wanted -= 1
    return line


def _node(branch: tree.Branch, next_level: int, *, shown_above: bool) -> Node:
    opens = next_level > branch.level
    closes = range(0 if opens else branch.level - max(next_level, 1))
    return Node(branch.cause, branch.level, opens, closes, shown_above)


def forest(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Return the causes as a proper forest: whatever hangs in a circle or on nothing is a root.

    Two people can hang two causes under each other at the same moment. The page must still
    open, so that one of them can take it back.
    """
    known = tuple(causes)
    try:
        tree.walk(known)
    except BadInput:
        return _cut(known)
    return known


def _cut(known: tuple[Cause, ...]) -> tuple[Cause, ...]:
    parents = {cause.id: cause.parent for cause in known}
    safe: set[str] = set()
    for cause in known:
        walked: list[str] = []
        here: str | None = cause.id
        while here is not None and here not in safe and here not in walked:
            walked.append(here)
            here = parents.get(here)
            here = here if here in parents else None
        if here in walked:
            parents[here] = None
        safe.update(walked)
    return tuple(
        replace(cause, parent=parents[cause.id] if parents[cause.id] in parents else None)
        for cause in known
    )
