"""Whether a page answers as it should, how fast, and how long its certificate lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mortem.core.errors import CannotRead
from mortem.core.outgoing import headers_in, place
from mortem.web.egress import Answer, Ask, fetch
from mortem.web.source import HEADERS, Asked, Kind, Number, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mortem.web.source import Words

_DAY = 86_400


def _measures() -> list[tuple[str, Words]]:
    return [
        ("answer", _("Whether it answers as it should: 0 if so, 1 if not")),
        ("latency", _("How long it takes, in milliseconds")),
        ("certificate", _("How many days its certificate still lasts")),
    ]


async def read(values: Mapping[str, str], at: datetime) -> Number:
    """Ask once and return what was chosen. Only "answer" takes no answer for a number."""
    measure = values.get("measure") or "answer"
    ask = Ask(values["url"], secrets=headers_in(values.get("headers", "")))
    try:
        answer = await fetch(ask)
    except CannotRead as error:
        if measure == "answer":
            return Number(1, str(error))
        raise
    if measure == "certificate":
        return _certificate(answer, at)
    wrong = _wrong(answer, values.get("text", ""))
    if measure == "answer":
        took = _now("status %(status)s in %(ms).0f ms")
        return Number(
            bool(wrong), wrong or took % {"status": answer.status, "ms": answer.milliseconds}
        )
    if wrong:
        raise CannotRead("It does not answer as it should: {why}.", why=wrong)
    return Number(answer.milliseconds, f"{answer.milliseconds:.0f} ms")


def _wrong(answer: Answer, text: str) -> str:
    if answer.is_refusal:
        return _now("status %(status)s") % {"status": answer.status}
    if text and text.encode() not in answer.body:
        return _now("the text is not there")
    return ""


def _certificate(answer: Answer, at: datetime) -> Number:
    if answer.certificate_ends_at is None:
        raise CannotRead("An address that begins with http:// has no certificate.")
    days = (answer.certificate_ends_at - at).total_seconds() / _DAY
    return Number(days, _now("%(days).0f days") % {"days": days})


SOURCE = Source(
    name="http",
    label=_("A page or service answers"),
    reads=_("Status, time to the last byte, a text in the answer, or a certificate's last day."),
    needs=_("An address that Mortem can reach."),
    limits=_(
        "One GET from where Mortem runs: 10 seconds, 1 MB, three redirects. What lies inside a"
        " network is asked only where whoever runs Mortem allows it."
    ),
    asks=(
        Asked(name="url", label=_("Address"), kind=Kind.URL, check=place),
        Asked(name="measure", label=_("What counts?"), kind=Kind.CHOICE, choices=_measures),
        Asked(
            name="text",
            label=_("A text that must be in the answer"),
            required=False,
            hint=_("Left empty, any answer below status 400 will do."),
        ),
        HEADERS,
    ),
    read=read,
    threshold=1,
    order=20,
)
