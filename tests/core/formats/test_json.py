from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from mortem.core.errors import BadDocument, TooLarge
from mortem.core.formats import json_form
from mortem.core.record import Asked, Cause, Confidence, Kind, Record
from tests.core.records import records

PLAIN = Record(
    id="r1",
    kind=Kind.PREMORTEM,
    context="migration",
    title="Move the orders",
    phase="protect",
    created_at=datetime(2026, 2, 3, 13, 0, tzinfo=UTC),
    causes=(
        Cause(id="c1", text="Nobody counted", position=0),
        Cause(id="c2", text="Nobody was asked to", position=1, parent="c1"),
    ),
)


def document(**changes: Any) -> str:
    return json.dumps(json.loads(json_form.render(PLAIN)) | changes, indent=2)


@settings(suppress_health_check=list(HealthCheck))
@given(records())
def test_everything_comes_back_and_is_written_the_same(record: Record) -> None:
    first = json_form.render(record)
    assert json_form.parse(first) == record
    assert json_form.render(json_form.parse(first)) == first


def test_it_begins_with_its_name_and_ends_with_a_newline() -> None:
    shown = json_form.render(PLAIN)
    assert shown.splitlines()[:4] == [
        "{",
        '  "format": "mortem-review",',
        '  "version": 1,',
        '  "id": "r1",',
    ]
    assert '"created_at": "2026-02-03T13:00:00Z"' in shown
    assert shown.endswith("}\n")


def test_a_time_with_an_offset_is_the_same_moment() -> None:
    told = document(created_at="2026-02-03T14:00:00+01:00")
    assert json_form.parse(told) == PLAIN


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("{", 1, 2, "This is no JSON: Expecting property name enclosed in double quotes."),
        ("[]", 1, 1, "$: An object is expected."),
        ("NaN", 1, 1, "This is no JSON that a review could be."),
        ("[" * 100_000, 1, 1, "This is no JSON that a review could be."),
        ('{"format": "x"}', 1, 12, "$.format: This is no “mortem-review” document."),
        (document(version=2), 3, 14, "$.version: This Mortem reads version 1, not 2."),
        (document(version=True), 3, 14, "$.version: This Mortem reads version 1, not true."),
        (document(colour="red"), 85, 13, "$.colour: There is no such field here."),
        (document(kind="lookback"), 5, 11, "$.kind: “lookback” is none of: premortem, postmortem."),
        (document(minutes="ten"), 12, 14, "$.minutes: A whole number is expected."),
        (document(minutes=True), 12, 14, "$.minutes: A whole number is expected."),
        (document(near_miss=1), 24, 16, "$.near_miss: true or false is expected."),
        (document(title=None), 7, 12, "$.title: Text is expected."),
        (
            document(title="\ud800"),
            7,
            12,
            "$.title: The text holds half a character (a lone surrogate).",
        ),
        (document(plan_date="soon"), 16, 16, "$.plan_date: “soon” is no day such as 2026-03-03."),
        (
            document(created_at="2026-02-03T13:00:00"),
            9,
            17,
            "$.created_at: “2026-02-03T13:00:00” has no zone. Write it like 2026-03-03T02:10:00Z.",
        ),
        (
            document(created_at="yesterday"),
            9,
            17,
            "$.created_at: “yesterday” is no moment such as 2026-03-03T02:10:00Z.",
        ),
        (document(cards={}), 37, 12, "$.cards: A list is expected."),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    text: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(BadDocument) as caught:
        json_form.parse(text)
    error = caught.value
    assert (str(error), error.line, error.column) == (message, line, column)


def causes(**second: Any) -> str:
    shown = json.loads(document())
    shown["causes"][1] |= second
    return json.dumps(shown)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (causes(parent="c9"), "$.causes[1].parent: There is no “c9” in this document."),
        (causes(theme="t1"), "$.causes[1].theme: There is no “t1” in this document."),
        (causes(id="c1"), "$.causes[1].id: “c1” is used twice."),
        (
            causes(parent="c2"),
            "$.causes: These causes explain each other in a circle: “Nobody was asked to” (c2).",
        ),
        (
            causes(citations=[{"evidence": "e1"}]),
            "$.causes[1].citations[0].evidence: There is no “e1” in this document.",
        ),
        (causes(citations=[{}]), "$.causes[1].citations[0]: The field “evidence” is missing."),
        (
            document(phase="causes"),
            "$.phase: “causes” is none of: plan, imagine, write, reveal, rate, protect, watch, closed.",
        ),
        (
            '{"format": "mortem-review", "version": 1, "id": "a", "id": "b"}',
            "$: The field “id” is said twice.",
        ),
    ],
)
def test_what_leads_nowhere_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadDocument) as caught:
        json_form.parse(text)
    assert str(caught.value) == message


def test_fields_with_an_ordinary_value_may_be_left_out() -> None:
    short = {
        "format": "mortem-review",
        "version": 1,
        "id": "r1",
        "kind": "premortem",
        "context": "migration",
        "title": "Move the orders",
        "phase": "protect",
        "created_at": "2026-02-03T13:00:00Z",
        "causes": [
            {"id": "c1", "text": "Nobody counted", "position": 0},
            {"id": "c2", "text": "Nobody was asked to", "position": 1, "parent": "c1"},
        ],
    }
    assert json_form.parse(json.dumps(short)) == PLAIN


def test_a_document_from_before_confidence_was_asked_is_read() -> None:
    older = json.loads(json_form.render(PLAIN))
    del older["confidences"], older["reverse_answers"]
    assert json_form.parse(json.dumps(older)) == PLAIN


def test_an_answer_says_how_sure_and_never_who() -> None:
    sure = Confidence(id="f1", moment=Asked.BEFORE, percent=70)
    shown = json.loads(json_form.render(replace(PLAIN, confidences=(sure,))))
    assert shown["confidences"] == [{"id": "f1", "moment": "before", "percent": 70, "lean": None}]


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_form, "LONGEST_TEXT", 20)
    with pytest.raises(BadDocument, match=r"\$\.title: A text may have 20 characters"):
        json_form.parse(document(title="x" * 21))
    monkeypatch.setattr(json_form, "LONGEST", 20)
    with pytest.raises(TooLarge):
        json_form.parse(document())


@pytest.mark.large
def test_five_thousand_causes_in_one_chain() -> None:
    chain = tuple(
        Cause(id=f"c{n}", text="why", position=n, parent=f"c{n - 1}" if n else None)
        for n in range(5000)
    )
    record = Record(
        id="r",
        kind=Kind.POSTMORTEM,
        context="incident",
        title="t",
        phase="causes",
        created_at=PLAIN.created_at,
        causes=chain,
    )
    assert json_form.parse(json_form.render(record)) == record
