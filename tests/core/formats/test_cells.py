"""No cell of a table is carried out by a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from mortem.core.formats.cells import harmless, table


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "  =", "=cmd|' /C calc'!A0"]
)
def test_no_cell_is_a_formula(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "2026-03-09", "Cut it by 5 - 10 %", "a=b", "me@example.org"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_table_is_read_back_as_it_was_told() -> None:
    rows = [("one, two", 'said "no"\nand went'), ("=1+1", "")]
    assert list(csv.reader(io.StringIO(table(("a", "b"), rows)))) == [
        ["a", "b"],
        ["one, two", 'said "no"\nand went'],
        ["'=1+1", ""],
    ]
