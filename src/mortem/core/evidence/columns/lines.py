"""The lines of a file, many at a time."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, BinaryIO, Final

import polars as pl

from mortem.core.evidence.columns.patterns import NotInColumns
from mortem.core.evidence.reading import LONGEST_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH: Final = 12 * 1024 * 1024
"""Bytes that are read at a time."""

_TAKEN_OUT: Final = (b"\x1b", b"\0")  # with what only a terminal would act upon


def batches(raw: BinaryIO, size: int = BATCH) -> Iterator[pl.DataFrame]:
    """Yield the lines of a file in UTF-8: `number` from 1 and `said`, without the end.

    Raises NotInColumns where a line is too long, is no UTF-8 or has signs that are taken out.
    """
    raw.seek(0)
    rest, number = b"", 1
    is_end = False
    while not is_end:
        read = raw.read(size)
        is_end = not read
        whole, rest = _cut(rest + read, is_end=is_end)
        if number == 1:
            whole = whole.removeprefix(codecs.BOM_UTF8)
        if whole:
            lines = _lines(whole, number)
            number += lines.height
            yield lines


def _cut(read: bytes, *, is_end: bool) -> tuple[bytes, bytes]:
    """Cut behind the last end of a line."""
    at = len(read) if is_end else read.rfind(b"\n") + 1
    if len(read) - at >= LONGEST_LINE:
        raise NotInColumns("a line that is too long")
    return read[:at], read[at:]


def _lines(whole: bytes, number: int) -> pl.DataFrame:
    if any(sign in whole for sign in _TAKEN_OUT):
        raise NotInColumns("signs for a terminal")
    try:
        lines = pl.read_lines(whole, name="said")
    except pl.exceptions.ComputeError as wrong:
        raise NotInColumns("no UTF-8") from wrong
    said = pl.col("said")
    if lines.select(said.str.len_bytes().max()).item() >= LONGEST_LINE:
        raise NotInColumns("a line that is too long")
    if b"\r" in whole:
        lines = lines.with_columns(said.str.strip_chars_end("\r"))
    return lines.select(pl.int_range(number, number + pl.len()).alias("number"), said)
