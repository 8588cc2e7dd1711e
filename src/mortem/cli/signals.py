"""`mortem signals …`: where signals stand, looks at them, and numbers sent to them from this computer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from mortem.cli import desk
from mortem.core.errors import BadInput, NotFound
from mortem.core.watching import can_be_kept

if TYPE_CHECKING:
    from pathlib import Path

    from mortem.web.models import Signal, User, Watch

SHORT = 8
_SHORTEST = 4


def list_signals(*, data: Path | None) -> None:
    """Print one line a signal, those that speak first: its state, when it was read or is due, what it asks."""
    rows = sorted(map(_row, _signals(desk.sit_down(data))), key=lambda row: _ORDER.get(row[1], 3))
    lines = [f"{short}  {state:8}  {when:16}  {asks}" for short, state, when, asks in rows]
    typer.echo("\n".join(lines) if lines else "Nothing is watched yet.")


_ORDER = {"tripped": 0, "leaning": 1, "stale": 2}


def _row(signal: Signal) -> tuple[str, str, str, str]:
    from mortem.core.signal import state  # noqa: PLC0415 - loaded when called
    from mortem.web.operations.plans import today_of  # noqa: PLC0415 - needs Django
    from mortem.web.queries.records import signal_of  # noqa: PLC0415

    short, asks = signal.pk.hex[:SHORT], " ".join(signal.question.split())
    watch: Watch | None = getattr(signal, "watch", None)
    if watch is not None:
        read = f"{watch.read_at:%Y-%m-%d %H:%M}" if watch.read_at else "not read yet"
        return short, watch.state, read, asks
    today = today_of(signal.review, datetime.now(UTC))
    due = f"due {signal.next_date}" if signal.next_date else "no day"
    return short, state(signal_of(signal), today=today).value, due, asks


def check_in(wanted: str, what: str, *, note: str, data: Path | None) -> None:
    """Keep one look at a signal. Raises NotFound, or BadInput for no state there is."""
    user = desk.sit_down(data)
    signal = _find(_signals(user), wanted)
    from mortem.core.record import ReadingState, Role  # noqa: PLC0415 - loaded when called
    from mortem.web import access  # noqa: PLC0415 - needs Django
    from mortem.web.operations import signals  # noqa: PLC0415
    from mortem.web.operations.plans import today_of  # noqa: PLC0415

    if what not in set(ReadingState):
        known = ", ".join(ReadingState)
        raise BadInput("state", "“{state}” is none of: {known}.", state=what, known=known)
    if hasattr(signal, "watch"):
        raise BadInput("signal", "Mortem reads this signal itself.")
    seat, now = access.seat_of(user, signal.review, need=Role.PARTICIPANT), datetime.now(UTC)
    signals.check_in(
        signal,
        state=ReadingState(what),
        note=note,
        today=today_of(signal.review, now),
        by=seat.participant,
        at=now,
    )
    signal.refresh_from_db()
    after = f" The next look is on {signal.next_date}." if signal.next_date else ""
    typer.echo(f"Kept: {what}.{after}")
    if what == ReadingState.TRIPPED and signal.response:
        typer.echo(f"You agreed: {' '.join(signal.response.split())}")


def push(wanted: str, number: float, *, data: Path | None) -> None:
    """Keep one number of a signal that is told its numbers. Raises NotFound, or BadInput."""
    if not can_be_kept(number):
        raise BadInput("number", "{number} is no number between -1e100 and 1e100.", number=number)
    signal = _find(_signals(desk.sit_down(data)), wanted)
    from mortem.web.operations.watching import take_numbers  # noqa: PLC0415 - needs Django

    watch: Watch | None = getattr(signal, "watch", None)
    if watch is None or watch.address_hash is None:
        raise BadInput("signal", "This signal is not one that numbers are sent to.")
    take_numbers([(watch.address_hash, number, datetime.now(UTC))])
    typer.echo(f"Kept: {number:g}. It counts with the next round of mortem serve or mortem worker.")


def _signals(user: User) -> list[Signal]:
    from mortem.web.access import readable_reviews  # noqa: PLC0415 - needs Django
    from mortem.web.models import Signal  # noqa: PLC0415

    mine = Signal.objects.filter(review__in=readable_reviews(user))
    found = mine.select_related("watch", "review", "owner")
    return list(found.prefetch_related("readings").order_by("review__created_at", "position"))


def _find(signals: list[Signal], wanted: str) -> Signal:
    letters = wanted.replace("-", "").lower()
    found = [one for one in signals if one.pk.hex.startswith(letters)]
    if len(found) != 1 or len(letters) < _SHORTEST:
        raise NotFound(
            "There is not exactly one signal “{wanted}”.",
            wanted=wanted,
            hint="See them all: mortem signals list",
        )
    return found[0]
