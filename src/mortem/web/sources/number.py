"""A number in what an address answers: in JSON by a path, or the answer itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mortem.core.errors import CannotRead
from mortem.core.json_path import number_at, steps
from mortem.core.outgoing import headers_in, place
from mortem.web.egress import Ask, fetch
from mortem.web.source import HEADERS, Asked, Kind, Number, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


async def read(values: Mapping[str, str], _at: datetime) -> Number:
    """Ask once and return the number at the path."""
    ask = Ask(values["url"], secrets=headers_in(values.get("headers", "")))
    answer = await fetch(ask)
    if answer.is_refusal:
        raise CannotRead("It answered with status {status}.", status=answer.status)
    value = number_at(values["path"], answer.json(), quotes=not ask.secrets)
    return Number(value, f"{value:g}")


SOURCE = Source(
    name="number",
    label=_("A number in a JSON answer"),
    reads=_("One number in what an address answers."),
    needs=_("An address that answers with JSON, and the path to the number."),
    limits=_(
        "One GET: 10 seconds, 1 MB. A small part of JSONPath: names, places, [*], and .length(),"
        " .sum(), .min(), .max() or .avg() at the end."
    ),
    asks=(
        Asked(name="url", label=_("Address"), kind=Kind.URL, check=place),
        Asked(
            name="path",
            label=_("Where in the answer?"),
            hint=_("Such as $.queue.waiting or $.jobs[*].age.max(); $ alone is the whole answer."),
            check=steps,
        ),
        HEADERS,
    ),
    read=read,
    order=30,
)
