"""Services are told by a process of its own that cannot be led inside, over real HTTP."""

from __future__ import annotations

import json
import socket
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from mortem.core.errors import BadInput, MortemError, NotOutside
from mortem.core.services import SERVICES
from mortem.web.jobs.send_messages import send_messages
from mortem.web.models import Channel, ChannelForm, Owner, User
from mortem.web.notify import services
from mortem.web.notify.channels import Message, address_of, post
from mortem.web.notify.services import hand_over
from mortem.web.notify.teller import Guard
from mortem.web.operations.channels import channel_for
from mortem.web.views import channels as view
from tests.web.loopback import Reply, Site, site
from tests.web.watching import queue, says, watch_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.test import Client
    from pytest_django import Settings

    from mortem.web.models import Review

LOCAL = ip_network("127.0.0.0/8")


@pytest.fixture
def gotify(settings: Settings) -> Iterator[Site]:
    """A server that takes messages as Gotify does, inside, where that is allowed."""
    settings.OUTGOING_NETWORKS = (LOCAL,)
    view.tries.forget()
    with site(message=Reply(b"{}")) as served:
        yield served


def address(served: Site, path: str = "") -> str:
    return f"gotify://127.0.0.1:{served.port}/{path}AbcdefGhij"


def test_a_service_is_added_with_a_first_message_and_told_of_a_flip(
    ada_client: Client, ada: User, migration: Review, gotify: Site, now: datetime
) -> None:
    asked = {"form": "service", "address": address(gotify), "hears": ["signals"]}
    assert ada_client.post("/you/channels/", asked).status_code == 302
    assert json.loads(gotify.brought[0])["message"].startswith("Mortem will tell you here")
    channel = Channel.objects.get(user=ada)
    assert (channel.form, channel.host) == ("service", "Gotify")
    assert address_of(channel) == address(gotify)
    page = ada_client.get("/you/channels/").content.decode()
    assert ("Gotify" in page, "AbcdefGhij" in page, "127.0.0.1" in page) == (True, False, False)

    queue(migration, gotify, now)
    Owner.objects.filter(name="Jun").update(user=ada)
    says(gotify, 500)
    watch_at(now)
    assert send_messages(at=now) == 1
    told = json.loads(gotify.brought[-1])
    assert told["title"] == "Tripped: Is the queue too long?"
    assert told["message"].endswith(f"/r/{migration.pk}/signals/{migration.signals.get().pk}/")
    assert gotify.asked[-1][1]["user-agent"] == "Mortem"


def test_nobody_is_called_and_the_link_stays(ada: User, gotify: Site, now: datetime) -> None:
    channel = channel_for(ada, ChannelForm.SERVICE, address(gotify), at=now)
    long = Message("Tripped: @room", "@all " + "x" * 20_000, "https://m.example/", "k")
    assert post(channel, long) == ""
    told = json.loads(gotify.brought[0])
    assert told["title"] == "Tripped: @\u200broom"
    assert told["message"].startswith("@\u200ball x")
    assert told["message"].endswith("https://m.example/")


def test_what_lies_inside_is_not_told_unless_that_is_allowed(
    ada_client: Client, gotify: Site, settings: Settings
) -> None:
    settings.OUTGOING_NETWORKS = ()
    asked = {"form": "service", "address": address(gotify), "hears": ["signals"]}
    answer = ada_client.post("/you/channels/", asked)
    assert answer.status_code == 422
    assert "127.0.0.1 may not be asked: it is this computer itself." in answer.content.decode()
    assert (gotify.asked, Channel.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("gotify://169.254.169.254/AbcdefGhij", "where clouds keep their keys"),
        ("gotify://[::ffff:169.254.169.254]/AbcdefGhij", "it hides an IPv4 address"),
        ("gotify://10.1.2.3/AbcdefGhij", "it is private"),
        ("gotify://0x7f.1:8080/AbcdefGhij", "cannot be read as an address"),
        ("gotify://localhost:8080/AbcdefGhij", "this computer itself"),
        ("signal://10.1.2.3/15551234567/15557654321", "it is private"),
        ("matrix://user:word@10.1.2.3/#ops", "it is private"),
        ("nctalk://user:word@10.1.2.3/room", "it is private"),
        ("hassio://10.1.2.3/token", "it is private"),
        ("pushdeer://10.1.2.3/pushkey", "it is private"),
        ("tgram://nonsense", "cannot be read as an address of that service"),
    ],
)
def test_where_a_service_may_not_be_is_said_in_words(
    path: str, said: str, settings: Settings
) -> None:
    settings.OUTGOING_NETWORKS = ()
    with pytest.raises(MortemError, match=said):
        hand_over(path, "Mortem", "Hello")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"busy", 503), "It answered with status 503."),
        (Reply(b"", 302, {"location": "http://169.254.169.254/"}), "It answered with status 302."),
        (Reply(b"late", seconds=3), "no whole answer within 2 seconds"),
    ],
)
def test_what_was_in_the_way_is_said_and_no_redirect_is_followed(
    reply: Reply, said: str, gotify: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reply.seconds:
        monkeypatch.setattr(services, "SECONDS", 2)
    gotify.replies["/down/message"] = reply
    with pytest.raises(MortemError) as refused:
        hand_over(address(gotify, "down/"), "Mortem", "Hello")
    assert said in str(refused.value)
    assert [path for path, _headers in gotify.asked] == ["/down/message"]


def test_what_is_no_service_is_not_even_begun(gotify: Site) -> None:
    with pytest.raises(BadInput):
        hand_over(f"json://127.0.0.1:{gotify.port}/message", "Mortem", "Hello")
    assert gotify.asked == []


def test_a_service_cannot_be_told_over_anything_but_a_judged_connection() -> None:
    guard = Guard([LOCAL])
    with socket.socket() as plain:
        guard("socket.connect", (plain, ("127.0.0.1", 8080)))
        for there in (("10.1.2.3", 443), ("127.0.0.1", 25), ("8.8.8.8", 53)):
            with pytest.raises(NotOutside):
                guard("socket.connect", (plain, there))
    with socket.socket(socket.AF_UNIX) as other, pytest.raises(NotOutside):
        guard("socket.connect", (other, "/run/docker.sock"))
    for event in ("subprocess.Popen", "os.system", "os.exec", "os.fork", "socket.sendto"):
        with pytest.raises(NotOutside):
            guard(event, ())
    guard("open", ("file", "r", 0))
    assert "10.1.2.3" in str(guard.refusal)


def test_the_process_takes_nothing_of_mortems_along(
    gotify: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:word@db/mortem")
    hand_over(address(gotify), "Mortem", "Hello")
    assert len(gotify.asked) == 1
    taken = services.environment()
    assert not {"HTTP_PROXY", "DATABASE_URL", "MORTEM_SECRET_KEY"} & taken.keys()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_service_is_one_that_the_library_knows_by_that_name() -> None:
    from apprise import Apprise

    known = {
        scheme: str(one["service_name"])
        for one in Apprise().details()["schemas"]
        for scheme in [*(one["protocols"] or ()), *(one["secure_protocols"] or ())]
    }
    own_names = {"Microsoft Teams": "MSTeams", "PagerDuty": "Pager Duty", "Home Assistant": "HomeA"}
    for scheme, name in SERVICES.items():
        assert own_names.get(name, name).casefold() in known[scheme].casefold()
