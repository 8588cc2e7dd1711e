"""Lines that go on with a row, as a stack trace does: as `grammar.find_by` joins single lines."""

from __future__ import annotations

import polars as pl

from mortem.core.evidence.columns.distinct import WHITESPACE
from mortem.core.evidence.grammar import LONGEST_ROW


def with_more(said: pl.DataFrame, left: pl.DataFrame) -> pl.DataFrame:
    """Return what was said with the lines `left` behind the row that stands before each of them.

    Of a row no more than LONGEST_ROW letters are kept. The first row stands before all of the lines.
    """
    places = said["number"].search_sorted(left["number"]) - 1
    size = pl.col("said").str.len_chars().cast(pl.Int64) + 1
    begun = said["text"].str.len_chars().cast(pl.Int64)
    more = (
        left.select("said", places.cast(pl.UInt32).alias("place"))
        .with_columns(begun.gather(places).alias("begun"))
        .filter(pl.col("begun") + size.cum_sum().over("place") <= LONGEST_ROW)
        .group_by("place", maintain_order=True)
        .agg(pl.col("said").str.join("\n"))
    )
    goes_on = places.unique()
    joined = (
        said.with_row_index("place")
        .join(more, on="place", how="left", maintain_order="left")
        .with_columns(pl.col("place").is_in(goes_on.implode()).alias("goes_on"))
    )
    whole = pl.concat_str("text", pl.lit("\n"), pl.col("said").fill_null(""))
    text = pl.when("goes_on").then(whole.str.strip_chars_end(WHITESPACE)).otherwise("text")
    return joined.with_columns(text.alias("text")).select(said.columns)
