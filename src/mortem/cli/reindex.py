"""`mortem reindex`: read every text again, so that all of it can be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mortem.cli import desk

if TYPE_CHECKING:
    from pathlib import Path


def reindex(*, data: Path | None) -> None:
    """Build the search anew and print how many things can be found."""
    desk.sit_down(data)
    from mortem.web import search  # noqa: PLC0415 - needs Django

    typer.echo(f"{search.reindex()} things can be found.")
