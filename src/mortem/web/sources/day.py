"""A day that comes nearer: a contract, a certificate, an exam."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mortem.web.source import Asked, Kind, Number, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_DAY = timedelta(days=1)


async def read(values: Mapping[str, str], at: datetime) -> Number:
    """Return how many whole days are left; a day that has passed counts below zero."""
    left = (date.fromisoformat(values["day"]) - at.date()) // _DAY
    return Number(left, ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left})


SOURCE = Source(
    name="day",
    label=_("A day comes nearer"),
    reads=_("How many days are left until a day."),
    needs=_("The day."),
    limits=_("It counts days in UTC and knows no holidays."),
    asks=(Asked(name="day", label=_("Which day?"), kind=Kind.DAY),),
    read=read,
    leans=False,
    threshold=7,
    below=True,
    order=70,
)
