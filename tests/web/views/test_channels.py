"""Telling somebody in a chat or on a phone: tried, kept sealed, ended."""

from __future__ import annotations

import json
from datetime import time
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

from mortem.core.errors import CannotRead
from mortem.core.telling import Wishes
from mortem.web.models import Channel, ChannelForm, Team, User
from mortem.web.notify.channels import Message, address_of
from mortem.web.notify.channels import post as post_message
from mortem.web.operations.channels import MOST, channel_for, keep_channel
from mortem.web.operations.teams import invite_to_team, join_team, leave_team, make_team
from mortem.web.views import channels as view
from tests.web.loopback import Reply, Site, site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.test import Client
    from pytest_django import Settings


@pytest.fixture
def here(settings: Settings) -> Iterator[Site]:
    settings.OUTGOING_NETWORKS = (ip_network("127.0.0.0/8"),)
    view.tries.forget()
    with site(hook=Reply(b"ok"), closed=Reply(b"no", 410)) as served:
        yield served


def add(client: Client, address: str, form: str = "chat", page: str = "/you/channels/") -> Any:
    return client.post(page, {"form": form, "address": address, "hears": ["signals"]})


def test_a_channel_is_kept_once_it_has_taken_a_message(
    ada_client: Client, ada: User, here: Site
) -> None:
    answer = add(ada_client, here.url("/hook?key=opensesame"))
    assert (answer.status_code, answer["Location"]) == (302, "/you/channels/")
    assert json.loads(here.brought[0])["text"].startswith("Mortem\nMortem will tell you here")
    channel = Channel.objects.get(user=ada)
    assert "opensesame" not in channel.sealed
    assert address_of(channel) == here.url("/hook?key=opensesame")
    page = ada_client.get("/you/channels/").content.decode()
    assert "127.0.0.1" in page
    assert "opensesame" not in page


@pytest.mark.parametrize(
    ("path", "said"), [("/closed", "It answered with status 410."), ("/none", "status 404")]
)
def test_what_takes_no_message_is_not_kept(
    path: str, said: str, ada_client: Client, here: Site
) -> None:
    answer = add(ada_client, here.url(path))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert here.url(path) in answer.content.decode()
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Write the address that you were given there."),
        ("mailto:ada@example.org", "https://"),
        ("http://127.1/hook", "odd way to write an address"),
        ("http://169.254.169.254/latest", "where clouds keep their keys"),
    ],
)
def test_what_cannot_be_an_address_is_refused_in_words(
    address: str, said: str, ada_client: Client, settings: Settings
) -> None:
    settings.OUTGOING_NETWORKS = ()
    view.tries.forget()
    answer = add(ada_client, address)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Channel.objects.exists()


def test_the_same_address_twice_is_one_and_there_is_an_end(
    ada_client: Client, here: Site, ada: User, now: datetime
) -> None:
    for _ in range(2):
        add(ada_client, here.url("/hook"))
    assert Channel.objects.count() == 1
    for number in range(MOST - 1):
        address = here.url(f"/hook?{number}")
        keep_channel(channel_for(ada, ChannelForm.CHAT, address, at=now))
    refused = add(ada_client, here.url("/hook?more"))
    assert refused.status_code == 422
    assert "Five are the most." in refused.content.decode()
    assert Channel.objects.count() == MOST


def test_a_channel_is_its_owners_alone_and_ends_at_once(
    ada_client: Client, ben_client: Client, here: Site
) -> None:
    add(ada_client, here.url("/hook"))
    path = f"/you/channels/{Channel.objects.get().pk}/deletion/"
    assert ben_client.post(path).status_code == 404
    assert ada_client.post(path).status_code == 302
    assert not Channel.objects.exists()
    assert ada_client.post(path).status_code == 404


@pytest.fixture
def shop(ada: User, ben: User, now: datetime) -> Team:
    """A team of Ada and Ben."""
    team = make_team("Shop", by=ada, at=now)
    join_team(invite_to_team(team, at=now), by=ben, name="", at=now)
    return team


