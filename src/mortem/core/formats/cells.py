"""Tables for spreadsheets: CSV in which no cell is a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What a spreadsheet would take for a formula; the quote is what it takes for "just text".
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return CSV with a head and a line for each row."""
    made = io.StringIO()
    lines = csv.writer(made)
    lines.writerow(columns)
    for row in rows:
        lines.writerow([harmless(cell) for cell in row])
    return made.getvalue()


def harmless(cell: str) -> str:
    """Return a cell with a quote before whatever a spreadsheet would carry out."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
