"""Formats of JSON, each a TOML file in `shapes/` which documents itself.

A shape says which fields give it away, where its records stand and where a record keeps its time,
level, writer and words; alternatives are tried in their order. It serves documents and lines alike.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from mortem.core.evidence.dates import epoch
from mortem.core.evidence.format import Explained, tables_in
from mortem.core.evidence.levels import level_of
from mortem.core.evidence.paths import all_at, filled, first_at
from mortem.core.evidence.places import placed
from mortem.core.evidence.stamps import Stamp, read_stamp
from mortem.core.record import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.toml_table import Table

_SHORTEST_COUNT = 9
"""Digits a count since 1970 has at least: it began to have them in 1973."""

_NEVER = frozenset({"0001-01-01T00:00:00Z", "0001-01-01T00:00:00"})  # what Go writes for no time


class Told(NamedTuple):
    """What a record tells: when, how grave, who, in which words; `of` is the JSON object it stands in."""

    stamp: Stamp | None
    level: str | None
    who: str | None
    text: str
    of: Any


class Shape(Explained):
    """A format of JSON objects."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._root = table.texts("root")
        self._items = table.texts("items") or (".",)
        self._has = table.texts("has", required=True)
        self._times = table.texts("time")
        self._ends = table.texts("ended")
        self._levels = table.texts("level")
        self._who = table.texts("who")
        self._texts = table.texts("text", required=True)
        self._only = table.mapping("only")
        self._grades = table.mapping("levels")
        table.finish("a shape")
        for example in self.examples:
            if not self.fits(placed(example)):
                table.refuse("examples", "has {example}, which does not fit it", example=example)

    def fits(self, root: Any) -> bool:
        """Tell whether a JSON value is of this shape."""
        return next(self._records(root), None) is not None

    def told(self, root: Any) -> Iterator[Told]:
        """Yield what the records in a JSON value tell, in their order."""
        for record in self._records(root):
            level = _first(record, self._levels)
            level = self._grades.get(level or "", level)
            who = _first(record, self._who)
            text = _first(record, self._texts) or ""
            told = Told(_time(record, self._times), level_of(level or ""), who, text, record)
            yield told
            ended = _time(record, self._ends)
            if ended and (told.stamp is None or ended.local != told.stamp.local):
                yield told._replace(stamp=ended, text=f"{text} (ended)")

    def _records(self, root: Any) -> Iterator[Any]:
        if any(first_at(root, path) is None for path in self._root):
            return
        for items in self._items:
            found = [one for one in all_at(root, items) if self._is_one(one)]
            if found:
                yield from found
                return

    def _is_one(self, record: Any) -> bool:
        if not isinstance(record, dict):
            return False
        if any(_first(record, [path]) != value for path, value in self._only.items()):
            return False
        return all(next(all_at(record, path), _ABSENT) is not _ABSENT for path in self._has)


_ABSENT = object()


def _first(record: Any, templates: tuple[str, ...] | list[str]) -> str | None:
    return next(filter(None, (filled(record, template) for template in templates)), None)


def _time(record: Any, paths: tuple[str, ...]) -> Stamp | None:
    found = (stamp_of(first_at(record, path)) for path in paths)
    return next((stamp for stamp in found if stamp), None)


def stamp_of(value: Any) -> Stamp | None:
    """Read a time as JSON and tables carry it: a text in any style, or a count since 1970."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
            return None
        text = f"{value:.6f}" if isinstance(value, float) else str(value)
        if len(text.partition(".")[0].lstrip("-")) < _SHORTEST_COUNT:
            return None
        return Stamp(epoch(text) or 0, 0, True, Precision.SECOND)
    return read_stamp(value) if isinstance(value, str) and value not in _NEVER else None


@lru_cache(maxsize=1)
def all_shapes() -> tuple[Shape, ...]:
    """Return every shape, the most special first; raises BadInput for a file that is none."""
    return tuple(sorted(map(Shape, tables_in("shapes")), key=lambda shape: -shape.rank))