def of_team(team: Team) -> str:
    return f"/teams/{team.pk}/channels/"


def test_a_team_has_channels_that_whoever_is_in_it_adds_sees_and_ends(
    ada_client: Client, ben_client: Client, here: Site, shop: Team
) -> None:
    answer = add(ada_client, here.url("/hook?key=opensesame"), page=of_team(shop))
    assert (answer.status_code, answer["Location"]) == (302, of_team(shop))
    said = json.loads(here.brought[0])["text"]
    assert "when a signal in a review of “Shop” speaks" in said
    kept = Channel.objects.get()
    assert (kept.team, kept.user) == (shop, None)
    page = ben_client.get(of_team(shop)).content.decode()
    assert ("127.0.0.1" in page, "opensesame" in page) == (True, False)
    for other in (ada_client.get("/you/channels/"), ben_client.get("/you/channels/")):
        assert "127.0.0.1" not in other.content.decode()
    assert of_team(shop) in ben_client.get(f"/teams/{shop.pk}/").content.decode()

    assert ben_client.post(f"/you/channels/{kept.pk}/deletion/").status_code == 404
    gone = ben_client.post(f"{of_team(shop)}{kept.pk}/deletion/")
    assert (gone["Location"], Channel.objects.count()) == (of_team(shop), 0)


def test_a_teams_channels_are_not_there_for_others(
    ada_client: Client, ben_client: Client, here: Site, shop: Team, now: datetime
) -> None:
    add(ada_client, here.url("/hook"), page=of_team(shop))
    channel = Channel.objects.get()
    ben = shop.members.get(name="Ben")
    leave_team(shop, by=ben)
    assert ben_client.get(of_team(shop)).status_code == 404
    assert add(ben_client, here.url("/hook"), page=of_team(shop)).status_code == 404
    assert ben_client.post(f"{of_team(shop)}{channel.pk}/deletion/").status_code == 404
    other = make_team("Other", by=ben, at=now)
    assert ben_client.post(f"{of_team(other)}{channel.pk}/deletion/").status_code == 404
    assert Channel.objects.count() == 1


def test_a_team_and_a_person_each_have_room_of_their_own(
    ada_client: Client, ada: User, here: Site, shop: Team, now: datetime
) -> None:
    for number in range(MOST):
        address = here.url(f"/hook?{number}")
        keep_channel(channel_for(shop, ChannelForm.CHAT, address, at=now))
    refused = add(ada_client, here.url("/hook"), page=of_team(shop))
    assert (refused.status_code, "Five are the most." in refused.content.decode()) == (422, True)
    assert add(ada_client, here.url("/hook?0")).status_code == 302
    assert add(ada_client, here.url("/hook?0"), form="json").status_code == 302
    assert Channel.objects.filter(user=ada).count() == 2


WHEN = {"often": "at_once", "quiet_from": "22:00", "quiet_until": "7.00", "may_wake": "on"}


def test_when_to_be_told_is_chosen_on_the_same_page(ada_client: Client, ada: User) -> None:
    ada_client.cookies["zone"] = "Europe/Berlin"
    answer = ada_client.post("/you/telling/", WHEN)
    assert (answer.status_code, answer["Location"]) == (302, "/you/channels/")
    ada.refresh_from_db()
    night = Wishes(quiet_from=time(22), quiet_until=time(7), may_wake=True)
    assert (ada.wishes, ada.zone) == (night, "Europe/Berlin")
    page = ada_client.get("/you/channels/").content.decode()
    assert all(words in page for words in ('value="22:00"', 'value="07:00"', "Europe/Berlin"))

    ada_client.post("/you/telling/", {"often": "daily"})
    ada.refresh_from_db()
    assert ada.wishes == Wishes(is_daily=True)


def test_a_browser_without_a_citys_clock_can_keep_quiet_hours_too(
    ada_client: Client, ada: User
) -> None:
    ada_client.cookies["zone"] = "Etc/GMT+5"
    assert ada_client.post("/you/telling/", WHEN).status_code == 302
    ada.refresh_from_db()
    assert ada.zone == "Etc/GMT+5"


