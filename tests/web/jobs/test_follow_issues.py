"""Issues made and followed over real HTTP: once, whatever breaks, and without asking too often."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from mortem.core.errors import NotFound, SomebodyWasFirst
from mortem.core.issues import TrackerKind
from mortem.web import source_secrets
from mortem.web.jobs.follow_issues import follow_issues
from mortem.web.models import Activity, Issue, Tracker
from mortem.web.operations.issues import (
    CLOSED_EVERY,
    IN_VAIN_EVERY,
    LEASE,
    OPEN_EVERY,
    ask_issue,
    end_issue,
    link_issue,
    look_now,
    settle_issue,
    take_issues,
    try_issue_again,
)
from mortem.web.operations.parts import delete_part
from mortem.web.operations.trackers import access_to, end_tracker, keep_tracker, tracker_for
from mortem.web.tracking import Word, is_open_to
from tests.web.guarding import an_action, facilitator
from tests.web.issue_server import TOKEN, IssueServer, Trouble, issue_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pytest_django import Settings

    from mortem.web.models import ActionItem, Review, User

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=list(TrackerKind))
def server(request: pytest.FixtureRequest, settings: Settings) -> Iterator[IssueServer]:
    settings.OUTGOING_NETWORKS = (ip_network("127.0.0.0/8"),)
    with issue_server(request.param) as served:
        yield served


@pytest.fixture
def tracker(ada: User, server: IssueServer, now: datetime) -> Tracker:
    return keep_tracker(ada, tracker_for(ada, server.project, TOKEN, at=now))


@pytest.fixture
def item(outage: Review) -> ActionItem:
    return an_action(outage, text="Renew by itself")


def asked(item: ActionItem, tracker: Tracker, at: datetime) -> Issue:
    by = facilitator(item.review)
    return ask_issue(item, tracker, title="Renew\nby itself", body="Please.", by=by, at=at)


def linked(item: ActionItem, tracker: Tracker, server: IssueServer, at: datetime) -> Issue:
    number = server.add("Renew it")
    return link_issue(item, tracker, number, by=facilitator(item.review), at=at)


def fresh(issue: Issue) -> Issue:
    return Issue.objects.get(pk=issue.pk)


def verbs(review: Review) -> list[str]:
    told = Activity.objects.filter(review=review, verb__startswith="issue.").order_by("number")
    return list(told.values_list("verb", flat=True))


def test_what_is_asked_for_is_made_once_and_then_followed(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue = asked(item, tracker, now)
    assert asked(item, tracker, now) == issue
    assert follow_issues(at=now) == 1
    assert follow_issues(at=now) == 0
    (said,) = server.issues.values()
    assert said["title"] == "Renew by itself"
    body = said.get("body") or said.get("description")
    assert body == f"Please.\n\n<!-- mortem {issue.mark} -->"
    kept = fresh(issue)
    assert (kept.number, kept.is_open, kept.body, kept.next_at) == (11, True, "", now + OPEN_EVERY)
    assert kept.url == server.project.address(11)
    assert verbs(item.review) == ["issue.asked", "issue.made"]


def test_an_answer_that_was_lost_makes_no_second_issue(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue = asked(item, tracker, now)
    server.loses_answer = True
    follow_issues(at=now)
    kept = fresh(issue)
    assert (len(server.issues), kept.number, bool(kept.trouble)) == (1, None, True)
    server.loses_answer = False
    follow_issues(at=now + timedelta(hours=1))
    kept = fresh(issue)
    assert (len(server.issues), kept.number, kept.trouble) == (1, 11, "")


def test_whoever_dies_in_between_leaves_it_to_the_next_worker(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue = asked(item, tracker, now)
    (taken,) = take_issues(at=now, most=5)
    server.add("Renew by itself", f"Please.\n\n<!-- mortem {issue.mark} -->")  # then it is killed
    assert follow_issues(at=now + LEASE - MINUTE) == 0
    assert follow_issues(at=now + LEASE) == 1
    assert (len(server.issues), fresh(issue).number) == (1, 11)
    settle_issue(taken, Word(trouble="too late"), at=now + LEASE)
    assert fresh(issue).trouble == ""


def test_of_two_workers_one_takes_an_issue(
    item: ActionItem, tracker: Tracker, now: datetime
) -> None:
    asked(item, tracker, now)
    assert [len(take_issues(at=now, most=5)) for _worker in range(2)] == [1, 0]


def test_nothing_new_there_costs_one_conditional_question(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue = linked(item, tracker, server, now)
    follow_issues(at=now)
    assert (fresh(issue).title, verbs(item.review)) == (
        "Renew it",
        ["issue.linked", "issue.changed"],
    )
    at = now + OPEN_EVERY
    assert follow_issues(at=at - MINUTE) == 0
    assert follow_issues(at=at) == 1
    assert server.asked == ["GET 11", "GET 11"]
    assert fresh(issue).seen_at == at
    assert len(verbs(item.review)) == 2


def test_closed_there_is_told_and_changes_nothing_here(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue = linked(item, tracker, server, now)
    follow_issues(at=now)
    server.close(11)
    follow_issues(at=now + OPEN_EVERY)
    kept = fresh(issue)
    assert (kept.is_open, kept.closed_by) == (False, "robin")
    assert kept.next_at == now + OPEN_EVERY + CLOSED_EVERY
    item.refresh_from_db()
    assert item.state == "committed"
    assert verbs(item.review) == ["issue.linked", "issue.changed", "issue.changed"]


def test_a_limit_lets_all_of_its_tracker_rest(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    other = an_action(item.review, text="Watch it")
    issues = [linked(one, tracker, server, now) for one in (item, other)]
    server.trouble = Trouble(429, {"retry-after": "900"})
    assert follow_issues(at=now) == 2
    assert len(server.asked) == 1
    assert follow_issues(at=now + timedelta(seconds=899)) == 0
    assert follow_issues(at=now + timedelta(seconds=900)) == 2
    assert [fresh(one).title for one in issues] == ["Renew it", "Renew it"]


def test_githubs_own_limit_ends_when_it_says(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    linked(item, tracker, server, now)
    ends = now + timedelta(minutes=40)
    spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(ends.timestamp()))}
    server.trouble = Trouble(403, spent)
    follow_issues(at=now)
    tracker.refresh_from_db()
    assert tracker.rests_until == ends


@pytest.mark.parametrize(
    "refusal",
    [
        (401, "It does not know this token, or not any more."),
        (403, "The token may not do that there."),
        (404, "It is not there, or not for this token."),
        (410, "It is gone there, or issues are switched off."),
        (422, "It does not take this text."),
        (418, "It answered with status 418."),
    ],
)
def test_where_only_a_person_can_help_it_waits_for_one(
    refusal: tuple[int, str], item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue, (status, said) = asked(item, tracker, now), refusal
    server.trouble = Trouble(status)
    follow_issues(at=now)
    kept = fresh(issue)
    assert (kept.trouble, kept.next_at, kept.number) == (said, None, None)
    try_issue_again(item, by=facilitator(item.review), at=now + MINUTE)
    follow_issues(at=now + MINUTE)
    assert (fresh(issue).number, len(server.issues)) == (11, 1)
    assert verbs(item.review) == ["issue.asked", "issue.revived", "issue.made"]


def test_a_look_may_be_asked_for_and_leaves_no_line(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    by = facilitator(item.review)
    with pytest.raises(NotFound):
        try_issue_again(item, by=by, at=now)
    issue = linked(item, tracker, server, now)
    follow_issues(at=now)
    lines = verbs(item.review)
    try_issue_again(item, by=by, at=now + MINUTE)
    assert follow_issues(at=now + MINUTE) == 1
    assert (fresh(issue).seen_at, verbs(item.review)) == (now + MINUTE, lines)
    end_tracker(tracker)
    with pytest.raises(NotFound):
        try_issue_again(item, by=by, at=now)


def test_what_is_gone_there_is_asked_for_once_a_day(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue = linked(item, tracker, server, now)
    server.trouble = Trouble(410)
    follow_issues(at=now)
    assert fresh(issue).next_at == now + IN_VAIN_EVERY


def test_a_tracker_that_is_down_is_asked_ever_more_slowly_and_given_up_after_a_day(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue, at = asked(item, tracker, now), now
    server.trouble = Trouble(502, times=1000)
    waits = []
    while (due := fresh(issue).next_at) is not None:
        at = max(at, due)
        follow_issues(at=at)
        waits.append((fresh(issue).next_at or at) - at)
    assert waits[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert max(waits) == timedelta(hours=1)
    assert timedelta(hours=23) < at - now < timedelta(hours=26)
    assert fresh(issue).trouble == "It answered with status 502."


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(200, body=b"<html>"),
        Trouble(200, body=b"[1]"),
        Trouble(200, body=b"[" * 60_000),
        Trouble(200, body=b'{"number": 1e999, "iid": 1e999, "title": "x", "state": "open"}'),
        Trouble(200, body=b'{"number": -7, "iid": -7, "title": "x", "state": "open"}'),
        Trouble(302, {"location": "http://192.168.1.1/"}),
        Trouble(302),
    ],
)
def test_what_is_no_answer_makes_trouble_and_no_issue(
    trouble: Trouble, item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue = linked(item, tracker, server, now)
    server.trouble = Trouble(trouble.status, trouble.headers, trouble.body)
    follow_issues(at=now)
    kept = fresh(issue)
    assert (bool(kept.trouble), kept.title, kept.seen_at) == (True, "", None)


def test_a_change_that_is_called_out_is_looked_at_at_once(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue = linked(item, tracker, server, now)
    follow_issues(at=now)
    server.close(11)
    look_now(tracker, 11, at=now + MINUTE)
    look_now(tracker, 99, at=now + MINUTE)
    assert follow_issues(at=now + MINUTE) == 1
    assert not fresh(issue).is_open


def test_a_call_takes_the_lease_from_whoever_may_have_read_what_was_before(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue = linked(item, tracker, server, now)
    (taken,) = take_issues(at=now, most=5)
    look_now(tracker, 11, at=now + MINUTE)
    settle_issue(taken, Word(server.project.read(server.issues[11])), at=now + MINUTE)
    assert fresh(issue).next_at == now + MINUTE


def test_an_action_has_one_issue(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue = linked(item, tracker, server, now)
    by = facilitator(item.review)
    assert link_issue(item, tracker, 11, by=by, at=now) == issue
    with pytest.raises(SomebodyWasFirst):
        link_issue(item, tracker, 12, by=by, at=now)
    end_issue(item, by=by, at=now)
    with pytest.raises(NotFound):
        end_issue(item, by=by, at=now)
    assert verbs(item.review) == ["issue.linked", "issue.ended"]


def test_what_is_put_away_or_has_no_tracker_is_not_asked_for(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    other = an_action(item.review, text="Watch it")
    issue = linked(item, tracker, server, now)
    asked(other, tracker, now)
    delete_part(other, by=facilitator(item.review), at=now)
    assert follow_issues(at=now) == 1
    end_tracker(tracker)
    assert follow_issues(at=now + OPEN_EVERY) == 0
    assert (fresh(issue).tracker, fresh(issue).url) == (None, server.project.address(11))


def test_a_secret_of_another_key_is_told(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime, settings: Settings
) -> None:
    issue = linked(item, tracker, server, now)
    settings.SECRET_KEY = "another"
    follow_issues(at=now)
    assert fresh(issue).trouble == "Its secret was sealed with another key."
    assert server.asked == []


def test_a_token_is_sealed_and_a_second_one_takes_the_place_of_the_first(
    ada: User, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    assert TOKEN not in tracker.sealed
    assert keep_tracker(ada, tracker_for(ada, server.project, "newer", at=now)) == tracker
    kept = Tracker.objects.get()
    assert source_secrets.unseal(kept.sealed) == {"token": "newer"}
    word = asyncio.run(is_open_to(access_to(kept), at=now))
    assert word.trouble == "It does not know this token, or not any more."


def test_a_project_without_issues_says_so(
    tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    assert asyncio.run(is_open_to(access_to(tracker), at=now)) == Word()
    server.has_issues = False
    assert asyncio.run(is_open_to(access_to(tracker), at=now)).trouble == "It takes no issues."


def test_a_passing_trouble_does_not_stop_an_issue_that_has_been_followed_for_long(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue, at = linked(item, tracker, server, now), now + timedelta(days=3)
    follow_issues(at=now)
    server.trouble = Trouble(502)
    follow_issues(at=at)
    assert fresh(issue).next_at == at + MINUTE
    follow_issues(at=at + MINUTE)
    assert (fresh(issue).trouble, fresh(issue).next_at) == ("", at + MINUTE + OPEN_EVERY)


def test_while_it_is_being_made_nobody_asks_for_it_once_more(
    item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    asked(item, tracker, now)
    server.trouble = Trouble(502)
    follow_issues(at=now)
    by = facilitator(item.review)
    try_issue_again(item, by=by, at=now)
    (taken,) = take_issues(at=now, most=1)
    with pytest.raises(NotFound):
        try_issue_again(item, by=by, at=now)
    assert take_issues(at=now, most=1) == []
    assert taken.tries > 0  # so the mark is looked for before anything is made


def test_an_issue_that_cannot_be_kept_harms_no_other(
    outage: Review, item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    odd, fine = linked(item, tracker, server, now), None
    server.issues[odd.number or 0]["title"] = "broken \ud800 off"
    fine = linked(an_action(outage, text="Another"), tracker, server, now)
    follow_issues(at=now)
    assert (fresh(odd).title, fresh(fine).title) == ("broken off", "Renew it")


def test_a_new_token_wakes_what_was_in_trouble(
    ada: User, item: ActionItem, tracker: Tracker, server: IssueServer, now: datetime
) -> None:
    issue = linked(item, tracker, server, now)
    server.trouble = Trouble(401)
    follow_issues(at=now)
    assert fresh(issue).next_at == now + IN_VAIN_EVERY
    keep_tracker(ada, tracker_for(ada, server.project, TOKEN, at=now + MINUTE))
    assert fresh(issue).next_at == now + MINUTE
