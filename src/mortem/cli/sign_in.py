"""`mortem sign-in`: a fresh link for whoever sits at this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mortem.cli import desk, start
from mortem.core.errors import MortemError

if TYPE_CHECKING:
    from pathlib import Path


def sign_in(*, data: Path | None, who: str) -> None:
    """Print a link that signs `who` in once, within the hour: by name or address, or the first account.

    Raises MortemError when nothing runs here, NotFound when nobody or several are called that.
    """
    place = start.choose_data(data)
    desk.sit_down(data)
    at = desk.address(place)
    if not at:
        raise MortemError(
            "No Mortem is running on {data}, so no link would open.",
            data=place,
            hint="Start it: mortem serve. It prints a link of its own.",
        )
    typer.echo(f"{at}{start.sign_in_path(who)}")