def test_whoever_is_told_at_once_and_always_goes_on_following_each_browser(
    ada_client: Client, ada: User
) -> None:
    ada_client.cookies["zone"] = "Europe/Berlin"
    assert ada_client.post("/you/telling/", {"often": "at_once"}).status_code == 302
    ada.refresh_from_db()
    assert (ada.wishes, ada.zone) == (Wishes(), "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quiet_until": ""}, "Write both hours, or neither."),
        ({"quiet_until": "22:00"}, "Leave a part of the day in which we may tell you."),
        ({"quiet_from": "late"}, "“late” is not a time of day."),
        ({"often": "never"}, "never"),
    ],
)
def test_hours_that_cannot_be_are_asked_again_and_nothing_is_lost(
    change: dict[str, str], said: str, ada_client: Client, ada: User
) -> None:
    answer = ada_client.post("/you/telling/", WHEN | change)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert (said in page, 'value="7.00"' in page or "quiet_until" in change) == (True, True)
    ada.refresh_from_db()
    assert ada.wishes == Wishes()


def test_a_team_is_not_asked_when(ada_client: Client, shop: Team) -> None:
    assert "/you/telling/" not in ada_client.get(of_team(shop)).content.decode()


MESSAGE = Message("Tripped: Ist die Schlange zu lang? Ja", "Now: 500.", "https://m.example/", "k")


def posted(here: Site, user: User, form: ChannelForm, at: datetime) -> Any:
    why = post_message(channel_for(user, form, here.url("/hook"), at=at), MESSAGE)
    assert why == ""
    return here.brought[-1].decode()


def test_each_reads_a_message_in_its_own_form(here: Site, ada: User, now: datetime) -> None:
    lines = [MESSAGE.title, MESSAGE.text, MESSAGE.link]
    assert json.loads(posted(here, ada, ChannelForm.CHAT, now)) == {"text": "\n".join(lines)}
    discord = json.loads(posted(here, ada, ChannelForm.DISCORD, now))
    assert discord == {"content": "\n".join(lines), "allowed_mentions": {"parse": []}}
    generic = json.loads(posted(here, ada, ChannelForm.JSON, now))
    assert generic == {
        "mortem": 1,
        "id": "k",
        **dict(zip(("title", "text", "link"), lines, strict=True)),
    }
    assert posted(here, ada, ChannelForm.NTFY, now) == "Now: 500.\nhttps://m.example/"
    headers = here.asked[-1][1]
    assert headers["click"] == "https://m.example/"
    assert headers["title"].isascii()
    assert headers["title"].startswith("=?utf-8?")


def test_the_link_stays_and_nobody_is_called(here: Site, ada: User, now: datetime) -> None:
    long = MESSAGE._replace(title="<!channel> @all & co", text="x" * 20_000)
    for form in (ChannelForm.CHAT, ChannelForm.DISCORD):
        channel = channel_for(ada, form, here.url("/hook"), at=now)
        assert post_message(channel, long) == ""
    chat, discord = (json.loads(one) for one in here.brought)
    assert chat["text"].startswith("&lt;!channel&gt; @\u200ball &amp; co\n")
    for said in (chat["text"], discord["content"]):
        assert said.endswith("…\nhttps://m.example/")
        assert len(said) <= 4_000
    assert len(discord["content"]) <= 2_000


def test_a_channel_sealed_with_another_key_says_so(
    here: Site, ada: User, now: datetime, settings: Settings
) -> None:
    channel = channel_for(ada, ChannelForm.CHAT, here.url("/hook"), at=now)
    settings.SECRET_KEY = "another-key-than-before"
    with pytest.raises(CannotRead):
        address_of(channel)
    assert "another key" in post_message(channel, MESSAGE)
    assert here.brought == []


def test_the_account_page_leads_there(ada_client: Client) -> None:
    assert 'href="/you/channels/"' in ada_client.get("/you/").content.decode()
