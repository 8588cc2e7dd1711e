"""Whether real files are told the same by both ways of `mortem timeline`, in columns and line by line.

    python -m bench.timeline_same FOLDER

Every file in FOLDER is read, with and without answers about its clock, with secrets covered and not, all
at once and in small batches.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from contextlib import closing
from itertools import chain, product
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mortem.cli.in_order import in_order
from mortem.cli.timeline_columns import Held, take
from mortem.cli.timeline_files import Wish, all_taken, sources_in
from mortem.cli.timeline_runs import in_windows, with_ends
from mortem.core.evidence.clock import Answers
from mortem.core.evidence.columns.lines import BATCH
from mortem.core.evidence.columns.patterns import NotInColumns

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWERS = (Answers(), Answers(zone=ZoneInfo("Europe/Berlin"), year=2026))
SMALL = 5_000  # bytes


def _by_columns(wish: Wish, folder: Path, batch: int) -> bytes:
    with closing(sources_in(wish.files[0], [])) as sources:
        for source in sources:
            found = take(source, wish, Held(folder), batch)
            return _together(with_ends(in_windows(found.runs)))
    raise NotInColumns("no source")


def _by_lines(wish: Wish, folder: Path) -> bytes:
    (taken,) = all_taken(wish, folder, {})
    return _together(in_order(taken.runs))


def _together(lines: Iterator[list[bytes]]) -> bytes:
    return b"".join(chain.from_iterable(lines))


def _said(path: Path) -> str:
    for answers, raw, batch in product(ANSWERS, (True, False), (BATCH, SMALL)):
        wish = Wish((str(path),), answers, None, None, raw)
        with tempfile.TemporaryDirectory() as name:
            try:
                told = _by_columns(wish, Path(name), batch)
            except NotInColumns as why:
                return f"line by line: {why}"
            if told != _by_lines(wish, Path(name)):
                return "NOT THE SAME"
    return "the same"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    found = Counter(
        _said(path) for path in sorted(arguments.parse_args().folder.rglob("*")) if path.is_file()
    )
    for said, count in found.most_common():
        print(f"{count:4} {said}")


if __name__ == "__main__":
    main()
