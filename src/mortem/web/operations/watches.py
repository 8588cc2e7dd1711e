"""Letting Mortem read a signal by itself: set up, changed, given back to people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.core.record import SignalSource
from mortem.core.watching import Direction
from mortem.web import source_secrets, tokens
from mortem.web.models import Watch
from mortem.web.operations.parts import change_part
from mortem.web.operations.samples import longest_hold
from mortem.web.source import source_called

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from mortem.web.models import Participant, Signal

MOST_MINUTES = 60 * 24 * 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a signal is to be read. `values` are what its source asks; minutes are whole ones.

    A secret that is missing from `values` stays as it is, if the source and the origin of each
    of its addresses stay the same: it was given for that one alone.
    """

    source: str
    threshold: float
    direction: Direction = Direction.ABOVE
    hold_minutes: int = 0
    every_minutes: int = 5
    grace_minutes: int = 10
    values: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def set_watch(signal: Signal, setting: Setting, *, by: Participant, at: datetime) -> Watch:
    """Let Mortem read a signal from now on, or in another way than before.

    Numbers of another source, or of another measure, would not belong to the same row, so they
    go with it. Raises BadInput for minutes that cannot be, NotFound for a source that there is not.
    """
    source = source_called(setting.source)
    _check_minutes(setting)
    before = Watch.objects.select_for_update().filter(signal=signal).first()
    if before is not None and before.source != setting.source:
        before.delete()
        before = None
    watch = before or Watch(pk=uuid4(), signal=signal, source=setting.source)
    was = watch.values
    _settle_values(watch, setting)
    if before is not None and watch.values != was:
        _forget_numbers(watch)
    for name in ("threshold", "direction", "hold_minutes", "every_minutes", "grace_minutes"):
        setattr(watch, name, getattr(setting, name))
    watch.leans, watch.silence_trips = source.leans, source.silence_trips
    watch.started_at = watch.due_at = at
    if before is None:
        watch.state_at = at
    watch.address_hash = None if source.is_asked else tokens.hash_of(address_token(watch))
    watch.save()
    change_part(signal, by=by, at=at, source=SignalSource.WATCHED, next_date=None)
    return watch


def _settle_values(watch: Watch, setting: Setting) -> None:
    source = source_called(setting.source)
    secret = source.secrets
    stays = secret - setting.values.keys() and not source.leads_elsewhere(
        watch.values, setting.values
    )
    kept = source_secrets.unseal(watch.sealed) if stays else {}
    given = {name: text for name, text in setting.values.items() if name in secret}
    watch.sealed = source_secrets.seal(
        {name: text for name, text in (kept | given).items() if text}
    )
    watch.values = {name: text for name, text in setting.values.items() if name not in secret}


def _forget_numbers(watch: Watch) -> None:
    watch.samples.all().delete()
    watch.coarse, watch.value, watch.read_at, watch.reaches_at = [], None, None, None
    watch.words = watch.trouble = ""


def check_hold(hold_minutes: int, every_minutes: int) -> None:
    """Raise BadInput for a time over which numbers of that rhythm are not kept one by one."""
    most = longest_hold(timedelta(minutes=every_minutes)) // timedelta(minutes=1)
    if hold_minutes > most:
        raise BadInput(
            "hold_minutes",
            "{minutes} minutes are longer than every number is kept; up to {most} can be.",
            minutes=hold_minutes,
            most=most,
            hint="Numbers that are read every hour, or every day, are kept for longer.",
        )


def _check_minutes(setting: Setting) -> None:
    least = {"every_minutes": 1, "grace_minutes": 1, "hold_minutes": 0}
    for name, low in least.items():
        if not low <= (minutes := getattr(setting, name)) <= MOST_MINUTES:
            raise BadInput(
                name,
                "{minutes} minutes cannot be; {low} to {most} can.",
                minutes=minutes,
                low=low,
                most=MOST_MINUTES,
            )
    check_hold(setting.hold_minutes, setting.every_minutes)


@transaction.atomic
def stop_watch(signal: Signal, *, by: Participant, at: datetime, today: date) -> None:
    """Give a signal back to people; what was read goes, what changed stays in the readings."""
    if Watch.objects.filter(signal=signal).delete()[0]:
        day = today + timedelta(days=signal.cadence_days)
        change_part(signal, by=by, at=at, source=SignalSource.CHECK_IN, next_date=day)


def address_token(watch: Watch) -> str:
    """Return what a told signal's own address ends in: 256 bits that only this installation can make."""
    return tokens.own_token("mortem.watch.address", watch.pk)


def everything_told(watch: Watch) -> dict[str, str]:
    """Return what a source needs to read: its values, with the secrets opened."""
    values: dict[str, Any] = watch.values
    return {**values, **source_secrets.unseal(watch.sealed)}
