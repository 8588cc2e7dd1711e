"""`mortem signals …`: where signals stand, and numbers sent to them from this computer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from mortem.cli import desk
from mortem.core.errors import BadInput, NotFound
from mortem.core.watching import can_be_kept

if TYPE_CHECKING:
    from pathlib import Path

    from mortem.web.models import User, Watch

SHORT = 8
_SHORTEST = 4


def list_signals(*, data: Path | None) -> None:
    """Print one line a signal that Mortem reads, those that speak first."""
    rows = sorted(_watches(desk.sit_down(data)), key=lambda watch: _ORDER.get(watch.state, 3))
    typer.echo("\n".join(map(_line, rows)) if rows else "Mortem reads no signal by itself yet.")


_ORDER = {"tripped": 0, "leaning": 1, "stale": 2}


def _line(watch: Watch) -> str:
    read = f"{watch.read_at:%Y-%m-%d %H:%M}" if watch.read_at else "not read yet    "
    question = " ".join(watch.signal.question.split())
    return f"{watch.signal_id.hex[:SHORT]}  {watch.state:8}  {read}  {question}"


def push(wanted: str, number: float, *, data: Path | None) -> None:
    """Keep one number of a signal that is told its numbers. Raises NotFound, or BadInput."""
    if not can_be_kept(number):
        raise BadInput("number", "{number} is no number between -1e100 and 1e100.", number=number)
    watch = _find(_watches(desk.sit_down(data)), wanted)
    from mortem.web.operations.watching import take_numbers  # noqa: PLC0415 - needs Django

    if watch.address_hash is None:
        raise BadInput("signal", "Mortem asks for this signal's numbers itself; none can be sent.")
    take_numbers([(watch.address_hash, number, datetime.now(UTC))])
    typer.echo(f"Kept: {number:g}. It counts with the next round of mortem serve or mortem worker.")


def _watches(user: User) -> list[Watch]:
    from mortem.web.access import readable_reviews  # noqa: PLC0415 - needs Django
    from mortem.web.models import Watch  # noqa: PLC0415

    mine = Watch.objects.filter(signal__review__in=readable_reviews(user), signal__deleted_at=None)
    return list(mine.select_related("signal").order_by("signal__position"))


def _find(watches: list[Watch], wanted: str) -> Watch:
    letters = wanted.replace("-", "").lower()
    found = [one for one in watches if one.signal_id.hex.startswith(letters)]
    if len(found) != 1 or len(letters) < _SHORTEST:
        raise NotFound(
            "There is not exactly one signal “{wanted}”.",
            wanted=wanted,
            hint="See them all: mortem signals list",
        )
    return found[0]
