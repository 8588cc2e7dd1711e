from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from mortem.core.check import check, exit_code, show
from mortem.core.errors import BadInput

AT = datetime(2026, 2, 3, 13, 0, tzinfo=UTC)
AHEAD = """---
mortem: premortem
context: migration
plan: 2026-03-03
owners:
- {name: Jun, address: jun@example.org}
---

# Move orders to the new cluster

## Success

Every order is there.

## Who is hurt

People who wait.

## Top risks

- Nobody counted the rows
  - [ ] Compare row counts after every batch *(owner: Jun; due: 2026-02-27)*
  - Signal: Is the difference below 0.1 %? *(owner: Jun)*
    - Response: Jun stops the backfill
"""
LACKING = AHEAD.replace("; due: 2026-02-27", "")


def test_a_complete_document() -> None:
    report = check("a.md", AHEAD, at=AT)
    assert (report.state, report.findings, report.exit_code) == ("complete", (), 0)
    assert show([report], "text") == "a.md: complete\n"
    assert show([report], "github") == ""


def test_what_is_missing_is_told_with_its_line() -> None:
    report = check("a.md", LACKING, at=AT)
    assert report.exit_code == 1
    assert show([report], "text") == (
        "a.md:22:1: ! “Compare row counts after every batch” has no day. By when? (P13)\n"
        "a.md: 1 missing\n"
    )


def test_the_same_as_json() -> None:
    assert json.loads(show([check("a.md", LACKING, at=AT)], "json")) == [
        {
            "file": "a.md",
            "state": "incomplete",
            "findings": [
                {
                    "line": 22,
                    "column": 1,
                    "level": "error",
                    "code": "no_due_date",
                    "rule": "P13",
                    "message": "“Compare row counts after every batch” has no day. By when?",
                }
            ],
        }
    ]


def test_the_same_as_github_annotations() -> None:
    report = check("a,b:c.md", LACKING.replace("row counts", "50 % of rows"), at=AT)
    assert show([report], "github") == (
        "::error file=a%2Cb%3Ac.md,line=22,col=1,title=mortem P13::"
        "“Compare 50 %25 of rows after every batch” has no day. By when?\n"
    )


def test_a_recorded_reason_completes_it() -> None:
    decided = LACKING + "\n## Complete by decision\n\nJun is on leave.\nReally.\n"
    report = check("a.md", decided, at=AT)
    assert report.exit_code == 0
    assert show([report], "text").splitlines()[-1] == (
        "a.md: complete by decision, with 1 missing: Jun is on leave."
    )
    assert show([report], "github").startswith("::notice ")


def test_a_document_that_cannot_be_read() -> None:
    report = check("a.md", "# Hello", at=AT)
    assert report.exit_code == 2
    assert show([report], "text") == (
        "a.md:1:1: ! A review begins with a head between two lines of three dashes. "
        "The shortest one has one line: “mortem: premortem” or “mortem: postmortem”.\n"
        "a.md: cannot be read\n"
    )


def test_missing_sections_point_at_the_title_and_empty_ones_at_themselves() -> None:
    empty = AHEAD.replace("Every order is there.", "").replace(
        "## Who is hurt\n\nPeople who wait.\n", ""
    )
    findings = check("a.md", empty, at=AT).findings
    assert [(one.code, one.line) for one in findings] == [("no_success", 11), ("no_hurt", 9)]


def test_the_worst_document_decides() -> None:
    reports = [check("a", text, at=AT) for text in (AHEAD, LACKING, "")]
    assert [exit_code(reports[:count]) for count in range(4)] == [0, 0, 1, 2]


def test_a_form_nobody_knows() -> None:
    with pytest.raises(BadInput):
        show([], "xml")
