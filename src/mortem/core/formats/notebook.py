"""A notebook as a file to bring to a talk: Markdown to read, CSV for a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.formats import cells
from mortem.core.notebook import by_month
from mortem.core.playbooks.questions import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mortem.core.notebook import Jotting

COLUMNS = ("date", "kind", "text", "helped", "link")


def markdown(jottings: Iterable[Jotting], *, kinds: Mapping[str, str], helped: str) -> str:
    """Return a list under each month, the newest first.

    `kinds` are the words for the kinds, `helped` those before whom a line helped.
    """
    lines: list[str] = []
    for month, some in by_month(jottings):
        lines += ["", f"## {MONTHS[month.month - 1]} {month.year}", ""]
        lines += [_item(one, kinds, helped) for one in some]
    return "\n".join([*lines[1:], ""]) if lines else ""


def _item(one: Jotting, kinds: Mapping[str, str], helped: str) -> str:
    whom = f" ({helped} {_plain(one.helped)})" if one.helped else ""
    link = f" <{one.link}>" if one.link else ""
    return f"- {one.date:%Y-%m-%d} **{kinds[one.kind]}:** {_plain(one.text)}{whom}{link}"


def _plain(text: str) -> str:
    """Put a text on one line, so that nothing in it begins a heading or a list of its own."""
    return " ".join(text.split()).replace("<", "&lt;")


def table(jottings: Iterable[Jotting]) -> str:
    """Return CSV, a line each, the oldest first; no cell is a formula to a spreadsheet."""
    return cells.table(
        COLUMNS,
        (
            (one.date.isoformat(), one.kind, one.text, one.helped, one.link)
            for one in sorted(jottings, key=lambda line: line.date)
        ),
    )
