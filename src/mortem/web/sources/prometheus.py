"""What a Prometheus server says to a query now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from mortem.core.errors import CannotRead
from mortem.core.json_path import number_at
from mortem.core.outgoing import headers_in, place
from mortem.web.egress import Ask, fetch
from mortem.web.source import HEADERS, Asked, Kind, Number, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


async def read(values: Mapping[str, str], _at: datetime) -> Number:
    """Run an instant query and return its one number."""
    base = values["url"].rstrip("/")
    url = f"{base}/api/v1/query?{urlencode({'query': values['query']})}"
    ask = Ask(url, secrets=headers_in(values.get("headers", "")))
    answer = await fetch(ask)
    try:
        said = json.loads(answer.body)
        result = said["data"]["result"] if said["status"] == "success" else None
        scalar = said["data"]["resultType"] == "scalar" if result is not None else False
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CannotRead("This is not how Prometheus answers.") from None
    if result is None:
        raise _refused(said, quotes=not ask.secrets)
    if not scalar and len(result) != 1:
        raise CannotRead(
            "The query gives {count} series, not one.",
            count=len(result),
            hint="Wrap it in sum(…), max(…) or avg(…)." if result else "",
        )
    path = "$[1]" if scalar else "$[0].value[1]"
    value = number_at(path, result, quotes=not ask.secrets)
    return Number(value, f"{value:g}")


def _refused(said: dict[str, Any], *, quotes: bool) -> CannotRead:
    if not quotes:
        return CannotRead("Prometheus refused; its words are not shown where a secret was sent.")
    return CannotRead("Prometheus refused: {why}.", why=str(said.get("error"))[:200])


SOURCE = Source(
    name="prometheus",
    label=_("A Prometheus query"),
    reads=_("The one number that a query gives now."),
    needs=_("The address of a Prometheus server, and a query that gives one series."),
    limits=_("Instant queries: 10 seconds, 1 MB. NaN and infinity are no numbers here."),
    asks=(
        Asked(
            name="url",
            label=_("Address of the server"),
            kind=Kind.URL,
            hint=_("Without /api/v1 at its end."),
            check=place,
        ),
        Asked(
            name="query",
            label=_("Query"),
            kind=Kind.LONG,
            hint=_("Such as max(rate(http_requests_total{code=~'5..'}[5m]))"),
        ),
        HEADERS,
    ),
    read=read,
    order=40,
)
