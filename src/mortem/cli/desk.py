"""Where every command but `serve` and `check` begins: the data folder ready, the local account known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mortem.cli import start
from mortem.core.errors import BadInput, CannotStart, NotFound
from mortem.web import env, folder

if TYPE_CHECKING:
    from pathlib import Path

    from mortem.web.models import Review, User

_SHORTEST = 4  # letters of an identifier


def sit_down(data: Path | None) -> User:
    """Return the account of whoever sits at this computer, with the data brought up to date."""
    place = start.choose_data(data)
    start.set_up(place)
    start.bring_up_to_date(place)
    from mortem.web.operations.users import local_account  # noqa: PLC0415 - needs set_up

    return local_account(at=datetime.now(UTC))


def running_at(place: Path) -> str:
    """Return the address that a server on this folder answers to; empty when none runs."""
    try:
        with folder.locked(place, ""):
            return ""
    except CannotStart as busy:
        held = str(busy.data.get("where", "")).removeprefix(": ")
        return held if held.startswith("http") else ""  # a restore holds the folder too


def address(place: Path) -> str:
    """Return where this account's pages open: as the running server says, or the public address."""
    return running_at(place) or env.public_url()


def find_review(user: User, wanted: str) -> Review:
    """Return the one review whose identifier begins so. Raises NotFound, or BadInput for several."""
    from mortem.web.access import readable_reviews  # noqa: PLC0415 - needs set_up

    letters = wanted.replace("-", "").lower()
    found = [one for one in readable_reviews(user) if one.pk.hex.startswith(letters)]
    if len(letters) < _SHORTEST or not found:
        raise NotFound(
            "There is no review “{wanted}”.", wanted=wanted, hint="See them all: mortem list"
        )
    if len(found) > 1:
        raise BadInput(
            "review",
            "“{wanted}” begins the identifiers of {count} reviews; write a few more letters.",
            wanted=wanted,
            count=len(found),
        )
    return found[0]
