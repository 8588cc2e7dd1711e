"""An address for the steps of one review: left of one's own will, confirmed, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare

from mortem.core.errors import BadInput, NotFound
from mortem.web import tokens
from mortem.web.models import Reminder, Token
from mortem.web.operations.users import use_token

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from mortem.web.models import Participant

CONFIRM_DAYS = 14


@transaction.atomic
def ask_reminder(me: Participant, address: str, *, at: datetime) -> str:
    """Keep an address with a seat and return the token that its holder confirms with.

    Until then nothing goes there. Asking again ends the earlier link. Raises BadInput for
    something that is no address.
    """
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadInput(
            "address", "“{value}” does not look like an e-mail address.", value=address[:80]
        ) from error
    reminder, _is_new = Reminder.objects.update_or_create(
        participant=me, defaults={"address": address, "confirmed_at": None}
    )
    Token.objects.filter(reminder=reminder, used_at=None).delete()
    token = tokens.new_token()
    Token.objects.create(
        purpose=Token.Purpose.CONFIRM_REMINDER,
        hash=tokens.hash_of(token),
        reminder=reminder,
        address=address,
        expires_at=at + timedelta(days=CONFIRM_DAYS),
    )
    return token


@transaction.atomic
def remind_by_account(me: Participant, *, at: datetime) -> bool:
    """Use the address that this person's account has confirmed. Returns whether it has one."""
    user = me.user
    if user is None or not user.has_address:
        return False
    Reminder.objects.update_or_create(
        participant=me, defaults={"address": user.address, "confirmed_at": at}
    )
    return True


def decline_reminder(me: Participant) -> None:
    """Say no: nothing is kept but that one was asked."""
    Reminder.objects.update_or_create(
        participant=me, defaults={"address": "", "confirmed_at": None}
    )


@transaction.atomic
def confirm_reminder(token: str, *, at: datetime) -> Reminder:
    """Confirm, by the holder of the address, that mail about this review may go there."""
    used = use_token(token, Token.Purpose.CONFIRM_REMINDER, at=at)
    reminder = used.reminder
    assert reminder is not None  # noqa: S101 - every such token has one
    reminder.confirmed_at = at
    reminder.save(update_fields=["confirmed_at"])
    return reminder


def stop_proof(reminder_id: UUID) -> str:
    """Return what the last line of a mail carries, so that only its reader can end the mails."""
    return tokens.proof("mortem.reminder.stop", reminder_id)


def reminder_to_stop(reminder_id: UUID, proof: str) -> Reminder:
    """Return the reminder that a mail's last line ends. Raises NotFound for a guessed one."""
    found = Reminder.objects.filter(pk=reminder_id).first()
    if found is None or not constant_time_compare(proof, stop_proof(reminder_id)):
        raise NotFound("There is nothing to end here, or it has ended already.")
    return found


def forget_ended(*, at: datetime) -> int:
    """Forget the addresses of reviews that are closed or put away. Returns how many."""
    ended = Q(participant__review__phase="closed", participant__review__closed_at__lte=at)
    ended |= Q(participant__review__deleted_at__lte=at)
    return Reminder.objects.filter(ended).delete()[0]
