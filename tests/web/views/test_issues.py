"""An action becomes an issue: what would leave is shown, exactly that leaves, and what came of it is told."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from mortem.core.issues import TrackerKind
from mortem.core.record import ActionState
from mortem.web.jobs.follow_issues import follow_issues
from mortem.web.models import ActionItem, Issue, Owner, Review, Tracker
from mortem.web.operations.issues import OPEN_EVERY
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.teams import make_team
from mortem.web.operations.trackers import keep_tracker, tracker_for
from tests.web.guarding import an_action, bring, guest_in
from tests.web.issue_server import TOKEN, IssueServer, Trouble, issue_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import Settings

    from mortem.web.models import Team, User


@pytest.fixture
def server(settings: Settings) -> Iterator[IssueServer]:
    settings.OUTGOING_NETWORKS = (ip_network("127.0.0.0/8"),)
    settings.PUBLIC_URL = "https://mortem.example"
    with issue_server(TrackerKind.GITHUB) as served:
        yield served


@pytest.fixture
def team(ada: User) -> Team:
    return make_team("Platform", by=ada, at=timezone.now())


@pytest.fixture
def tracker(team: Team, server: IssueServer) -> Tracker:
    return keep_tracker(team, tracker_for(team, server.project, TOKEN, at=timezone.now()))


@pytest.fixture
def item(outage: Review) -> ActionItem:
    bring(outage, "actions")
    text = "Let the certificate renew itself, password=hunter22secret"
    made = an_action(outage, text=text, measure="31 of 31 renewals")
    Owner.objects.update(name="Grace Hopper")
    return made


def page_of(item: ActionItem) -> str:
    return f"/r/{item.review_id}/action/{item.pk}/issue/"


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def value_of(answer: Any, name: str) -> str:
    return str(answer.context["form"][name].value())


def make(client: Client, item: ActionItem, tracker: Tracker, **other: str) -> Any:
    said = {"tracker": str(tracker.pk), "title": "Renew by itself", "body": "Please."}
    return client.post(page_of(item), {**said, **other}, follow=True)


def test_what_would_leave_is_shown_without_owner_or_secret(
    ada_client: Client, item: ActionItem, tracker: Tracker
) -> None:
    answer = ada_client.get(page_of(item))
    assert str(tracker) in answer.content.decode()
    title, body = value_of(answer, "title"), value_of(answer, "body")
    assert title.startswith("Let the certificate renew itself")
    assert "hunter22secret" not in title
    assert body.startswith("Seen by: 31 of 31 renewals")
    assert body.endswith(f"https://mortem.example/r/{item.review_id}/actions/#{item.pk}")
    assert "Grace" not in title + body


def test_exactly_what_was_sent_leaves_once(
    ada_client: Client, item: ActionItem, tracker: Tracker, server: IssueServer
) -> None:
    answer = make(ada_client, item, tracker)
    assert re.search(r"Issue 11 : Renew by itself · open there", words(answer))
    make(ada_client, item, tracker, title="Once more")
    (said,) = server.issues.values()
    assert said["title"] == "Renew by itself"
    assert said["body"] == f"Please.\n\n<!-- mortem {Issue.objects.get().mark} -->"


def test_the_line_of_the_action_says_how_its_issue_stands(
    ada_client: Client, item: ActionItem, tracker: Tracker, server: IssueServer
) -> None:
    line = f"/r/{item.review_id}/actions/"
    assert "Make an issue of it" in words(ada_client.get(line))
    make(ada_client, item, tracker)
    assert f'href="{server.project.address(11)}"' in ada_client.get(line).content.decode()
    server.close(11)
    follow_issues(at=timezone.now() + OPEN_EVERY)
    said = words(ada_client.get(line))
    assert "closed there by robin It is closed there. Is it done here, too?" in said
    assert "Done here, too" in words(ada_client.get(page_of(item)))
    ActionItem.objects.update(state=ActionState.DONE, done_at=timezone.now())
    Issue.objects.update(is_open=True)
    assert "still open there" in words(ada_client.get(line))


def test_what_was_refused_stays_with_a_way_on(
    ada_client: Client, item: ActionItem, tracker: Tracker, server: IssueServer
) -> None:
    server.trouble = Trouble(422)
    said = words(make(ada_client, item, tracker))
    assert "Asked for as an issue: Renew by itself · It does not take this text." in said
    again = ada_client.post(f"{page_of(item)}retry/", follow=True)
    assert "Issue 11 : Renew by itself · open there" in words(again)
    ended = ada_client.post(f"{page_of(item)}end/", follow=True)
    assert "Make this issue" in words(ended)
    assert len(server.issues) == 1


def test_an_issue_that_is_there_is_followed_by_its_address(
    ada_client: Client, item: ActionItem, tracker: Tracker, server: IssueServer
) -> None:
    number, link = server.add("Renewals stop"), f"{page_of(item)}link/"
    address = server.project.address(number)
    elsewhere = ada_client.post(link, {"address": address.replace("shop", "till")})
    assert "It belongs to none of the places that are set up." in words(elsewhere)
    assert "Paste the address of the issue." in words(ada_client.post(link, {"address": ""}))
    found = ada_client.post(link, {"address": f"{address}?x=1#note"}, follow=True)
    assert f"Issue {number} : Renewals stop · open there" in words(found)
    assert ada_client.post(link, {"address": server.project.address(99)}).status_code == 302
    assert Issue.objects.get().tracker == tracker


def test_a_form_that_lacks_something_keeps_what_was_typed(
    ada_client: Client, item: ActionItem, tracker: Tracker
) -> None:
    answer = make(ada_client, item, tracker, title="\u200b")
    assert answer.status_code == 422
    assert "A few words are needed here." in words(answer)
    assert value_of(answer, "body") == "Please."
    assert not Issue.objects.exists()


def test_nobody_sends_to_a_place_that_is_not_theirs(
    ben_client: Client, ben: User, item: ActionItem, tracker: Tracker, server: IssueServer
) -> None:
    guest = guest_in(item.review)
    assert "Whoever has an account here can make an issue of it." in words(guest.get(page_of(item)))
    assert make(guest, item, tracker).status_code == 422
    assert make(ben_client, item, tracker).status_code == 404
    item.review.participants.create(
        user=ben, name="Ben", role="participant", joined_at=timezone.now()
    )
    assert "say first where your issues are" in words(ben_client.get(page_of(item)))
    assert make(ben_client, item, tracker).status_code == 422
    assert (len(server.issues), Issue.objects.count()) == (0, 0)


def test_a_personal_review_offers_places_of_ones_own_and_nothing_but_the_action(
    ada_client: Client, ada: User, tracker: Tracker, server: IssueServer
) -> None:
    own = begin_review(context="personal_goal", title="A marathon", by=ada, at=timezone.now())
    item = an_action(own, text="Shoes by the door", measure="Ran twice a week")
    assert "only places of your own are offered" in words(ada_client.get(page_of(item)))
    assert make(ada_client, item, tracker).status_code == 422
    mine = keep_tracker(ada, tracker_for(ada, server.project, TOKEN, at=timezone.now()))
    answer = ada_client.get(page_of(item))
    assert [value_of(answer, name) for name in ("title", "body")] == ["Shoes by the door", ""]
    make(ada_client, item, mine, body="")
    assert server.issues[11]["body"] == f"<!-- mortem {Issue.objects.get().mark} -->"


def test_a_place_that_was_taken_away_is_told(
    ada_client: Client, item: ActionItem, tracker: Tracker
) -> None:
    make(ada_client, item, tracker)
    tracker.delete()
    said = words(ada_client.get(page_of(item)))
    assert "The project was disconnected here, so Mortem no longer looks." in said


def test_done_here_is_offered_to_be_closed_there(
    ada_client: Client, item: ActionItem, tracker: Tracker, server: IssueServer
) -> None:
    make(ada_client, item, tracker)
    ActionItem.objects.update(state=ActionState.DONE, done_at=timezone.now())
    assert "Close it there, too" in words(ada_client.get(page_of(item)))
    close = f"{page_of(item)}closure/"
    unseen = ada_client.post(close, {"there": "Something I never saw"}, follow=True)
    assert "Nothing was changed there." in words(unseen)
    done = ada_client.post(close, {"there": "Renew by itself"}, follow=True)
    assert "Changed there." in words(done)
    assert server.issues[11]["state"] == "closed"


def test_what_stands_there_is_changed_by_those_whose_place_it_is(
    ada_client: Client, item: ActionItem, tracker: Tracker, server: IssueServer
) -> None:
    make(ada_client, item, tracker)
    ActionItem.objects.update(state=ActionState.DONE, done_at=timezone.now())
    guest = guest_in(item.review)
    assert "Close it there, too" not in words(guest.get(page_of(item)))
    assert guest.post(f"{page_of(item)}closure/", {"there": "Renew by itself"}).status_code == 403
    assert server.issues[11]["state"] == "open"


def test_two_wordings_are_shown_and_one_is_chosen(
    ada_client: Client, item: ActionItem, tracker: Tracker, server: IssueServer
) -> None:
    make(ada_client, item, tracker)
    ActionItem.objects.update(text="Renew it")
    server.issues[11]["title"] = "Automate renewals"
    said = words(ada_client.post(f"{page_of(item)}retry/", follow=True))
    assert "Both were reworded Here Renew it There Automate renewals" in said
    line = words(ada_client.get(f"/r/{item.review_id}/actions/"))
    assert "Both were reworded. Which words hold?" in line
    choose = f"{page_of(item)}words/"
    assert ada_client.post(choose, {"choice": "neither"}).status_code == 422
    old = {"here": "Renew", "there": "Automate renewals"}
    assert ada_client.post(choose, {"choice": "ours", **old}).status_code == 409
    both = {"here": "Renew it", "there": "Automate renewals"}
    ada_client.post(choose, {"choice": "ours", **both})
    assert server.issues[11]["title"] == "Renew it"
    assert "reworded" not in words(ada_client.get(page_of(item)))
