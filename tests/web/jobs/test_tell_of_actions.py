"""What becomes of an action is told where somebody wants to hear of it, once, over real HTTP."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from mortem.core.record import ActionState, Verdict
from mortem.core.telling import Wishes
from mortem.web.jobs.tell_of_actions import tell_of_actions
from mortem.web.models import ActionItem, ActionNews, Channel, ChannelForm, Owner, User
from mortem.web.operations.actions import (
    add_action,
    agree_action,
    change_action,
    judge_action,
    move_action,
)
from mortem.web.operations.channels import channel_for, end_channel, keep_channel
from mortem.web.operations.parts import delete_part
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.teams import make_team, open_to_team
from mortem.web.operations.users import choose_when_told
from tests.web.guarding import facilitator
from tests.web.loopback import Reply

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import Review
    from tests.web.loopback import Site


@pytest.fixture
def program(ada: User, migration: Review, here: Site, now: datetime) -> Channel:
    """A program of a team to which the review is open; it hears of actions alone."""
    here.replies["/hook"] = Reply(b"ok")
    team = make_team("Shop", by=ada, at=now)
    open_to_team(migration, team, by=facilitator(migration), at=now)
    return hears_actions(team, here, now)


def hears_actions(keeper: Any, here: Site, at: datetime, path: str = "/hook") -> Channel:
    here.replies[path] = Reply(b"ok")
    address = here.url(path)
    new = channel_for(
        keeper, ChannelForm.JSON, address, at=at, hears_signals=False, hears_actions=True
    )
    return keep_channel(new)


def agreed(review: Review, at: datetime, **more: Any) -> ActionItem:
    said = {"text": "Rehearse the way back", "due_date": date(2026, 3, 3), **more}
    return add_action(review, by=facilitator(review), at=at, state=ActionState.COMMITTED, **said)


def heard(here: Site) -> list[str]:
    return [json.loads(one)["event"] for one in here.brought]


@pytest.mark.usefixtures("program")
def test_each_step_is_told_once_with_how_the_action_stands(
    migration: Review, here: Site, now: datetime
) -> None:
    by = facilitator(migration)
    idea = add_action(migration, text="Rehearse the way back", by=by, at=now)
    assert tell_of_actions(at=now) == 0
    item = agree_action(idea, by=by, at=now, owner="Jun", due_date=date(2026, 3, 3))
    assert (tell_of_actions(at=now), tell_of_actions(at=now)) == (1, 0)
    (said,) = map(json.loads, here.brought)
    assert said["event"] == "action.agreed"
    assert said["title"] == "Agreed: Rehearse the way back"
    assert said["text"].splitlines()[1:] == ["Who: Jun", "Until: Tuesday, 3 March"]
    assert said["link"].endswith(f"/r/{migration.pk}/protect/#{item.pk}")
    assert said["action"] == {
        "id": str(item.pk),
        "review": {"id": str(migration.pk), "title": "Move orders to the new cluster"},
        "text": "Rehearse the way back",
        "state": "committed",
        "owner": "Jun",
        "due": "2026-03-03",
        "measure": "",
        "check": None,
        "declined_because": "",
        "verdict": "",
        "verdict_note": "",
    }
    assert "webhook-signature" in here.asked[-1][1]

    change_action(item, by=by, at=now, measure="Restored in an hour")
    for to in (ActionState.DONE, ActionState.COMMITTED, ActionState.DONE):
        item = move_action(item, to=to, by=by, at=now)
        tell_of_actions(at=now)
    judge_action(item, verdict=Verdict.HELD, note="In 40 minutes", by=by, at=now)
    tell_of_actions(at=now)
    assert heard(here)[1:] == [
        "action.changed",
        "action.done",
        "action.reopened",
        "action.done",
        "action.judged",
    ]
    last = json.loads(here.brought[-1])
    assert (last["action"]["verdict"], last["text"].splitlines()[-1]) == (
        "held",
        "It held. In 40 minutes",
    )


@pytest.mark.usefixtures("program")
def test_what_is_declined_or_parked_is_told_and_an_idea_is_not(
    migration: Review, here: Site, now: datetime
) -> None:
    by = facilitator(migration)
    one, other = agreed(migration, now), agreed(migration, now, text="Ask the vendor")
    move_action(one, to=ActionState.DECLINED, by=by, at=now, reason="It costs a week")
    parked = move_action(other, to=ActionState.IDEA, by=by, at=now)
    change_action(parked, by=by, at=now, text="Ask the vendor twice")
    move_action(parked, to=ActionState.DECLINED, by=by, at=now, reason="No need")
    while tell_of_actions(at=now):
        pass
    assert sorted(heard(here)) == [
        "action.agreed",
        "action.agreed",
        "action.declined",
        "action.parked",
    ]
    (declined,) = (json.loads(one) for one in here.brought if b"action.declined" in one)
    assert declined["text"].splitlines()[-1] == "Because: It costs a week"


@pytest.mark.usefixtures("program")
def test_changes_that_come_together_are_told_together(
    migration: Review, here: Site, now: datetime
) -> None:
    item = agreed(migration, now)
    for text in ("Rehearse it", "Rehearse it twice", "Rehearse it three times"):
        change_action(item, by=facilitator(migration), at=now, text=text)
    change_action(item, by=facilitator(migration), at=now, kind="detect")
    assert tell_of_actions(at=now) == 2
    assert sorted(heard(here)) == ["action.agreed", "action.changed"]
    assert {json.loads(one)["action"]["text"] for one in here.brought} == {
        "Rehearse it three times"
    }


def test_a_person_hears_of_what_carries_their_name_in_their_own_time(
    ada: User, migration: Review, here: Site, now: datetime
) -> None:
    hears_actions(ada, here, now)
    item = agreed(migration, now, owner="Jun")
    agreed(migration, now, text="Not Ada's", owner="Lea")
    assert tell_of_actions(at=now) == 0
    Owner.objects.filter(name="Jun").update(user=ada)
    night = Wishes(quiet_from=time(0), quiet_until=time(23, 59))
    choose_when_told(ada, night, zone="UTC")
    item = ActionItem.objects.get(pk=item.pk)
    change_action(item, by=facilitator(migration), at=now, text="Rehearse it")
    assert tell_of_actions(at=now) == 0
    assert tell_of_actions(at=now + timedelta(days=1)) == 1
    assert heard(here) == ["action.changed"]


def test_what_a_person_could_not_be_told_waits_for_the_end_of_their_night(
    ada: User, migration: Review, here: Site, now: datetime
) -> None:
    hears_actions(ada, here, now)
    here.replies["/hook"] = Reply(b"busy", 503)
    agreed(migration, now, owner="Jun")
    Owner.objects.filter(name="Jun").update(user=ada)
    item = ActionItem.objects.get()
    change_action(item, by=facilitator(migration), at=now, text="Rehearse it")
    choose_when_told(ada, Wishes(quiet_from=time(14), quiet_until=time(18)), zone="UTC")
    assert tell_of_actions(at=now) == 1
    assert ActionNews.objects.get().next_at == now.replace(hour=18)


def test_nothing_of_a_personal_review_is_told(ada: User, here: Site, now: datetime) -> None:
    hears_actions(ada, here, now)
    mine = begin_review(context="personal_goal", title="Run a marathon", by=ada, at=now)
    item = agreed(mine, now, owner="Ada")
    Owner.objects.update(user=ada)
    move_action(
        ActionItem.objects.get(pk=item.pk), to=ActionState.DONE, by=facilitator(mine), at=now
    )
    assert (ActionNews.objects.count(), tell_of_actions(at=now)) == (0, 0)


@pytest.mark.usefixtures("program")
def test_what_is_closed_or_gone_before_it_was_told_stays_untold(
    migration: Review, here: Site, now: datetime
) -> None:
    by = facilitator(migration)
    gone = agreed(migration, now)
    delete_part(gone, by=by, at=now)
    assert tell_of_actions(at=now) == 0
    agreed(migration, now, text="Ask the vendor")
    open_to_team(migration, None, by=by, at=now)
    tell_of_actions(at=now)
    assert here.brought == []
    assert not ActionNews.objects.filter(action__text="Ask the vendor").exists()
    agreed(migration, now, text="Ask again")
    assert not ActionNews.objects.filter(action__text="Ask again").exists()


def test_who_hears_of_signals_alone_hears_of_no_action_and_the_other_way_round(
    migration: Review, program: Channel, here: Site, now: datetime
) -> None:
    address = here.url("/signals")
    keep_channel(channel_for(program.keeper, ChannelForm.CHAT, address, at=now))
    agreed(migration, now)
    assert tell_of_actions(at=now) == 1
    assert [path for path, _headers in here.asked] == ["/hook"]


def test_what_is_refused_is_tried_for_a_day_then_sent_again_by_one_press(
    migration: Review, program: Channel, here: Site, now: datetime, ada_client: Client
) -> None:
    here.replies["/hook"] = Reply(b"busy", 503)
    agreed(migration, now)
    for minute in range(0, 26 * 60, 10):
        tell_of_actions(at=now + timedelta(minutes=minute))
    assert 20 <= len(here.brought) <= 40
    news = ActionNews.objects.get()
    assert (news.sent_at, news.trouble) == (None, "It answered with status 503.")
    page = ada_client.get(f"/teams/{program.team_id}/channels/").content.decode()
    assert "One message about an action did not arrive." in page
    assert "It answered with status 503." in page

    here.replies["/hook"] = Reply(b"ok")
    again = f"/teams/{program.team_id}/channels/{program.pk}/again/"
    assert ada_client.post(again).status_code == 302
    assert tell_of_actions(at=now + timedelta(days=4000)) == 1
    assert ActionNews.objects.exclude(sent_at=None).count() == 1
    page = ada_client.get(f"/teams/{program.team_id}/channels/").content.decode()
    assert "did not arrive" not in page


def test_what_waits_already_is_told_once_when_it_is_sent_again(
    migration: Review, program: Channel, now: datetime, ada_client: Client
) -> None:
    item = agreed(migration, now)
    ActionNews.objects.update(dead_at=now, next_at=None)
    by = facilitator(migration)
    item = move_action(item, to=ActionState.IDEA, by=by, at=now)
    move_action(item, to=ActionState.COMMITTED, by=by, at=now)
    ada_client.post(f"/teams/{program.team_id}/channels/{program.pk}/again/")
    waiting = ActionNews.objects.filter(sent_at=None, dead_at=None)
    assert sorted(waiting.values_list("event", flat=True)) == ["agreed", "parked"]


def test_sending_again_is_for_whoever_keeps_the_channel(
    program: Channel, ben_client: Client
) -> None:
    own = f"/you/channels/{program.pk}/again/"
    for path in (own, f"/teams/{program.team_id}/channels/{program.pk}/again/"):
        assert ben_client.post(path).status_code == 404


def test_a_channel_that_is_taken_away_takes_its_news_along(
    migration: Review, program: Channel, now: datetime
) -> None:
    agreed(migration, now)
    end_channel(program.keeper, program)
    assert (ActionNews.objects.count(), tell_of_actions(at=now)) == (0, 0)


def test_what_is_told_is_chosen_on_the_page(ada_client: Client, ada: User, here: Site) -> None:
    here.replies["/hook"] = Reply(b"ok")
    asked: dict[str, Any] = {"form": "json", "address": here.url("/hook")}
    nothing = ada_client.post("/you/channels/", asked)
    assert "Choose one of the two, or both." in nothing.content.decode()
    for hears in (["actions"], ["signals", "actions"]):
        assert ada_client.post("/you/channels/", asked | {"hears": hears}).status_code == 302
        kept = Channel.objects.get(user=ada)
        assert (kept.hears_signals, kept.hears_actions) == ("signals" in hears, True)
    page = ada_client.get("/you/channels/").content.decode()
    assert "When a signal speaks · What becomes of actions" in page
