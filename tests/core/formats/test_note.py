from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings

from mortem.core import record as r
from mortem.core.formats.note import MOST_LINES, note
from tests.core.records import records

TODAY = date(2026, 3, 3)
AT = datetime(2026, 2, 3, tzinfo=UTC)
OWNER = r.Owner(id="o", name="Jun", address="jun@example.org", confirmed_at=AT)
AHEAD = r.Record(
    id="r",
    kind=r.Kind.PREMORTEM,
    context="migration",
    title="Move orders to the new cluster",
    phase="watch",
    created_at=AT,
    success="All there",
    hurt="buyers",
    plan_date=TODAY,
    failure_sentence="It is 3 June. The migration failed.",
    owners=(OWNER,),
    causes=(
        r.Cause(
            id="c1", text="Nobody counted @all rows", position=0, disposition=r.Disposition.TOP
        ),
        r.Cause(id="c2", text="Rain", position=1, disposition=r.Disposition.LET_GO),
    ),
    actions=(
        r.ActionItem(
            id="a",
            text="Compare row counts",
            position=0,
            cause="c1",
            state=r.ActionState.COMMITTED,
            owner="o",
            due_date=date(2026, 3, 20),
        ),
    ),
    signals=(
        r.Signal(
            id="s", question="Same rows?", position=0, cause="c1", response="Jun stops", owner="o"
        ),
    ),
)


def test_the_note_of_a_look_ahead() -> None:
    assert note(AHEAD, today=TODAY, address="https://mortem.example/r") == (
        "### Pre-mortem: Move orders to the new cluster\n"
        "\n"
        "> It is 3 June. The migration failed.\n"
        "\n"
        "- **Nobody counted \\@all rows**\n"
        "  - [ ] Compare row counts (Jun, by 2026-03-20)\n"
        "  - Watching: Same rows? → Jun stops (Jun)\n"
        "\n"
        "Top risks: 1 · let go on purpose: 1\n"
        "\n"
        "Complete.\n"
        "\n"
        "[The whole review](https://mortem.example/r)\n"
    )


def test_the_note_of_a_look_back() -> None:
    back = replace(
        AHEAD,
        kind=r.Kind.POSTMORTEM,
        title="The shop was down",
        summary="A certificate\nexpired",
        override_reason="It was a rehearsal",
    )
    assert note(back, today=TODAY) == (
        "### Post-mortem: The shop was down\n"
        "\n"
        "A certificate expired\n"
        "\n"
        "- Nobody counted \\@all rows\n"
        "- Rain\n"
        "\n"
        "2 of 2 contributing factors have not been compared yet.\n"
        "\n"
        "- [ ] Compare row counts (Jun, by 2026-03-20)\n"
        "\n"
        "Complete by decision: It was a rehearsal\n"
    )


@settings(suppress_health_check=list(HealthCheck))
@given(records())
def test_a_note_is_never_longer_than_a_screen(record: r.Record) -> None:
    lines = note(record, today=TODAY, address="x").split("\n")
    assert lines.pop() == ""
    assert len(lines) <= MOST_LINES
    assert lines[-1] == "[The whole review](x)"


def test_a_review_full_of_everything_still_fits() -> None:
    causes = tuple(replace(AHEAD.causes[0], id=f"c{n}", position=n) for n in range(50))
    actions = tuple(replace(AHEAD.actions[0], id=f"a{n}", cause=f"c{n}") for n in range(50))
    signals = tuple(replace(AHEAD.signals[0], id=f"s{n}", cause=f"c{n}") for n in range(50))
    full = replace(AHEAD, causes=causes, actions=actions, signals=signals, summary="x")
    for kind in r.Kind:
        lines = note(replace(full, kind=kind), today=TODAY, address="x").splitlines()
        assert len(lines) <= MOST_LINES
        assert lines[-1] == "[The whole review](x)"
