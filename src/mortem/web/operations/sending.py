"""Messages that are tried until they arrive: taken by one worker, noted as sent, or tried again.

A message is taken by compare-and-set before it goes. Whoever is killed after sending and before
saying so leaves one that is sent again, under the same name.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from django.db.models import F

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from mortem.web.models import Outgoing

M = TypeVar("M", bound="Outgoing")

LEASE: Final = timedelta(minutes=2)
"""How long sending may take before somebody else tries."""

GIVE_UP: Final = timedelta(hours=24)
CHOICE: Final = 50
"""From how many a worker takes one: more than there are workers who may be faster."""

_LONGEST_WAIT: Final = timedelta(hours=1)
_FIRST_WAIT: Final = timedelta(seconds=30)


def still_waiting(messages: QuerySet[M], *, at: datetime) -> QuerySet[M]:
    """Return those whose turn it is."""
    return messages.filter(next_at__lte=at, sent_at=None, dead_at=None)


def take(message: Outgoing, *, at: datetime) -> bool:
    """Take a message for this worker alone until its lease ends; tell whether that worked."""
    mine = _as_seen(message)
    message.next_at = at + LEASE
    return bool(mine.update(next_at=message.next_at, tries=F("tries") + 1))


def note_sent(messages: Sequence[Outgoing], *, at: datetime) -> None:
    """Keep that messages, which went as one, were taken by whoever carries them on."""
    for kind in {type(message) for message in messages}:
        sent = kind.rows().filter(pk__in=[message.pk for message in messages])
        sent.update(sent_at=at, next_at=None, trouble="")


def note_refused(
    message: Outgoing,
    *,
    why: str,
    at: datetime,
    since: datetime,
    when: Callable[[datetime], datetime] = lambda moment: moment,
) -> None:
    """Keep why a message was not taken; for a day from `since` on it is tried again, ever more slowly.

    `when` moves the next try to a moment at which it may come. Changes nothing once the lease is
    over: then another worker has its own word on it.
    """
    wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(message.tries, 12))
    over = at + wait > since + GIVE_UP
    again = None if over else when(at + wait)
    _as_seen(message).update(trouble=why[:200], next_at=again, dead_at=at if over else None)


def _as_seen(message: Outgoing) -> QuerySet[Outgoing]:
    return message.rows().filter(pk=message.pk, next_at=message.next_at, sent_at=None)
