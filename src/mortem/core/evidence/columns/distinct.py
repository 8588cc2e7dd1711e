"""What has few different values is read once for each of them, by the code that reads single lines."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from polars._typing import PolarsDataType

WHITESPACE: Final = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())
"""What `str.strip` takes off."""


def each_different(
    frame: pl.DataFrame,
    names: Sequence[str],
    read: Callable[..., tuple[object, ...] | None],
    told: Mapping[str, PolarsDataType],
) -> pl.DataFrame:
    """Return the columns `told`, row by row, as `read` tells them from the columns `names`.

    `read` is called once for each different set of values, with None for a value that is missing.
    What it has no answer for is missing in all columns.
    """
    if not frame.height:
        return pl.DataFrame(schema=told)
    varied = [name for name in names if _varies(frame[name])]
    written = frame.select(pl.col(name).alias(f"written {name}") for name in varied)
    different = written.unique() if varied else frame.select(pl.len()).head(1)
    values = [
        different[f"written {name}"]
        if name in varied
        else repeat(frame[name].first(), different.height)
        for name in names
    ]
    nothing = (None,) * len(told)
    answers = [one or nothing for one in map(read, *values)]
    columns = zip(*answers, strict=True)
    answered = pl.DataFrame(
        [
            pl.Series(name, list(values), kind)
            for values, (name, kind) in zip(columns, told.items(), strict=True)
        ]
    )
    if not varied:
        return answered.select(pl.all().repeat_by(frame.height).explode())
    joined = written.join(
        different.hstack(answered),
        on=written.columns,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return joined.select(told.keys())


def _varies(column: pl.Series) -> bool:
    first = column.first()
    return bool((column.is_not_null() if first is None else column.ne_missing(first)).any())
