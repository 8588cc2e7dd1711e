"""The number that a query gives, from a database that the operator has named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mortem.web.read_only import first_number
from mortem.web.source import Asked, Kind, Number, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mortem.web.source import Words


def _connections() -> list[tuple[str, Words]]:
    return [(name, name) for name in sorted(settings.SQL_CONNECTIONS)]


async def read(values: Mapping[str, str], _at: datetime) -> Number:
    """Run the query once and return its number."""
    value = await first_number(values["connection"], values["query"])
    return Number(value, f"{value:g}")


SOURCE = Source(
    name="sql",
    label=_("A number in a database"),
    reads=_("The first column of the only row that a query gives."),
    needs=_("A connection that whoever runs Mortem has named in MORTEM_SQL_CONNECTIONS."),
    limits=_(
        "It only reads: SQLite and PostgreSQL, one SELECT, 5 seconds, one row. Mortem's own"
        " database is not asked."
    ),
    asks=(
        Asked(name="connection", label=_("Database"), kind=Kind.CHOICE, choices=_connections),
        Asked(name="query", label=_("Query"), kind=Kind.LONG, hint=_("SELECT count(*) FROM …")),
    ),
    read=read,
    order=50,
)
