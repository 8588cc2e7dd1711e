"""Letters that remind of actions: taken once a day, given back when refused, stopped and wanted again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.crypto import constant_time_compare

from mortem.core.errors import NotFound
from mortem.core.reminding import RESTS_AFTER
from mortem.web import tokens
from mortem.web.models import Letterbox, Owner, Told, User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from mortem.core.reminding import Stage
    from mortem.web.models import ActionItem

    Due = tuple[ActionItem, Stage, date]


@transaction.atomic
def take_day(
    address: str, *, seen: date | None, today: date, of: Iterable[Due], at: datetime
) -> Letterbox | None:
    """Take this day's letter to an address and note what it says; None when it is not ours.

    `seen` is the day of the last letter, as whoever composed this one saw it. Whoever compares
    and sets it first writes; the others find it changed.
    """
    box, _is_new = Letterbox.objects.get_or_create(address=address)
    free = Letterbox.objects.filter(pk=box.pk, told_date=seen, stopped_at=None)
    if seen == today or not free.update(told_date=today):
        return None
    Told.objects.bulk_create(
        Told(letterbox=box, action=item, stage=stage, day=day, at=at) for item, stage, day in of
    )
    return box


def give_back(box: Letterbox, *, at: datetime) -> None:
    """Forget what a refused letter said: the next day's says it again."""
    Told.objects.filter(letterbox=box, at=at).delete()


def letterbox_of(user: User) -> Letterbox | None:
    """Return this person's letterbox, once they have an address; it is made when first needed."""
    if not user.has_address:
        return None
    return Letterbox.objects.filter(address=user.address.lower()).first() or Letterbox(
        address=user.address.lower()
    )


@transaction.atomic
def want_reminders(address: str, *, wanted: bool, at: datetime) -> None:
    """Stop all reminders to an address, or let them come again from the next day on."""
    box, _is_new = Letterbox.objects.get_or_create(address=address.lower())
    Letterbox.objects.filter(pk=box.pk).update(stopped_at=None if wanted else at)


def way_out(letterbox_id: UUID) -> str:
    """Return what the last line of a letter carries, so that only its reader can stop them."""
    return tokens.proof("mortem.letterbox.stop", letterbox_id)


def letterbox_by_proof(letterbox_id: UUID, proof: str) -> Letterbox:
    """Return the letterbox that a letter's last line leads to. Raises NotFound for a guessed one."""
    found = Letterbox.objects.filter(pk=letterbox_id).first()
    if found is None or not constant_time_compare(proof, way_out(letterbox_id)):
        raise NotFound("There is nothing to stop here, or its address is forgotten.")
    return found


def forget_old_words(*, at: datetime) -> int:
    """Forget what was said of days so long past that nothing is said of them any more. Returns how many."""
    return Told.objects.filter(day__lt=at.date() - 2 * RESTS_AFTER).delete()[0]


def forget_letterboxes() -> int:
    """Forget addresses that no account and no owner has any more. Returns how many."""
    users = User.objects.filter(address__iexact=OuterRef("address"))
    owners = Owner.objects.filter(address__iexact=OuterRef("address"))
    return Letterbox.objects.exclude(Exists(users)).exclude(Exists(owners)).delete()[0]
