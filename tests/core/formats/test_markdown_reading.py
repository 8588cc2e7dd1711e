from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mortem.core import record as r
from mortem.core.formats.markdown import parse, read, render, written

AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "markdown.md"


def example() -> str:
    text = REFERENCE.read_text(encoding="utf-8")
    return text.split("```markdown", 1)[1].split("\n", 1)[1].split("```\n", 1)[0]


def test_the_example_of_the_reference_is_read_as_it_says() -> None:
    record = parse(example(), at=AT)
    first, second, third = record.causes
    assert (record.kind, record.context, record.zone) == (
        r.Kind.PREMORTEM,
        "migration",
        "Europe/Berlin",
    )
    assert (record.plan_date, record.horizon_date) == (date(2026, 3, 3), date(2026, 6, 3))
    assert [theme.name for theme in record.themes] == ["process", "technology"]
    assert (first.disposition, first.elephant, first.parent) == (r.Disposition.TOP, True, None)
    assert (second.text, second.parent) == ("Batches were retried by hand", first.id)
    assert third.disposition is r.Disposition.LET_GO
    (action,) = record.actions
    assert (action.cause, action.state, action.strength, action.measure) == (
        first.id,
        r.ActionState.COMMITTED,
        r.Strength.STRONGER,
        "the difference stays below 0.1 %",
    )
    (signal,) = record.signals
    assert (signal.cadence_days, signal.response) == (1, "Jun stops the backfill")
    assert {action.owner, signal.owner} == {record.owners[0].id}


def test_reading_twice_makes_the_same_identifiers() -> None:
    assert parse(example(), at=AT) == parse(example(), at=AT)
    assert parse(render(parse(example(), at=AT)), at=AT) == written(parse(example(), at=AT))


def test_lines_are_told_by_identifier_and_heading() -> None:
    document = read(example(), at=AT)
    lines = example().split("\n")
    assert lines[document.lines["Top risks"] - 1] == "## Top risks"
    assert lines[document.lines[document.record.causes[2].id] - 1] == "- The data centre burns down"


POST = r.Record(
    id="post",
    kind=r.Kind.POSTMORTEM,
    context="incident",
    title="The shop was down",
    phase="actions",
    created_at=AT,
    zone="Europe/Berlin",
    summary="A certificate expired.\n\n### Numbers\n\n- 1,200 orders\n\n```sh\n# not a heading\n```",
    owners=(r.Owner(id="o1", name="Ada", address="ada@example.org", confirmed_at=AT),),
    themes=(r.Theme(id="t1", name="process", position=0),),
    evidence=(
        r.Evidence(
            id="e1", name="app.log", media_type="text/plain", size=9, sha256="ab", added_at=AT
        ),
    ),
    event_times=(
        r.EventTime(moment=r.Moment.STARTED, at=datetime(2026, 3, 3, 1, 10, tzinfo=UTC)),
        r.EventTime(moment=r.Moment.ENDED),
    ),
    entries=(
        r.TimelineEntry(
            id="n1",
            at=datetime(2026, 3, 3, 1, 10, 5, tzinfo=UTC),
            text="the certificate expired",
            position=0,
            citations=(r.Citation(evidence="e1", first_line=3, last_line=9),),
        ),
    ),
    causes=(
        r.Cause(id="c1", text="It expired unseen", position=0, theme="t1"),
        r.Cause(id="c2", text="One person's calendar\n\n- held it", position=1, parent="c1"),
    ),
    actions=(
        r.ActionItem(
            id="a1",
            text="Renew with ACME",
            position=0,
            cause="c2",
            owner="o1",
            state=r.ActionState.DONE,
            strength=r.Strength.STRONGER,
            measure="days left",
        ),
    ),
    lessons=(r.Lesson(id="l1", kind=r.LessonKind.LUCKY, text="Tom was awake", position=0),),
)
DOCUMENT = """\
---
mortem: postmortem
version: 1
id: post
context: incident
phase: actions
zone: Europe/Berlin
created: 2026-03-03 09:30 UTC
themes:
- {name: process, id: t1}
owners:
- {name: Ada, confirmed: 2026-03-03 09:30 UTC, id: o1}
---

# The shop was down

## Summary

A certificate expired.

### Numbers

- 1,200 orders

```sh
# not a heading
```

## Times

- Started: 2026-03-03 02:10 +01:00
- Ended: not known yet

## Evidence

- app.log *(type: text/plain; size: 9; sha256: ab; added: 2026-03-03 10:30 +01:00)* <!-- id: e1 -->

## Timeline

- **2026-03-03 02:10:05 +01:00** the certificate expired *(cites: app.log:3-9)* <!-- id: n1 -->

## Causes

- It expired unseen *(theme: process)* <!-- id: c1 -->
  - One person's calendar

    \\- held it
    <!-- id: c2 -->
    - [x] Renew with ACME *(owner: Ada; prevent; stronger)* <!-- id: a1 -->
      - Measure: days left

## Lessons

### Where we were lucky

- Tom was awake <!-- id: l1 -->
"""


def test_a_review_reads_as_a_document() -> None:
    assert render(POST) == DOCUMENT


def test_addresses_readings_and_hidden_cards_stay_at_home() -> None:
    card = r.Card(id="k", text="a secret", position=0)
    hidden = replace(POST, kind=r.Kind.PREMORTEM, phase="write", cards=(card,))
    assert "a secret" not in render(hidden)
    assert "a secret" in render(replace(hidden, phase="reveal"))
    assert "ada@example.org" not in render(POST)


def test_people_write_lists_in_many_ways() -> None:
    head = "---\nmortem: postmortem\n---\n# T\n\n## Causes\n\n"
    told = parse(
        head + "* one\nstill one\n    + two\n\n      more of two\n\n  more of one\n* three\n", at=AT
    )
    assert [(cause.text, cause.parent is None) for cause in told.causes] == [
        ("one\nstill one\n\nmore of one", True),
        ("two\n\nmore of two", False),
        ("three", True),
    ]


@pytest.mark.large
def test_five_thousand_causes_and_circles_of_whys_do_no_harm() -> None:
    chain = tuple(
        r.Cause(id=f"c{n}", text="why", position=n, parent=f"c{n - 1}" if n else None)
        for n in range(5000)
    )
    long = replace(POST, causes=chain, actions=())
    assert parse(render(long), at=AT) == written(long)
    circle = tuple(replace(chain[n], parent=f"c{(n + 1) % 3}") for n in range(3))
    round_trip = parse(render(replace(POST, causes=circle, actions=())), at=AT)
    assert [cause.parent for cause in round_trip.causes] == [None, "c0", "c2"]
