"""What contests may still quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mortem.core.record import Record


def quoted(record: Record) -> dict[str, str]:
    """Return what each contested text said then, by contest; "" where that text is gone."""
    parts = (record.entries, record.causes, record.lessons, record.actions)
    there = {record.id, *(one.id for some in parts for one in some)}
    return {one.id: one.said if one.subject in there else "" for one in record.contests}
