"""Any review becomes a document, and nobody's words become markup."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from mortem.core import phases
from mortem.core import record as r
from mortem.core.errors import BadInput
from mortem.core.formats import html, pdf
from mortem.core.playbooks import playbooks
from mortem.core.record import Kind
from mortem.core.references import without_strays
from mortem.core.report import Again, Company, Facts, Items, Link, Note, Picture, Report, report
from mortem.core.report.words import LESSONS, MOMENTS, STATES
from tests.core.records import records

AT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
VOID = {"meta", "br", "img"}


def post(**facts: Any) -> r.Record:
    return replace(
        r.Record(
            id="post",
            kind=Kind.POSTMORTEM,
            context="incident",
            title="Checkout was down",
            phase="published",
            created_at=AT,
            zone="Europe/Berlin",
        ),
        **facts,
    )


def blocks(made: Report, anchor: str) -> list[Any]:
    return [block for one in made.sections if one.anchor == anchor for block in one.blocks]


def test_what_the_group_did_not_know_is_told_with_what_it_found_out() -> None:
    asked = (
        r.Answer(question="Who restarted it?", text="The watchdog"),
        r.Answer(question="When was it over?", text=""),
    )
    (items,) = blocks(report(post(answers=asked), at=AT), "unknown")
    assert [(one.text, one.notes) for one in items.items] == [
        ("Who restarted it?", ("The watchdog",)),
        ("When was it over?", ("still open",)),
    ]
    assert blocks(report(post(answers=asked, context="personal"), at=AT), "unknown") == []


def test_accounts_that_stayed_as_they_were_are_told_with_the_names_that_were_kept() -> None:
    jun = r.Participant(id="p", name="Jun", role=r.Role.PARTICIPANT, joined_at=AT)
    entry = r.TimelineEntry(id="n", at=AT, text="I saw it", position=0)
    cards = (
        r.Card(id="1", text="Nobody told me", position=0, participant="p"),
        r.Card(id="2", text="I was asleep", position=1),
        r.Card(id="3", text="I saw it", position=2, entry="n"),
    )
    told = post(participants=(jun,), entries=(entry,), cards=cards)
    (items,) = blocks(report(told, at=AT), "accounts")
    assert [(one.text, one.notes) for one in items.items] == [
        ("Nobody told me", ("Jun",)),
        ("I was asleep", ()),
    ]
    silent = replace(told, phase="accounts")
    assert blocks(report(silent, at=AT), "accounts") == []


class Balanced(HTMLParser):
    """Fails where a tag closes that is not open; collects every tag and attribute it meets."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.met: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met |= {tag, *(name for name, _ in attrs)}
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met |= {tag, *(name for name, _ in attrs)}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@settings(suppress_health_check=list(HealthCheck))
@given(records())
def test_any_review_is_sound_html_and_sound_data(drawn: r.Record) -> None:
    books = playbooks(drawn.kind)
    book = books[len(drawn.context) % len(books)]
    names = phases.phase_names(drawn.kind, personal=book.personal)
    record = without_strays(
        replace(
            drawn,
            context=book.slug,
            phase=drawn.phase if drawn.phase in names else names[0],
            entries=tuple(replace(one, until_at=None) for one in drawn.entries),
            event_times=tuple(replace(one, until_at=None) for one in drawn.event_times),
        )
    )
    made = report(record, at=AT, standalone=True)
    page = Balanced()
    page.feed(html.page(made))
    page.close()
    assert page.open == []
    assert not page.met & {"script", "iframe", "link", "img", "onload", "onerror", "href", "src"}
    assert json.loads(pdf.data(made))["title"] == record.title


def test_every_state_has_its_words() -> None:
    silent = {r.Disposition.TOP, r.Foresight.UNKNOWN, r.OutcomeKind.UNKNOWN}
    for kind in (r.Disposition, r.ActionKind, r.Strength, r.ActionState, r.Verdict, r.Foresight):
        assert {one for one in kind if one not in STATES} == silent & set(kind)
    assert set(LESSONS) == set(r.LessonKind)
    assert set(MOMENTS) == set(r.Moment)


def test_times_carry_the_name_of_the_reviews_zone() -> None:
    times = (
        r.EventTime(moment=r.Moment.STARTED, at=datetime(2026, 3, 14, 1, 10, tzinfo=UTC)),
        r.EventTime(moment=r.Moment.ENDED, at=datetime(2026, 3, 14, 1, 57, tzinfo=UTC)),
    )
    (facts,) = blocks(report(post(event_times=times), at=AT), "times")
    assert facts == Facts(
        (
            ("It began", "14 March 2026, 02:10 CET"),
            ("We noticed", "not known yet"),
            ("Somebody took it on", "not known yet"),
            ("The harm stopped", "not known yet"),
            ("It was over", "14 March 2026, 02:57 CET, 47 min after it began"),
        )
    )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(3, None, "see a.log, line 3"), (3, 5, "see a.log, lines 3 to 5"), (None, None, "see a.log")],
)
def test_an_entry_names_its_lines(first: int | None, last: int | None, words: str) -> None:
    entry = r.TimelineEntry(
        id="n",
        at=AT,
        text="The alert",
        position=0,
        citations=(r.Citation(evidence="e", first_line=first, last_line=last),),
    )
    evidence = r.Evidence(
        id="e", name="a.log", media_type="text/plain", size=1, sha256="0", added_at=AT
    )
    found = blocks(report(post(entries=(entry,), evidence=(evidence,)), at=AT), "timeline")
    (items,) = [one for one in found if isinstance(one, Items)]
    assert items.items[0].notes == (words,)


