"""What has few different values is read once for each of them, by the code that reads single lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from polars._typing import PolarsDataType

WHITESPACE: Final = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())
"""What `str.strip` takes off."""


def each_different(
    frame: pl.DataFrame,
    names: Sequence[str],
    read: Callable[..., tuple[object, ...] | None],
    told: dict[str, PolarsDataType],
) -> pl.DataFrame:
    """Return the columns `told`, row by row, as `read` tells them from the columns `names`.

    `read` is called once for each different set of values, with None for a value that is missing.
    What it has no answer for is missing in all columns.
    """
    written = frame.select(pl.col(name).alias(f"written {name}") for name in names)
    different = written.unique()
    nothing = (None,) * len(told)
    answers = [one or nothing for one in map(read, *different.get_columns())]
    columns = zip(*answers, strict=True) if answers else [()] * len(told)
    answered = pl.DataFrame(
        [
            pl.Series(name, list(values), kind)
            for values, (name, kind) in zip(columns, told.items(), strict=True)
        ]
    )
    if different.height == 1:
        return answered.select(pl.all().repeat_by(frame.height).explode())
    joined = written.join(
        different.hstack(answered),
        on=written.columns,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return joined.select(told.keys())
