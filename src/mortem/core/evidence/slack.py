"""A Slack export as a whole: its messages name people by a key, which a file beside them explains."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

USERS: Final = "users.json"
ABOUT: Final = frozenset(
    {
        USERS, "channels.json", "groups.json", "dms.json", "mpims.json", "integration_logs.json",
        "canvases.json", "file_conversations.json", "lists.json", "org_users.json",
    }
)  # fmt: skip
"""Files of an export that say something about the others and hold no messages."""

_MENTION = re.compile(r"<@([A-Z0-9]{2,20})(?:\|[^<>]{0,80})?>")


def is_export(names: Iterable[str]) -> bool:
    """Tell whether an archive with files of these names is a Slack export."""
    return {"channels.json", USERS} <= set(names)


def people_in(users: bytes) -> dict[str, str]:
    """Return names by the keys that messages use; empty for a file that is not what it should be."""
    try:
        listed: Any = json.loads(users)
    except (ValueError, RecursionError):
        return {}
    people = listed if isinstance(listed, list) else []
    return {
        str(one["id"]): name
        for one in people
        if isinstance(one, dict) and "id" in one and (name := _name_of(one))
    }


def _name_of(user: Mapping[str, Any]) -> str:
    names = [user.get("real_name"), user.get("name")]
    if isinstance(profile := user.get("profile"), dict):
        names = [profile.get("real_name"), *names, profile.get("display_name")]
    return next((name.strip() for name in names if isinstance(name, str) and name.strip()), "")


def with_names(text: str, people: Mapping[str, str]) -> str:
    """Return a message in which people are mentioned by their names."""
    return _MENTION.sub(lambda found: f"@{people.get(found[1], found[1])}", text)
