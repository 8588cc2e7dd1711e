"""Which files of `mortem timeline` are read in columns: large ones, where polars is installed (the extra `fast`)."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from mortem.cli.timeline_files import is_much, sources_in

if TYPE_CHECKING:
    from pathlib import Path

    from mortem.cli.timeline_columns import Held, Quick
    from mortem.cli.timeline_files import Wish
    from mortem.core.evidence.reading import Source

_MOST_AT_ONCE: Final = 4
"""Files that are read together: each takes some 150 MB."""


def quickly_taken(wish: Wish, folder: Path) -> dict[int, Quick]:
    """Read the files that can be read in columns; return what came of them by their places.

    All others are left for the reading of single lines, which tells the same.
    """
    if not is_much(wish) or find_spec("polars") is None or not any(map(_may_be_quick, wish.files)):
        return {}
    from mortem.cli.timeline_columns import Held  # noqa: PLC0415 - imports polars

    held, places = Held(folder), range(len(wish.files))
    with ThreadPoolExecutor(min(_MOST_AT_ONCE, os.cpu_count() or 1)) as threads:
        each = [threads.submit(_quickly, wish, place, held) for place in places]
        try:
            taken = [one.result() for one in each]
        except BaseException:  # an interruption, too
            held.is_over = True
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    return {place: one for place, one in zip(places, taken, strict=True) if one}


def _may_be_quick(name: str) -> bool:
    """Tell whether a file, as it begins, is one of lines whose patterns can be put in other words."""
    with closing(sources_in(name, [])) as sources:
        return any(map(_is_of_lines, sources))


def _is_of_lines(source: Source) -> bool:
    from mortem.core.evidence.columns.patterns import NotInColumns, put  # noqa: PLC0415 - for this way alone

    try:
        for grammar in source.lines[1] if source.lines else ():
            for pattern in grammar.patterns:
                put(pattern.written)
    except NotInColumns:
        return False
    return source.lines is not None


def _quickly(wish: Wish, place: int, held: Held) -> Quick | None:
    from mortem.cli.timeline_columns import take  # noqa: PLC0415 - imports polars
    from mortem.core.evidence.columns.patterns import NotInColumns  # noqa: PLC0415

    name = wish.files[place]
    with closing(sources_in(name, [], place)) as sources:
        source = next(sources, None)
        if (
            source is None or source.name != name
        ):  # an archive: its files are told one after the other
            return None
        try:
            return take(source, wish, held)
        except NotInColumns:
            return None
