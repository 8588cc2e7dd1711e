"""What an alert says of itself: a headline, which trouble it belongs to, and since when.

Shapes follow Alertmanager's webhook (version 4), Grafana's unified alerting and PagerDuty's webhook
(version 3); anything else is a JSON object of one's own. What is missing stays missing, and
nothing else of an alert is read here: its bytes are evidence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from mortem.core.errors import BadInput
from mortem.core.evidence.clock import Clock
from mortem.core.evidence.row import Zone
from mortem.core.evidence.stamps import read_stamp
from mortem.core.private_words import LONGEST_SECRET, without_secrets
from mortem.core.record import EventTime, Moment

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_TITLE: Final = 200
"""Characters of a title; a headline has less."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PLAUSIBLE: Final = range(1990, 2200)  # Go's empty time is in the year 1
_TITLES: Final = ("title", "summary", "alert", "name", "subject", "message", "text", "description")
_STARTS: Final = (
    *("started_at", "startsAt", "started", "start", "occurred_at"),
    *("timestamp", "time", "date", "created_at"),
)


class Sender(StrEnum):
    """Whose shape an alert has."""

    ALERTMANAGER = "Alertmanager"
    GRAFANA = "Grafana"
    PAGERDUTY = "PagerDuty"
    OTHER = "JSON"


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as far as it is read.

    `title` is one line of at most MOST_TITLE characters, its secrets covered; empty where the alert
    has none. `key` is the same for all alerts of one trouble; empty where the alert does not say.
    `started` is the earliest start that it names as an instant.
    """

    sender: Sender
    title: str = ""
    key: str = ""
    started: EventTime | None = None


def read_alert(body: bytes) -> Alert:
    """Return what an alert says. Raises BadInput for anything but one JSON object."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput(
            "body", "This cannot be read as JSON.", hint="Post one JSON object, in UTF-8."
        ) from None
    if not isinstance(said, dict):
        raise BadInput("body", "An alert here is one JSON object.", hint='Such as {"title": "…"}.')
    if isinstance(said.get("alerts"), list) and ("receiver" in said or "groupKey" in said):
        return _of_a_group(said)
    if "event_type" in _part(said, "event"):
        return _of_pagerduty(_part(said, "event"))
    return _of_an_object(said)


def _of_a_group(said: dict[str, Any]) -> Alert:
    """Read what Alertmanager posts, and Grafana after it: alerts of one group."""
    alerts = [one for one in said["alerts"] if isinstance(one, dict)]
    first = alerts[0] if alerts else {}
    labels = _part(said, "commonLabels"), _part(first, "labels")
    notes = _part(said, "commonAnnotations"), _part(first, "annotations")
    name = _first(_word(one.get("alertname")) for one in labels)
    about = _first(_word(one.get(field)) for field in ("summary", "description") for one in notes)
    sender = Sender.GRAFANA if "orgId" in said else Sender.ALERTMANAGER
    return _alert(
        sender,
        title=": ".join(filter(None, (name, about))) or _word(said.get("title")),
        key=_word(said.get("groupKey")) or _fingerprint(_part(said, "groupLabels"), *labels),
        starts=[one.get("startsAt") for one in alerts],
    )


def _of_pagerduty(event: dict[str, Any]) -> Alert:
    """Read one event of an incident: it is the data, or the data belong to it."""
    data = _part(event, "data")
    incident = _part(data, "incident") or data
    return _alert(
        Sender.PAGERDUTY,
        title=_first(_word(incident.get(field)) for field in ("title", "summary"))
        or _word(event["event_type"]),
        key=_word(incident.get("id")),
        starts=[incident.get("created_at") or event.get("occurred_at")],
    )


def _of_an_object(said: dict[str, Any]) -> Alert:
    return _alert(
        Sender.OTHER,
        title=_first(_word(said.get(name)) for name in _TITLES),
        key=_word(said.get("key")),
        starts=[next((said[name] for name in _STARTS if said.get(name)), None)],
    )


def _alert(sender: Sender, *, title: str, key: str, starts: Iterable[object]) -> Alert:
    known = [found for one in starts if (found := _start(one))]
    earliest = min(known, key=lambda one: one.at or _EPOCH, default=None)
    return Alert(sender, _headline(title), key, earliest)


def _headline(text: str) -> str:
    line = " ".join(without_secrets([text[: MOST_TITLE + LONGEST_SECRET]]))
    return line if len(line) <= MOST_TITLE else f"{line[: MOST_TITLE - 1].rstrip()}…"


def _start(written: object) -> EventTime | None:
    """Return the instant that was written; None where its zone would have to be guessed (METHOD E3)."""
    stamp = read_stamp(_word(written))
    told = stamp and Clock().settle(stamp)
    if not told or told.zone not in {Zone.UTC, Zone.GIVEN}:
        return None
    try:
        at = _EPOCH + timedelta(microseconds=told.moment)
    except OverflowError:
        return None
    if at.year not in _PLAUSIBLE:
        return None
    return EventTime(moment=Moment.STARTED, at=at.replace(microsecond=0), precision=told.precision)


def _fingerprint(*labels: dict[str, Any]) -> str:
    """Return one text for the first labels that there are, in whatever order they came."""
    found = next(filter(None, labels), None)
    return json.dumps(found, sort_keys=True) if found else ""


def _part(whole: dict[str, Any], name: str) -> dict[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def _word(value: object) -> str:
    """Return a text or number on one line, without what no page or database takes; else nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    seen = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return " ".join(seen.split())


def _first(words: Iterable[str]) -> str:
    return next(filter(None, words), "")
