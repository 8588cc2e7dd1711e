"""Reading the files of `mortem timeline`: into sorted parts on the disk, on several processors when they are large."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from mortem.cli import progress
from mortem.cli.in_order import Sorting
from mortem.cli.timeline_forms import JsonLines
from mortem.core.errors import BadInput
from mortem.core.evidence.masking import masked
from mortem.core.evidence.reading import Source, Unread
from mortem.core.evidence.row import UNKNOWN
from mortem.core.evidence.unpack import unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from mortem.cli.timeline_columns import Quick
    from mortem.core.evidence.clock import Answers

WORTH_SHARING = 8_000_000
"""Bytes of all files above which several processors read them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which rows are wanted of which files; `begin` and `end` in microseconds since 1970."""

    files: tuple[str, ...]
    answers: Answers
    begin: int | None
    end: int | None
    raw: bool


class Taken(NamedTuple):
    """What came of one file on the command line: sorted rows, and what is to be told on standard error.

    `apart` counts the rows left out since their instants are not known.
    """

    runs: list[Path]
    told: list[str]
    apart: int
    is_known: bool


def all_taken(wish: Wish, folder: Path, quick: Mapping[int, Quick]) -> list[Taken]:
    """Read all files, on as many processors as there are when they are large.

    `quick` is what already came of some, by their places: of these only what is to be told is returned.
    """
    tasks = [(wish, place, folder) for place in range(len(wish.files)) if place not in quick]
    taken = []
    with ExitStack() as stack:
        run: Callable[..., Iterator[Taken]] = map
        if len(tasks) > 1 and is_much(wish):
            # A process that has read files in columns has threads and cannot be forked.
            context = get_context("spawn" if quick else None)
            share = ProcessPoolExecutor(
                min(len(tasks), os.cpu_count() or 1), context, progress.go_on, progress.begun()
            )
            run = stack.enter_context(share).map
        each = iter(run(_taken, tasks))
        for place in range(len(wish.files)):
            one = _told(wish.files[place], quick[place]) if place in quick else next(each)
            taken.append(one)
    return taken


def _told(name: str, quick: Quick) -> Taken:
    return Taken([], unread_told(name, quick.unread), quick.apart, is_known=True)


def is_much(wish: Wish) -> bool:
    """Tell whether the files are so large that it is worth while to do more than read them one by one."""
    sizes = (path.stat().st_size for path in map(Path, wish.files) if path.is_file())
    return "-" not in wish.files and sum(sizes) > WORTH_SHARING


def _taken(task: tuple[Wish, int, Path]) -> Taken:
    wish, place, folder = task
    told: list[str] = []
    apart, is_known = 0, True
    with Sorting(folder, place) as sorting:
        for source in sources_in(wish.files[place], told, place):
            if source.format is None:
                is_known = False
                told.append(_unknown(source))
            else:
                with telling_trouble(source.name, told):
                    apart += _take(source, wish, sorting, told)
    is_known &= not any(isinstance(one, Trouble) for one in told)
    return Taken(sorting.runs, told, apart, is_known)


class Trouble(str):
    """Words about a file that could not be read, or not to its end."""

    __slots__ = ()


@contextmanager
def telling_trouble(name: str, told: list[str]) -> Iterator[None]:
    """Tell what is in the way of reading a file; what was read of it before counts."""
    try:
        yield
    except OSError as error:
        told.append(Trouble(f"{name}: It cannot be read: {error.strerror or error}."))
    except BadInput as error:
        told.append(Trouble(in_words(error)))


def in_words(error: BadInput) -> str:
    """Return what is in the way, and what helps."""
    return f"{error} {error.hint}".strip()


def sources_in(
    name: str, told: list[str], place: int | None = None
) -> Generator[Source, None, None]:
    """Yield every file in a file; what cannot be read is told. Its reading is counted if it has a place."""
    with telling_trouble(name, told), closing(_opened(name, place)) as raw:
        for one in unpacked(name, raw):
            with telling_trouble(one.name, told):
                yield Source(one.name, one.raw, one.people)


def _opened(name: str, place: int | None) -> BinaryIO:
    if name != "-":
        return progress.opened(name, place)
    held = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the caller; it has to be read twice
    shutil.copyfileobj(sys.stdin.buffer, held)
    return cast("BinaryIO", held)


def _take(source: Source, wish: Wish, sorting: Sorting, told: list[str]) -> int:
    """Sort the rows of a source; return how many were left out since their instants are not known."""
    unread = apart = 0
    windowed = wish.begin is not None or wish.end is not None
    begin = -sys.maxsize if wish.begin is None else wish.begin
    end = sys.maxsize if wish.end is None else wish.end
    rows, written = source.rows(wish.answers), JsonLines(source.name).line
    for row in rows if wish.raw else masked(rows):
        if isinstance(row, Unread):
            unread += 1
        elif windowed and row.zone is UNKNOWN:
            apart += 1
        elif begin <= row.moment < end:
            sorting.add(row.moment, written(row), apart=row.zone is UNKNOWN)
    told += unread_told(source.name, unread)
    if source.trouble:
        told.append(Trouble(in_words(source.trouble)))
    return apart


def unread_told(name: str, unread: int) -> list[str]:
    """Return what is told of the lines of a file that could not be read: nothing if there are none."""
    return [f"{name}: {counted(unread, 'line')} could not be read."] if unread else []


def _unknown(source: Source) -> str:
    why = "is no format known here" if source.is_text else "is no text"
    return f"{source.name}: this {why}; nothing of it is in the timeline."


def counted(count: int, noun: str = "row") -> str:
    """Return a number with what it counts."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