def test_were_we_warned_names_what_was_written_then() -> None:
    risk = r.Cause(id="risk", text="Nobody renews it", position=0)
    before = r.Record(
        id="pre",
        kind=Kind.PREMORTEM,
        context="migration",
        title="Move it",
        phase="closed",
        created_at=AT,
        causes=(risk,),
    )
    factor = r.Cause(id="f", text="It ran out", position=0, foreseen_by="risk")
    made = report(post(causes=(factor,)), at=AT, company=Company(before=before))
    note, picture, _, items, links = blocks(made, "warned")
    assert note == Note(("1 of 1 contributing factors had been written down before.",))
    assert (picture.name, picture.svg[:4]) == ("warned", "<svg")
    (told,) = picture.alternative
    assert (told.text, told.notes) == ("It ran out", ("foreseen",))
    assert [one.text for one in told.items] == ["3 March 2026: written down beforehand"]
    assert items.items[0].notes == ("written down then: “Nobody renews it”",)
    assert links.links == (Link("pre", "Move it"),)


def test_an_old_fix_that_did_not_hold_is_told_on_both_sides() -> None:
    old = Link("old", "Nobody could pay")
    later = Company(again=(Again("Renew it by machine", r.Verdict.HELD, old),))
    note, items, links = blocks(report(post(), at=AT, company=later), "again")
    assert note == Note(("The old fix did not hold.",))
    assert [(one.text, one.notes) for one in items.items] == [
        ("Renew it by machine", ("judged then: It held",))
    ]
    assert links.links == (old,)
    fix = r.ActionItem(id="a", text="Renew it", position=0, state=r.ActionState.DONE)
    back = Company(came_back={"a": (Link("new", "Again"),), "gone": ()})
    items, links = blocks(report(post(actions=(fix,)), at=AT, company=back), "actions")
    assert ("Came back in", "Again") in items.items[0].facts
    assert links.links == (Link("new", "Again"),)
    assert blocks(report(post(), at=AT), "again") == []


def test_nothing_to_compare_says_nothing() -> None:
    assert blocks(report(post(), at=AT), "warned") == []


def test_a_look_ahead_ranks_its_top_risks_and_draws_them() -> None:
    causes = tuple(
        r.Cause(id=one, text=one, position=n, disposition=r.Disposition.TOP)
        for n, one in enumerate(("cheap", "costly"))
    )
    ratings = (
        r.Rating(id="1", cause="cheap", plausibility=90, cost=1),
        r.Rating(id="2", cause="costly", plausibility=10, cost=5),
    )
    record = r.Record(
        id="pre",
        kind=Kind.PREMORTEM,
        context="migration",
        title="Move it",
        phase="protect",
        created_at=AT,
        causes=causes,
        ratings=ratings,
    )
    made = report(record, at=AT)
    (top,) = blocks(made, "top")
    assert [one.text for one in top.items] == ["costly", "cheap"]
    assert [one.name for one in blocks(made, "picture") if isinstance(one, Picture)] == ["risks"]


def test_how_sure_people_were_is_told_in_counts() -> None:
    sure = r.Confidence(id="f", moment=r.Asked.AFTER, percent=70)
    pre = replace(post(), kind=Kind.PREMORTEM, context="launch", phase="watch", confidences=(sure,))
    (picture,) = blocks(report(pre, at=AT), "confidence")
    assert (picture.name, [line.text for line in picture.alternative]) == (
        "confidence",
        [
            "Before imagining the failure: nobody answered",
            "With the protections agreed: 70 % sure",
        ],
    )
    assert blocks(report(replace(pre, confidences=()), at=AT), "confidence") == []


def test_a_page_of_ours_links_and_a_file_does_not() -> None:
    made = report(
        replace(post(), kind=Kind.PREMORTEM, context="migration", phase="closed"),
        at=AT,
        company=Company(after=(Link("x", 'a "quoted" one'),)),
    )
    linked = html.body(made, url_of=lambda key: f"/r/{key}/")
    assert '<a href="/r/x/">“a &quot;quoted&quot; one”</a>' in linked
    assert "<a " not in html.page(made)


def test_an_unknown_zone_is_told() -> None:
    with pytest.raises(BadInput):
        report(post(zone="Mars/Olympus"), at=AT)
