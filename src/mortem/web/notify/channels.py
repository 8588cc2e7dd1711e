"""A short message, brought to an address that takes messages.

What is posted goes through the one guarded door (`egress.py`), like the requests of sources;
a service of its own kind is told by a process that is guarded in the same way (`services.py`).
"""

from __future__ import annotations

import asyncio
import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from mortem.core.errors import CannotRead, MortemError
from mortem.core.outgoing import place
from mortem.core.services import service_of
from mortem.web import source_secrets
from mortem.web.egress import Ask, fetch
from mortem.web.models import ChannelForm
from mortem.web.notify.services import hand_over
from mortem.web.notify.signing import signed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mortem.web.models import Channel


MOST_LETTERS: Final = 3_500
"""What every one of these services takes in one message, with room for its own signs."""


class Message(NamedTuple):
    """What is told: a line, a few words more, where to look, and by what it is known when it comes twice.

    A program is told as `data` what people read in words.
    """

    title: str
    text: str
    link: str
    known_as: str
    data: Mapping[str, object] = MappingProxyType({})


def host_of(form: ChannelForm, address: str) -> str:
    """Return what is shown of an address. Raises MortemError for one that this form cannot have."""
    return service_of(address) if form == ChannelForm.SERVICE else place(address).host


def sealed(address: str) -> str:
    """Return a channel's address as it is kept."""
    return source_secrets.seal({"address": address})


def address_of(channel: Channel) -> str:
    """Return where a channel is. Raises CannotRead where this installation's key is another one."""
    return source_secrets.unseal(channel.sealed)["address"]


def post(channel: Channel, message: Message) -> str:
    """Hand one message over. Returns nothing when it was taken, or else what was in the way."""
    try:
        if channel.form == ChannelForm.SERVICE:
            _tell(address_of(channel), message)
        else:
            _post(channel, message)
    except MortemError as error:
        hint = f" {_(error.hint)}" if error.hint else ""
        return f"{_(error.template).format(**error.data)}{hint}"
    return ""


def _tell(service: str, message: Message) -> None:
    text = _plain(message._replace(title=""))
    hand_over(service, _ringing_for_nobody(message.title), _ringing_for_nobody(text))


def _post(channel: Channel, message: Message) -> None:
    headers, body = _WRITTEN[ChannelForm(channel.form)](message)
    if channel.form == ChannelForm.JSON:
        headers |= signed(channel, message.known_as, body, at=timezone.now())
    answer = asyncio.run(fetch(Ask(address_of(channel), body=body, headers=headers)))
    if answer.is_refusal:
        raise CannotRead("It answered with status {status}.", status=answer.status)


def _plain(message: Message, most: int = MOST_LETTERS) -> str:
    """Return a message in lines, at most so long; it is the words that are cut, never the link."""
    room = max(0, most - len(message.title) - len(message.link) - 2)
    text = message.text if len(message.text) <= room else f"{message.text[: max(0, room - 1)]}…"
    return "\n".join(filter(None, [message.title, text, message.link]))


def _calling_nobody(text: str) -> str:
    """Return a text that a chat takes as text: no tag of its own, and no “@channel” that rings for all."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ringing_for_nobody(plain)


def _ringing_for_nobody(text: str) -> str:
    return text.replace("@", "@\N{ZERO WIDTH SPACE}")


def _chat(message: Message) -> tuple[dict[str, str], bytes]:
    """Slack, Mattermost, Rocket.Chat, Google Chat, and Zulip's door for Slack's messages."""
    title, text = _calling_nobody(message.title), _calling_nobody(message.text)
    return _json({"text": _plain(message._replace(title=title, text=text))})


def _discord(message: Message) -> tuple[dict[str, str], bytes]:
    """Discord; nobody is called by what a text says."""
    return _json({"content": _plain(message, 2000), "allowed_mentions": {"parse": []}})


def _ntfy(message: Message) -> tuple[dict[str, str], bytes]:
    """ntfy: the body is the message, the rest are headers, which are ASCII by RFC 2047."""
    from email.header import Header  # noqa: PLC0415 - only for this

    title = Header(message.title, "utf-8", maxlinelen=10_000).encode()
    headers = {"title": title, "content-type": "text/plain; charset=utf-8"}
    if message.link.startswith("https:"):
        headers["click"] = message.link
    return headers, _plain(message._replace(title="")).encode()


def _generic(message: Message) -> tuple[dict[str, str], bytes]:
    """A program of one's own."""
    said = {"title": message.title, "text": message.text, "link": message.link}
    return _json({"mortem": 1, "id": message.known_as, **said, **message.data})


def _json(said: dict[str, object]) -> tuple[dict[str, str], bytes]:
    return {"content-type": "application/json"}, json.dumps(said).encode()


_WRITTEN: dict[ChannelForm, Callable[[Message], tuple[dict[str, str], bytes]]] = {
    ChannelForm.CHAT: _chat,
    ChannelForm.DISCORD: _discord,
    ChannelForm.NTFY: _ntfy,
    ChannelForm.JSON: _generic,
}
