from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from mortem.core import record as r
from mortem.core.report.outside import Outside, draft, inside, kept, markdown

AT = datetime(2026, 2, 24, 1, 10, tzinfo=UTC)
PEOPLE = ["Mara", "Jun"]
BARE = r.Record(
    id="post",
    kind=r.Kind.POSTMORTEM,
    context="incident",
    title="Checkout was down",
    phase="published",
    created_at=AT,
    zone="Europe/Berlin",
)


def entry(text: str, minutes: int, **more: object) -> r.TimelineEntry:
    facts = {"id": text, "text": text, "position": 0, "at": AT + timedelta(minutes=minutes)}
    return r.TimelineEntry(**(facts | more))  # type: ignore[arg-type]


def action(text: str, state: r.ActionState, **more: object) -> r.ActionItem:
    return r.ActionItem(id=text, text=text, position=0, state=state, **more)  # type: ignore[arg-type]


FULL = replace(
    BARE,
    summary="Nobody could pay. Mara found it.",
    event_times=(
        r.EventTime(moment=r.Moment.STARTED, at=AT),
        r.EventTime(moment=r.Moment.DETECTED, at=AT + timedelta(minutes=3)),
        r.EventTime(moment=r.Moment.ENDED, at=AT + timedelta(minutes=47)),
    ),
    entries=(
        entry("Payments go\nthrough again", 47),
        entry("The certificate on pay-2.shop.internal runs out", 0),
        entry("I thought it was the network", 5, kind=r.EntryKind.ACCOUNT, attributed_to="Jun"),
    ),
    actions=(
        action("Renew by machine", r.ActionState.COMMITTED, due_date=date(2026, 3, 10)),
        action("Alert 14 days before", r.ActionState.DONE, done_at=AT),
        action("Write it down", r.ActionState.COMMITTED),
        action("Buy a clock", r.ActionState.IDEA),
        action("Blame {somebody}", r.ActionState.DECLINED),
    ),
)


def test_the_ground_is_what_the_record_says() -> None:
    assert inside(FULL) == Outside(
        summary="Nobody could pay. Mara found it.\n\n"
        "It began: 24 February 2026, 02:10 CET. It was over: 24 February 2026, 02:57 CET.",
        story="24 February 2026, 02:10 CET: The certificate on pay-2.shop.internal runs out\n"
        "24 February 2026, 02:57 CET: Payments go through again",
        doing="Renew by machine (by 10 March 2026)\nAlert 14 days before (done)\nWrite it down",
    )


def test_a_draft_covers_who_and_where() -> None:
    made = draft(FULL, PEOPLE)
    assert made.summary.startswith("Nobody could pay. Person A found it.")
    assert "The certificate on (a machine inside) runs out" in made.story
    assert made.doing == inside(FULL).doing


def test_an_empty_record_has_an_empty_draft() -> None:
    assert not draft(BARE, PEOPLE)
    assert not kept(BARE)
    assert markdown("Checkout was down", Outside()) == "# Checkout was down\n"


def test_what_was_kept_becomes_a_document_with_lists() -> None:
    said = Outside("It was down.", "02:10: down\n\n 02:57: up ", "")
    written = replace(BARE, outside_summary="It was down.", outside_story=said.story)
    assert kept(written) == said
    assert markdown("Checkout", said) == (
        "# Checkout\n\n## In short\n\nIt was down.\n\n## What happened\n\n"
        "- 02:10: down\n- 02:57: up\n"
    )


def test_braces_in_what_people_wrote_stay_braces() -> None:
    odd = replace(
        BARE, actions=(action("Set {day}", r.ActionState.COMMITTED, due_date=date(2026, 3, 1)),)
    )
    assert inside(odd).doing == "Set {day} (by 1 March 2026)"
