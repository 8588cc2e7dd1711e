"""An issue is changed from here when somebody says so who saw it as it stands, and never otherwise."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from mortem.core import issues as core
from mortem.core.errors import BadInput, SomebodyWasFirst
from mortem.core.issues import TrackerKind, Wish
from mortem.web.jobs.follow_issues import change_issue, follow_issues
from mortem.web.models import Activity, Issue
from mortem.web.operations.actions import change_action
from mortem.web.operations.issue_words import leave_both_words, take_their_words
from mortem.web.operations.issues import (
    CLOSED,
    OPEN_EVERY,
    REWORDED,
    Did,
    ask_issue,
    look_now,
    settle_issue,
    take_issues,
)
from mortem.web.operations.trackers import keep_tracker, tracker_for
from mortem.web.tracking import Word
from tests.web.guarding import an_action, facilitator
from tests.web.issue_server import TOKEN, IssueServer, Trouble, issue_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pytest_django import Settings

    from mortem.web.models import ActionItem, Participant, Review, User

TEXT = "Renew by itself"


@pytest.fixture(params=list(TrackerKind))
def server(request: pytest.FixtureRequest, settings: Settings) -> Iterator[IssueServer]:
    settings.OUTGOING_NETWORKS = (ip_network("127.0.0.0/8"),)
    with issue_server(request.param) as served:
        yield served


@pytest.fixture
def by(outage: Review) -> Participant:
    return facilitator(outage)


@pytest.fixture
def issue(outage: Review, ada: User, server: IssueServer, by: Participant, now: datetime) -> Issue:
    """Return an issue that was made and looked at."""
    tracker = keep_tracker(ada, tracker_for(ada, server.project, TOKEN, at=now))
    item = an_action(outage, text=TEXT)
    ask_issue(item, tracker, title=TEXT, body="", by=by, at=now)
    follow_issues(at=now)
    return Issue.objects.get()


def fresh(issue: Issue) -> Issue:
    return Issue.objects.select_related("action").get(pk=issue.pk)


def last_line(issue: Issue) -> tuple[str, str | None]:
    line = Activity.objects.filter(review=issue.action.review).latest("number")
    return line.verb, line.actor.name if line.actor else None


def reworded(issue: Issue, text: str, at: datetime) -> ActionItem:
    return change_action(issue.action, text=text, by=facilitator(issue.action.review), at=at)


def test_an_issue_is_closed_from_here(
    issue: Issue, server: IssueServer, by: Participant, now: datetime
) -> None:
    assert change_issue(issue, Wish(TEXT), Did(CLOSED, by), at=now)
    assert server.issues[11]["state"] == "closed"
    kept = fresh(issue)
    assert (kept.is_open, kept.closed_by) == (False, "the-token")
    assert last_line(issue) == ("issue.closed", "Ada")


def test_what_was_reworded_there_meanwhile_is_not_closed_unseen(
    issue: Issue, server: IssueServer, by: Participant, now: datetime
) -> None:
    server.issues[11]["title"] = "Something else entirely"
    assert not change_issue(issue, Wish(TEXT), Did(CLOSED, by), at=now)
    assert server.issues[11]["state"] != "closed"
    assert fresh(issue).title == "Something else entirely"
    assert last_line(issue) == ("issue.changed", None)


def test_what_is_not_answered_changes_nothing(
    issue: Issue, server: IssueServer, by: Participant, now: datetime
) -> None:
    server.trouble = Trouble(403)
    assert not change_issue(issue, Wish(TEXT), Did(CLOSED, by), at=now)
    assert fresh(issue).trouble == "The token may not do that there."
    server.trouble = Trouble(429)
    assert not change_issue(issue, Wish(TEXT), Did(CLOSED, by), at=now)
    assert not change_issue(issue, Wish(TEXT), Did(CLOSED, by), at=now)  # it rests
    assert fresh(issue).is_open


def test_the_same_words_on_both_sides_are_no_conflict(issue: Issue) -> None:
    kept = fresh(issue)
    assert (kept.changed_here, kept.changed_there) == (False, False)


def test_words_of_both_sides_are_shown_until_a_person_chooses(
    issue: Issue, server: IssueServer, by: Participant, now: datetime
) -> None:
    item = reworded(issue, "Renew by itself, and say so", now)
    server.issues[11]["title"] = "Automate renewals"
    follow_issues(at=now + OPEN_EVERY)
    kept = fresh(issue)
    assert (kept.changed_here, kept.changed_there) == (True, True)
    assert (kept.action.text, server.issues[11]["title"]) == (item.text, "Automate renewals")

    for here, there in ((item.text, TEXT), (TEXT, "Automate renewals")):
        with pytest.raises(SomebodyWasFirst):
            take_their_words(item, here=here, there=there, by=by, at=now)
        with pytest.raises(SomebodyWasFirst):
            leave_both_words(item, here=here, there=there, by=by, at=now)
    assert fresh(issue).changed_there

    take_their_words(item, here=item.text, there="Automate renewals", by=by, at=now)
    kept = fresh(issue)
    assert kept.action.text == "Automate renewals"
    assert (kept.changed_here, kept.changed_there) == (False, False)
    assert last_line(issue) == ("action_item.changed", "Ada")


def test_both_may_stay_as_they_are(
    issue: Issue, server: IssueServer, by: Participant, now: datetime
) -> None:
    item = reworded(issue, "Renew it", now)
    assert fresh(issue).changed_here
    leave_both_words(item, here="Renew it", there=TEXT, by=by, at=now)
    kept = fresh(issue)
    assert (kept.changed_here, kept.changed_there, kept.title) == (False, False, TEXT)
    assert server.issues[11]["title"] == TEXT
    assert last_line(issue) == ("issue.settled", "Ada")


def test_our_words_go_there_once_they_are_chosen(
    issue: Issue, server: IssueServer, by: Participant, now: datetime
) -> None:
    reworded(issue, "Renew it", now)
    assert change_issue(issue, Wish(TEXT, "Renew it"), Did(REWORDED, by), at=now)
    kept = fresh(issue)
    assert (server.issues[11]["title"], kept.title, kept.changed_here) == (
        "Renew it",
        "Renew it",
        False,
    )
    assert last_line(issue) == ("issue.reworded", "Ada")


def test_what_somebody_did_is_kept_although_the_call_about_it_came_first(
    issue: Issue, by: Participant, now: datetime
) -> None:
    (taken,) = take_issues(at=now + OPEN_EVERY, most=1)
    assert issue.tracker is not None
    look_now(issue.tracker, issue.number or 0, at=now + OPEN_EVERY)
    closed = core.Issue(number=issue.number or 0, title=TEXT, is_open=False, closed_by="the-token")
    settle_issue(taken, Word(issue=closed), at=now + OPEN_EVERY, did=Did(CLOSED, by))
    kept = fresh(issue)
    assert (kept.is_open, kept.next_at) == (False, now + OPEN_EVERY)
    assert last_line(issue) == ("issue.closed", "Ada")


def test_what_was_closed_there_already_was_not_closed_by_who_pressed(
    issue: Issue, server: IssueServer, by: Participant, now: datetime
) -> None:
    server.close(11)
    assert change_issue(issue, Wish(TEXT), Did(CLOSED, by), at=now)
    assert (fresh(issue).closed_by, last_line(issue)) == ("robin", ("issue.changed", None))


def test_an_action_never_loses_all_its_words(issue: Issue, by: Participant, now: datetime) -> None:
    Issue.objects.update(title="")
    with pytest.raises(BadInput):
        take_their_words(issue.action, here=TEXT, there="", by=by, at=now)
    assert fresh(issue).action.text == TEXT
