"""Looks that people owe, asked for by mail: one letter a person and day, at a humane hour.

Called every few minutes by any number of processes; what is asked for is noted before the letter goes,
so that nobody is asked twice. One that is refused is written anew. Whoever dies between the two loses
one letter, not the look: it stands on Today.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.urls import reverse

from mortem.core.reminding import is_humane
from mortem.web import links
from mortem.web.access import is_for_owner
from mortem.web.models import Letterbox
from mortem.web.notify.looks_due import letter
from mortem.web.notify.mail import mail_works, send_mail
from mortem.web.operations.deliveries import address_of
from mortem.web.operations.letterboxes import way_out
from mortem.web.operations.looks_asked import ask_for, link_token, take_back
from mortem.web.queries.looks_due import looks_due
from mortem.web.zones import zone_of_person

if TYPE_CHECKING:
    from mortem.web.models import Signal


def ask_for_looks(*, at: datetime) -> int:
    """Write to everybody who owes a look that has come due; return how many letters were taken."""
    if not mail_works():
        return 0
    owed: dict[str, list[Signal]] = defaultdict(list)
    for signal in looks_due(at=at):
        address = address_of(signal.owner).lower()
        local = _local(signal, at)
        if address and is_humane(local) and _has_come(signal, local) and is_for_owner(signal):
            owed[address].append(signal)
    return sum(_ask(address, signals, at) for address, signals in owed.items())


def _local(signal: Signal, at: datetime) -> datetime:
    """Return a moment on the owner's own clock; without one, on that of the review."""
    user = signal.owner.user if signal.owner else None
    return at.astimezone(zone_of_person(user, signal.review))


def _has_come(signal: Signal, local: datetime) -> bool:
    """Tell whether its day is there, and the day until which it rests, if it does."""
    days = [day for day in (signal.next_date, signal.snoozed_until_date) if day is not None]
    return max(days) <= local.date()


def _ask(address: str, signals: list[Signal], at: datetime) -> bool:
    box, _is_new = Letterbox.objects.get_or_create(address=address)
    if box.stopped_at is not None:
        return False
    since = datetime.combine(_local(signals[0], at), time.min, _local(signals[0], at).tzinfo)
    asked = ask_for(signals, address=address, since=since, at=at)
    if not asked:
        return False
    told = [(one.signal, links.absolute(_path(link_token(one)))) for one in asked]
    stop = links.absolute(reverse("reminders_by_link", args=[box.pk, way_out(box.pk)]))
    said = letter(told, stop=stop)
    if not send_mail(to=address, subject=said.subject, body=said.body):
        take_back(asked)
        return False
    return True


def _path(token: str) -> str:
    return reverse("give_look", args=[token])
