"""A program can tell that a message is from here: as a receiver checks it, over real HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.web.jobs.send_messages import send_messages
from mortem.web.models import Channel, ChannelForm, Delivery
from mortem.web.notify.signing import secret_of
from mortem.web.operations.channels import channel_for, keep_channel
from tests.web.jobs.test_send_to_channels import trips
from tests.web.loopback import Reply

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import Review, User
    from tests.web.loopback import Site

FIVE_MINUTES = 300  # seconds


def channel_to(here: Site, user: User, form: ChannelForm, at: datetime) -> Channel:
    return keep_channel(channel_for(user, form, here.url("/hook"), at=at))


def is_genuine(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Check a message as the receiver's side of Standard Webhooks says, in code of its own."""
    key = b64decode(secret.removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    proof = b64encode(hmac.digest(key, said, hashlib.sha256)).decode()
    age = timezone.now().timestamp() - int(headers["webhook-timestamp"])
    return f"v1,{proof}" in headers["webhook-signature"].split() and age < FIVE_MINUTES


def test_a_message_to_a_program_is_signed_and_keeps_its_name_when_it_comes_again(
    migration: Review, here: Site, ada: User, now: datetime
) -> None:
    here.replies["/hook"] = Reply(b"no", 503)
    channel = channel_to(here, ada, ChannelForm.JSON, now)
    trips(migration, here, ada, now)
    assert send_messages(at=now) == 1
    assert send_messages(at=now + timedelta(hours=1)) == 1
    (first, again) = [headers for path, headers in here.asked if path == "/hook"]
    secret = secret_of(channel)
    for headers, body in zip((first, again), here.brought, strict=True):
        assert is_genuine(headers, body, secret)
        assert not is_genuine(headers, body + b" ", secret)
        assert json.loads(body)["id"] == headers["webhook-id"]
    assert first["webhook-id"] == again["webhook-id"] == Delivery.objects.get().pk.hex


def test_another_channels_secret_proves_nothing(
    migration: Review, here: Site, ada: User, ben: User, now: datetime
) -> None:
    here.replies["/hook"] = Reply(b"ok")
    channel_to(here, ada, ChannelForm.JSON, now)
    other = channel_to(here, ben, ChannelForm.JSON, now)
    trips(migration, here, ada, now)
    assert send_messages(at=now) == 1
    (headers,) = [headers for path, headers in here.asked if path == "/hook"]
    assert not is_genuine(headers, here.brought[0], secret_of(other))


@pytest.mark.parametrize("form", [ChannelForm.JSON, ChannelForm.CHAT])
def test_the_secret_stands_beside_what_is_signed(
    form: ChannelForm, ada_client: Client, here: Site, ada: User, now: datetime
) -> None:
    secret = secret_of(channel_to(here, ada, form, now))
    is_shown = secret in ada_client.get("/you/channels/").content.decode()
    assert is_shown == (form is ChannelForm.JSON)
