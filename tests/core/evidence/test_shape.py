from __future__ import annotations

import json

import pytest

from mortem.core.errors import BadInput
from mortem.core.evidence.paths import first_at
from mortem.core.evidence.shape import Shape, all_shapes, stamp_of
from mortem.core.toml_table import Table
from tests.core.evidence.bits import rows_of, source_of, unread_of

SOUND = {
    "name": "till",
    "title": "Tills",
    "reads": "what tills write",
    "traps": "none",
    "examples": ['{"till": 7, "said": "open"}'],
    "has": ["till"],
    "text": ["said"],
}
UNTIMED = {"coralogix", "datadog", "grafana-rule", "prometheus", "signalfx"}


@pytest.mark.parametrize("shape", all_shapes(), ids=lambda shape: shape.name)
def test_every_example_is_recognised_as_its_own_format(shape: Shape) -> None:
    for example in shape.examples:
        found = source_of(example).format
        assert found is not None
        assert found.name == shape.name
        pretty = source_of(json.dumps(json.loads(example), indent=2)).format
        assert pretty is not None
        assert pretty.name == shape.name


@pytest.mark.parametrize("shape", all_shapes(), ids=lambda shape: shape.name)
def test_every_example_tells_a_time_and_words(shape: Shape) -> None:
    rows = rows_of(shape.examples[0])
    if shape.name in UNTIMED and not rows:
        assert unread_of(shape.examples[0])
    else:
        assert all(row.text for row in rows)
        assert rows[0].at == "2026-03-01T09:30:00Z" or (
            rows[0].at or rows[0].local or ""
        ).startswith("2026-03-01T")


@pytest.mark.parametrize("field", ["name", "title", "reads", "traps", "examples", "has", "text"])
def test_a_shape_without_a_word_about_itself_cannot_be_loaded(field: str) -> None:
    with pytest.raises(BadInput, match=field):
        Shape(Table("till.toml", {key: value for key, value in SOUND.items() if key != field}))


def test_a_shape_whose_example_does_not_fit_cannot_be_loaded() -> None:
    with pytest.raises(BadInput, match="does not fit"):
        Shape(Table("till.toml", SOUND | {"examples": ['{"shop": 7}']}))


def test_an_alert_that_ended_is_told_twice_and_one_that_goes_on_once() -> None:
    alert = {"labels": {"alertname": "Slow"}, "annotations": {}, "startsAt": "2026-03-01T09:30:00Z"}
    ended = alert | {"endsAt": "2026-03-01T09:40:00Z"}
    goes_on = alert | {"endsAt": "0001-01-01T00:00:00Z"}
    rows = rows_of(json.dumps({"receiver": "shop", "alerts": [ended, goes_on]}))
    assert [(row.at, row.text) for row in rows] == [
        ("2026-03-01T09:30:00Z", "Slow"),
        ("2026-03-01T09:40:00Z", "Slow (ended)"),
        ("2026-03-01T09:30:00Z", "Slow"),
    ]


def test_every_record_of_a_document_leads_back_to_its_own_object() -> None:
    text = json.dumps(
        [
            {"type": "message", "ts": f"177235740{n}.000100", "user": "ü", "text": f"né {n}"}
            for n in range(3)
        ],
        indent=1,
        ensure_ascii=False,
    )
    rows = rows_of(text)
    assert [row.line for row in rows] == [2, 8, 14]
    for number, row in enumerate(rows):
        assert json.loads(text.encode()[row.first : row.last])["text"] == f"né {number}"


def test_lines_of_json_are_rows_and_lines_that_are_none_are_told() -> None:
    line = '{"level":"error","ts":1772357400.25,"msg":"no answer"}\n'
    assert [row.line for row in rows_of(line + "{torn\n" + line)] == [1, 3]
    assert [one.line for one in unread_of(line + "{torn\n" + line)] == [2]


@pytest.mark.parametrize(
    "value", [None, True, "", "soon", 7, float("nan"), "0001-01-01T00:00:00Z", [], {}]
)
def test_what_is_no_time_is_none(value: object) -> None:
    assert stamp_of(value) is None


def test_json_nested_beyond_sense_is_no_format() -> None:
    deep = "[" * 50_000 + "]" * 50_000
    assert source_of(deep).format is None
    assert [one.line for one in unread_of('{"a":' * 300 + "1" + "}" * 300)] == [1]


@pytest.mark.large
def test_a_document_on_one_line_is_read_however_long_it_is() -> None:
    records = [
        {"type": "message", "ts": f"{1772357400 + n}.000100", "user": "ü", "text": "x" * 2000}
        for n in range(600)
    ]
    text = "\ufeff" + json.dumps(records, ensure_ascii=False)
    rows = rows_of(text)
    assert len(rows) == 600
    last = rows[-1]
    assert json.loads(text.encode()[last.first : last.last]) == records[-1]


def test_the_first_value_that_says_anything_is_taken() -> None:
    said = {"lines": [{"text": ""}, {"text": None}, {"text": []}, {"text": "slow"}]}
    assert first_at(said, "lines/*/text") == "slow"
    assert first_at({"lines": [{"text": ""}]}, "lines/*/text") is None


def test_a_log_that_begins_with_a_bracket_is_no_document() -> None:
    text = "[weird] nothing of a time\n" * 20_000
    assert source_of(text).format is None
