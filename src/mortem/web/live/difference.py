"""A page's shared regions as values: what differs between two of them, and a change applied.

A picture holds lists of pieces. A piece is one HTML element with its `id` as key; keys are
unique within a picture. A list is an element whose children are its pieces, named by its own
`id`; pieces in the list named HERE stand at fixed places of the page and are only replaced.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Picture = Mapping[str, Mapping[str, str]]  # list → key → HTML, in the order on the page

HERE = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What turns one picture into the next.

    `put` is new HTML by key, `at` places as (key, list, key before it or None for the first),
    `drop` keys that leave; to be applied in this order, so that what moves out of a list that
    goes away is not lost with it.
    """

    put: dict[str, str] = field(default_factory=dict)
    at: tuple[tuple[str, str, str | None], ...] = ()
    drop: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.drop or self.put or self.at)

    def plain(self) -> dict[str, Any]:
        """Return what JSON can hold, without what is empty."""
        parts = {"put": self.put, "at": self.at, "drop": self.drop}
        return {name: part for name, part in parts.items() if part}


def difference(before: Picture, after: Picture) -> Change:
    """Return the change from one picture to the next."""
    old, new = _pieces(before), _pieces(after)
    return Change(
        put={key: html for key, html in new.items() if old.get(key) != html},
        at=tuple(
            place
            for name, pieces in after.items()
            if name != HERE
            for place in _places(name, list(before.get(name, ())), list(pieces))
        ),
        drop=tuple(key for key in old if key not in new),
    )


def _pieces(picture: Picture) -> dict[str, str]:
    return {key: html for pieces in picture.values() for key, html in pieces.items()}


def _places(name: str, old: list[str], new: list[str]) -> Iterator[tuple[str, str, str | None]]:
    """Yield where keys of a list must be put; all of them when those that stay changed order."""
    known = set(old)
    staying = [key for key in new if key in known]
    here = set(new)
    in_order = staying == [key for key in old if key in here]
    for place, key in enumerate(new):
        if key not in known or not in_order:
            yield key, name, new[place - 1] if place else None


def applied(picture: Picture, change: Change) -> dict[str, dict[str, str]]:
    """Return the picture after a change, as a browser arrives at it.

    Raises LookupError for a place after a key that is not there, as the browser would notice.
    """
    lists = {name: list(pieces) for name, pieces in picture.items()}
    html = {**_pieces(picture), **change.put}
    for key, name, before in change.at:
        for keys in lists.values():
            if key in keys:
                keys.remove(key)
        target = lists.setdefault(name, [])
        target.insert(0 if before is None else target.index(before) + 1, key)
    for key in change.put:
        if not any(key in keys for keys in lists.values()):
            lists.setdefault(HERE, []).append(key)
    return {
        name: {key: html[key] for key in keys if key not in change.drop}
        for name, keys in lists.items()
    }
