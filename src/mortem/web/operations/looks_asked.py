"""Looks at signals that are asked for by mail, and given by the link in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q

from mortem.core.errors import NotFound, SomebodyWasFirst
from mortem.web import tokens
from mortem.web.models import LookAsked, Signal
from mortem.web.operations.signals import check_in
from mortem.web.queries.watching import WATCHED_IN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mortem.core.record import ReadingState
    from mortem.web.models import Reading

LINK_DAYS: Final = 14


@transaction.atomic
def ask_for(
    signals: Iterable[Signal], *, address: str, since: datetime, at: datetime
) -> list[LookAsked]:
    """Note that looks at these signals are asked for at an address; return those that are ours to ask.

    Not of a signal that got another owner or another day since it was read.
    None where anything was asked for there `since`: not more than one letter a day.
    """
    seen = {one.pk: (one.owner_id, one.next_date) for one in signals}
    held = Signal.objects.select_for_update().filter(pk__in=seen)
    signals = [one for one in held if (one.owner_id, one.next_date) == seen[one.pk]]
    there = Q(owner__address__iexact=address) | Q(owner__user__address__iexact=address)
    if LookAsked.objects.filter(there, at__gte=since).exists():
        return []
    asked = (_ask(signal, at) for signal in signals)
    return [one for one in asked if one is not None]


def _ask(signal: Signal, at: datetime) -> LookAsked | None:
    if signal.owner is None or signal.next_date is None:
        return None
    if LookAsked.objects.filter(signal=signal, owner=signal.owner, day=signal.next_date).exists():
        return None
    asked = LookAsked(signal=signal, owner=signal.owner, day=signal.next_date, at=at)
    asked.expires_at = at + timedelta(days=LINK_DAYS)
    asked.hash = tokens.hash_of(link_token(asked))
    asked.save(force_insert=True)
    return asked


def take_back(asked: Iterable[LookAsked]) -> None:
    """Forget what was asked for in a letter that was refused: it is written anew."""
    LookAsked.objects.filter(pk__in=[one.pk for one in asked]).delete()


def link_token(asked: LookAsked) -> str:
    """Return what the link to a look ends in; no table holds it."""
    return tokens.own_token("mortem.look.link", asked.pk)


def find_look(token: str, *, at: datetime) -> LookAsked:
    """Return what a link asks for. Raises NotFound alike for guessed, ended and foreign ones."""
    found = (
        LookAsked.objects.filter(
            hash=tokens.hash_of(token),
            expires_at__gt=at,
            signal__deleted_at=None,
            signal__review__deleted_at=None,
            signal__review__phase__in=WATCHED_IN,
        )
        .select_related("signal__review", "owner__user")
        .first()
    )
    if found is None or found.owner_id != found.signal.owner_id:
        raise NotFound(
            "This link leads nowhere, or not any more.",
            hint="The signal stands on the page of its review.",
        )
    return found


@transaction.atomic
def give_look(
    asked: LookAsked, *, state: ReadingState, note: str, today: date, at: datetime
) -> Reading:
    """Keep the look that was asked for. Raises SomebodyWasFirst where one was given already."""
    signal = Signal.objects.select_for_update().get(pk=asked.signal_id)
    if signal.next_date != asked.day:
        raise SomebodyWasFirst("Somebody has looked at it already.", hint="Nothing more is needed.")
    return check_in(signal, state=state, note=note, today=today, by=None, at=at)
