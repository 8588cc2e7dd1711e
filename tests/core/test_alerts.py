"""Alerts as values: what each sender's shape says, and what is not believed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.alerts import MOST_TITLE, Alert, Sender, read_alert
from mortem.core.errors import BadInput
from mortem.core.record import EventTime, Moment, Precision

EMPTY_TIME = "0001-01-01T00:00:00Z"
SLOW = {
    "status": "firing",
    "labels": {"alertname": "TillSlow", "instance": "till-2:9100", "severity": "page"},
    "annotations": {"summary": "the till is slow"},
    "startsAt": "2026-03-01T09:31:07.25Z",
    "endsAt": EMPTY_TIME,
    "generatorURL": "",
    "fingerprint": "a1b2c3",
}
GROUP: dict[str, Any] = {
    "version": "4",
    "groupKey": '{}:{alertname="TillSlow"}',
    "truncatedAlerts": 0,
    "status": "firing",
    "receiver": "mortem",
    "groupLabels": {"alertname": "TillSlow"},
    "commonLabels": {"alertname": "TillSlow", "severity": "page"},
    "commonAnnotations": {"summary": "the till is slow"},
    "externalURL": "",
    "alerts": [SLOW, {**SLOW, "startsAt": "2026-03-01T09:30:00Z"}],
}
INCIDENT = {
    "id": "Q7TILL",
    "type": "incident",
    "number": 12,
    "status": "triggered",
    "created_at": "2026-03-01T09:30:00Z",
    "title": "The till is slow",
}


def read(said: object) -> Alert:
    return read_alert(json.dumps(said).encode())


def event(kind: str, data: object) -> dict[str, Any]:
    at = "2026-03-01T09:45:00Z"
    return {"event": {"id": "01", "event_type": kind, "occurred_at": at, "data": data}}


def started(hour: int, minute: int, precision: Precision = Precision.SECOND) -> EventTime:
    at = datetime(2026, 3, 1, hour, minute, tzinfo=UTC)
    return EventTime(moment=Moment.STARTED, at=at, precision=precision)


def test_a_group_of_alertmanager() -> None:
    assert read(GROUP) == Alert(
        Sender.ALERTMANAGER,
        title="TillSlow: the till is slow",
        key='{}:{alertname="TillSlow"}',
        started=started(9, 30),
    )


def test_a_group_without_a_key_is_known_by_its_labels_in_any_order() -> None:
    unnamed = {name: GROUP[name] for name in ("receiver", "alerts", "commonLabels")}
    turned = dict(reversed(GROUP["commonLabels"].items()))
    assert read(unnamed).key == read({**unnamed, "commonLabels": turned}).key != ""
    assert read({**unnamed, "commonLabels": {"alertname": "Other"}}).key != read(unnamed).key
    assert read({"receiver": "mortem", "alerts": []}).key == ""


def test_a_group_of_different_alerts_is_called_like_its_first() -> None:
    mixed = {**GROUP, "commonLabels": {}, "commonAnnotations": {}}
    assert read(mixed).title == "TillSlow: the till is slow"
    assert read({**mixed, "alerts": [{"labels": {"alertname": "Down"}}]}).title == "Down"


def test_a_post_of_grafana() -> None:
    said = {**GROUP, "orgId": 1, "title": "[FIRING:1] TillSlow", "state": "alerting"}
    assert (read(said).sender, read(said).title) == (Sender.GRAFANA, "TillSlow: the till is slow")
    bare = {**said, "alerts": [], "commonLabels": {}, "commonAnnotations": {}}
    assert (read(bare).title, read(bare).started) == ("[FIRING:1] TillSlow", None)


def test_events_of_an_incident_of_pagerduty() -> None:
    alert = read(event("incident.triggered", INCIDENT))
    assert alert == Alert(Sender.PAGERDUTY, "The till is slow", "Q7TILL", started(9, 30))
    resolved = read(event("incident.resolved", {**INCIDENT, "status": "resolved"}))
    assert resolved == alert
    note = {"incident": {"id": "Q7TILL", "summary": "The till is slow"}, "content": "On it"}
    annotated = read(event("incident.annotated", note))
    assert (annotated.key, annotated.title) == ("Q7TILL", "The till is slow")
    assert annotated.started == started(9, 45)
    assert read(event("pagey.ping", {"message": "Hello"})).title == "pagey.ping"


@pytest.mark.parametrize(
    ("said", "alert"),
    [
        ({}, Alert(Sender.OTHER)),
        ({"title": "Slow", "key": 7}, Alert(Sender.OTHER, "Slow", "7")),
        ({"summary": " a\nb\u0000c\ud800 ", "title": ""}, Alert(Sender.OTHER, "a b c")),
        ({"title": ["x"], "key": {"a": 1}, "message": True}, Alert(Sender.OTHER)),
        ({"started_at": "2026-03-01T10:30+01:00"}, started(9, 30, precision=Precision.MINUTE)),
        ({"timestamp": 1772357400}, started(9, 30)),
        ({"time": "1772357400250"}, started(9, 30)),
        ({"event": {"event_type": 7}}, Alert(Sender.PAGERDUTY, "7")),
        ({"alerts": [], "event": "x", "name": "Slow"}, Alert(Sender.OTHER, "Slow")),
    ],
)
def test_an_object_of_ones_own(said: object, alert: Alert | EventTime) -> None:
    expected = Alert(Sender.OTHER, started=alert) if isinstance(alert, EventTime) else alert
    assert read(said) == expected


@pytest.mark.parametrize(
    "written",
    [
        EMPTY_TIME,
        "2026-03-01T09:30:00",
        "2026-03-01",
        "2026-13-01T09:30:00Z",
        "9999-12-31T23:59:59-12:00",
        "9" * 19,
        1e30,
        -5,
        True,
        None,
        ["2026-03-01T09:30:00Z"],
        "soon",
    ],
)
def test_a_start_that_is_no_instant_is_not_known(written: object) -> None:
    """A missing zone is asked, never guessed (METHOD E3)."""
    assert read({"started_at": written}).started is None


def test_a_title_is_one_short_line_without_secrets() -> None:
    assert read({"title": "x" * 900}).title == "x" * (MOST_TITLE - 1) + "…"
    assert read({"title": "login with password=opensesame"}).title == "login with (a secret)"
    assert len(read({"title": "password=opensesame " * 9_000}).title) == MOST_TITLE


@pytest.mark.parametrize(
    "body", [b"", b"till is slow", b"{", b"[1]", b'"x"', b"null", b"\xff\xfe\xff", b"[" * 100_000]
)
def test_what_is_no_json_object_is_said(body: bytes) -> None:
    with pytest.raises(BadInput):
        read_alert(body)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [*GROUP, *SLOW, *INCIDENT, "orgId", "event", "data", "incident", "event_type", "key", "time"]
)


@given(st.dictionaries(NAMES, ANYTHING | st.dictionaries(NAMES, ANYTHING)))
def test_whatever_an_object_holds_can_be_kept(said: dict[str, Any]) -> None:
    alert = read(said)
    assert len(alert.title) <= MOST_TITLE
    assert (alert.title + alert.key).isprintable()
    alert.key.encode()
