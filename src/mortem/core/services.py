"""Services that take a message at an address of their own kind, as the library Apprise reads it.

Such an address names its service where others say “https”. Only these services may be named: each
of them carries a text to people, and none reads a file, writes one or starts a program here.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from mortem.core.errors import BadInput
from mortem.core.outgoing import LONGEST

SERVICES: Final = {
    "dingtalk": "DingTalk",
    "feishu": "Feishu",
    "flock": "Flock",
    "gotify": "Gotify",
    "gotifys": "Gotify",
    "hassio": "Home Assistant",
    "hassios": "Home Assistant",
    "httpsms": "httpSMS",
    "lark": "Lark",
    "line": "LINE",
    "matrix": "Matrix",
    "matrixs": "Matrix",
    "nctalk": "Nextcloud Talk",
    "nctalks": "Nextcloud Talk",
    "opsgenie": "Opsgenie",
    "pagerduty": "PagerDuty",
    "pbul": "Pushbullet",
    "pover": "Pushover",
    "prowl": "Prowl",
    "pushdeer": "PushDeer",
    "pushdeers": "PushDeer",
    "seven": "seven",
    "signal": "Signal",
    "signals": "Signal",
    "simplepush": "Simplepush",
    "splunk": "Splunk On-Call",
    "tgram": "Telegram",
    "threema": "Threema",
    "twilio": "Twilio",
    "twist": "Twist",
    "vonage": "Vonage",
    "wecombot": "WeCom",
    "workflows": "Microsoft Teams",
    "wxteams": "Webex",
    "zulip": "Zulip",
}
"""What a service is called, by the word that its addresses begin with; an “s” more means https."""

# Teams hands out an address of a page; Apprise reads it as it is.
_TEAMS = re.compile(
    r"https://[a-z0-9_.-]+\.(logic\.azure\.[a-z]{2,12}|(power|apps)platform(\.[a-z0-9-]{2,24}){1,3})"
    r"(:[1-9][0-9]{0,4})?/(?:[a-z0-9/-]*/)?workflows/[^?]+\?[^#]+",
    re.IGNORECASE,
)
# Whom to tell and how loudly. Anything else could name a file, turn off what is checked, or shift limits.
_SAID_AFTER: Final = frozenset(
    {"to", "topic", "from", "priority", "sound", "device", "silent", "region", "mode", "route"}
    | {"api-version", "sp", "sv", "sig"}  # Teams
)
_BETWEEN = re.compile(r"[?&;]|%3f|%26|%3b", re.IGNORECASE)  # however often it is read
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0]")


def service_of(address: str) -> str:
    """Return the name of the service that an address leads to.

    Raises BadInput for an address of none of these services, and for one that asks for more than
    whom to tell.
    """
    if len(address) > LONGEST:
        raise BadInput("address", "This address is longer than {most} characters.", most=LONGEST)
    if _UNSEEN.search(address):
        raise BadInput("address", "An address has no spaces or unseen characters in it.")
    scheme, sign, _rest = address.partition("://")
    scheme = "workflows" if _TEAMS.fullmatch(address) else scheme.lower()
    if scheme not in SERVICES or not sign:
        raise BadInput("address", "An address of a service begins with its own word: tgram://…")
    for said in _BETWEEN.split(address)[1:]:
        name = unquote(said.partition("=")[0]).strip().lower()
        if name not in _SAID_AFTER:
            raise BadInput("address", "“{name}” cannot be said in an address here.", name=name[:40])
    return SERVICES[scheme]
