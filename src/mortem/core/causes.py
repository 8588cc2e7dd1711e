"""Causes as one set with two views: the why tree (parents) and the fishbone (themes). METHOD E5, E6.

A cause's parent is the cause it explains. Data typed here cannot form a circle, imported data
can; everything below either survives that or says which causes are involved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mortem.core.record import Cause, Theme

MAX_DEPTH = 50
"""Nobody asks *why* fifty times; a deeper chain is a mistake in the data."""

THEME_COLOURS = 8
_NAMED_IN_ERRORS = 5
_QUOTED_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Branch:
    """One cause where it hangs in the tree; `level` is 1 for a direct answer to the event's *why*."""

    cause: Cause
    level: int
    children: tuple[str, ...]

    @property
    def is_leaf(self) -> bool:
        return not self.children


def children(causes: Iterable[Cause], cause_id: str) -> tuple[Cause, ...]:
    """Return the direct answers to *why?* of one cause, in their order."""
    return _in_order(cause for cause in causes if cause.parent == cause_id)


def roots(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Return the causes that explain the event itself."""
    return _in_order(cause for cause in causes if cause.parent is None)


def leaves(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Return the causes nobody has asked *why?* of yet, in their order."""
    known = tuple(causes)
    explained = {cause.parent for cause in known}
    return _in_order(cause for cause in known if cause.id not in explained)


def depth(causes: Iterable[Cause], cause_id: str) -> int:
    """Return how many whys lie between the event and this cause: 1 for a root.

    Raises BadInput when the cause is unknown or its chain runs in a circle.
    """
    return len(_chain(_by_id(causes), cause_id))


def would_cycle(causes: Iterable[Cause], child_id: str, parent_id: str | None) -> bool:
    """Tell whether hanging the child under that parent would let it explain itself."""
    parents = {cause.id: cause.parent for cause in causes}
    seen: set[str] = set()
    here = parent_id
    while here is not None and here not in seen:
        if here == child_id:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def check_parent(causes: Iterable[Cause], child_id: str, parent_id: str | None) -> None:
    """Raise BadInput unless the child may hang under that parent (None is the event itself)."""
    known = tuple(causes)
    by_id = _by_id(known)
    if parent_id is None:
        return
    if parent_id not in by_id:
        raise BadInput(
            "parent",
            "The cause “{parent}” is not part of this review.",
            hint="Choose one of this review's causes, or none.",
            parent=parent_id,
        )
    if would_cycle(known, child_id, parent_id):
        raise BadInput(
            "parent",
            "“{parent}” already follows from this cause, so it cannot explain it too.",
            hint="Choose a cause further up, or none.",
            parent=quote(by_id[parent_id]),
        )
    if len(_chain(by_id, parent_id)) + _height(known, child_id) > MAX_DEPTH:
        raise _too_deep(by_id[parent_id])


def check_causes(causes: Iterable[Cause]) -> None:
    """Raise BadInput when a set of causes, for instance an imported one, is not a proper forest.

    Names the causes that share an identifier, have an unknown parent, run in a circle or
    hang more than 50 whys deep.
    """
    for branch in walk(causes):
        if branch.level > MAX_DEPTH:
            raise _too_deep(branch.cause)


def walk(causes: Iterable[Cause]) -> tuple[Branch, ...]:
    """Return all causes from the event outwards, each before the causes that explain it.

    Takes 5,000 causes in one chain as well as in one row. Raises BadInput for shared
    identifiers, unknown parents and circles; depth is not limited here.
    """
    known = tuple(causes)
    by_id = _by_id(known)
    _check_parents_known(known, by_id)
    below = _children_of(known)
    branches: list[Branch] = []
    waiting = [(cause_id, 1) for cause_id in reversed(below[None])]
    while waiting:
        cause_id, level = waiting.pop()
        branches.append(Branch(by_id[cause_id], level, tuple(below[cause_id])))
        waiting.extend((child, level + 1) for child in reversed(below[cause_id]))
    if len(branches) < len(known):
        reached = {branch.cause.id for branch in branches}
        raise _circle(by_id, next(cause.id for cause in known if cause.id not in reached))
    return tuple(branches)


def by_theme(
    causes: Iterable[Cause], themes: Iterable[Theme]
) -> tuple[tuple[Theme | None, tuple[Cause, ...]], ...]:
    """Return each theme with its causes in order; causes without a (known) theme come last under None.

    Every theme is listed, also an empty one. A child without a theme of its own belongs to its parent's.
    """
    ordered = sorted(themes, key=lambda theme: (theme.position, theme.id))
    known = {theme.id for theme in ordered}
    shelves: dict[str | None, list[Cause]] = defaultdict(list)
    for branch, theme in with_theme(causes, known):
        shelves[theme].append(branch.cause)
    listed = [(theme, tuple(shelves[theme.id])) for theme in ordered]
    loose = [(None, tuple(shelves[None]))] if shelves[None] else []
    return (*listed, *loose)


def with_theme(
    causes: Iterable[Cause], known_themes: Iterable[str]
) -> Iterator[tuple[Branch, str | None]]:
    """Yield each branch with the theme it counts under: its own, or the nearest one above it."""
    known = frozenset(known_themes)
    effective: dict[str | None, str | None] = {None: None}
    for branch in walk(causes):
        own = branch.cause.theme if branch.cause.theme in known else None
        effective[branch.cause.id] = own or effective[branch.cause.parent]
        yield branch, effective[branch.cause.id]


def theme_numbers(themes: Iterable[Theme]) -> dict[str, int]:
    """Return which of the eight theme colours each theme has, 1 to 8, by position."""
    ordered = sorted(themes, key=lambda theme: (theme.position, theme.id))
    return {theme.id: number % THEME_COLOURS + 1 for number, theme in enumerate(ordered)}


def quote(cause: Cause) -> str:
    """Return a cause's text, short enough to be named in a sentence."""
    text = " ".join(cause.text.split())
    return text if len(text) <= _QUOTED_LETTERS else text[: _QUOTED_LETTERS - 1].rstrip() + "…"


def _in_order(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    return tuple(sorted(causes, key=lambda cause: (cause.position, cause.id)))


def _by_id(causes: Iterable[Cause]) -> dict[str, Cause]:
    known = tuple(causes)
    by_id = {cause.id: cause for cause in known}
    if len(by_id) < len(known):
        twice = [name for name, times in Counter(c.id for c in known).items() if times > 1]
        raise BadInput(
            "causes",
            "Several causes share one identifier: {names}.",
            hint="Give each cause an identifier of its own.",
            names=", ".join(twice[:_NAMED_IN_ERRORS]),
        )
    return by_id


def _check_parents_known(causes: Iterable[Cause], by_id: Mapping[str, Cause]) -> None:
    lost = [cause for cause in causes if cause.parent is not None and cause.parent not in by_id]
    if lost:
        raise BadInput(
            "causes",
            "These causes hang under a cause that is not there: {names}.",
            hint="Remove the parent or bring the missing cause along.",
            names=_names(lost),
        )


def _children_of(causes: Iterable[Cause]) -> defaultdict[str | None, list[str]]:
    below: defaultdict[str | None, list[str]] = defaultdict(list)
    for cause in _in_order(causes):
        below[cause.parent].append(cause.id)
    return below


def _chain(by_id: Mapping[str, Cause], cause_id: str) -> tuple[Cause, ...]:
    """Return the cause and all it explains, up to a root."""
    chain: dict[str, Cause] = {}
    here: str | None = cause_id
    while here is not None:
        if here in chain:
            raise _circle(by_id, here)
        if here not in by_id:
            raise BadInput("cause", "There is no cause “{cause}” in this review.", cause=here)
        chain[here] = by_id[here]
        here = by_id[here].parent
    return tuple(chain.values())


def _height(causes: tuple[Cause, ...], cause_id: str) -> int:
    """Return how many levels the cause and what hangs under it take: 1 for a leaf."""
    below = _children_of(causes)
    row, seen, levels = [cause_id], {cause_id}, 0
    while row:
        levels += 1
        row = [child for parent in row for child in below[parent] if child not in seen]
        seen.update(row)
    return levels


def _circle(by_id: Mapping[str, Cause], start: str) -> BadInput:
    """Name the causes of the circle that one gets into by asking upwards from `start`."""
    steps: list[str] = []
    here: str | None = start
    while here is not None and here not in steps:
        steps.append(here)
        here = by_id[here].parent
    involved = [by_id[step] for step in (steps[steps.index(here) :] if here else steps)]
    return BadInput(
        "causes",
        "These causes explain each other in a circle: {names}.",
        hint="Take the parent away from one of them.",
        names=_names(involved),
    )


def _too_deep(cause: Cause) -> BadInput:
    return BadInput(
        "parent",
        "“{cause}” would end a chain of more than {most} whys.",
        hint="Hang it further up.",
        cause=quote(cause),
        most=MAX_DEPTH,
    )


def _names(causes: Iterable[Cause]) -> str:
    listed = list(causes)
    named = "; ".join(f"“{quote(cause)}” ({cause.id})" for cause in listed[:_NAMED_IN_ERRORS])
    more = len(listed) - _NAMED_IN_ERRORS
    return f"{named} … +{more}" if more > 0 else named
