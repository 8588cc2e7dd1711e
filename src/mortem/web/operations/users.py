"""Accounts: made, named, reached by an address, signed in by one-time links."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q

from mortem.core.errors import AlreadyThere, BadInput, NotFound
from mortem.web import tokens
from mortem.web.models import Owner, Participant, Review, Token, User
from mortem.web.operations.owner_names import introduce
from mortem.web.operations.participants import tell_renamed
from mortem.web.operations.parts import plain_name

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.core.telling import Wishes

SIGN_IN_MINUTES = 60
CONFIRM_DAYS = 2
NAME_LENGTH = 120


@transaction.atomic
def local_account(*, at: datetime) -> User:
    """Return the account of whoever sits at this computer, making it on the first start."""
    return User.objects.filter(is_local=True, is_active=True).first() or User.objects.create(
        is_local=True, created_at=at
    )


def account_called(who: str) -> User:
    """Return the one account of that name or confirmed address. Raises NotFound."""
    named = Q(name=who) | Q(address__iexact=who, address_confirmed_at__isnull=False)
    found = list(User.objects.filter(named, is_active=True)[:2])
    if len(found) != 1:
        raise NotFound(
            "Not exactly one account is called “{who}”.",
            who=who,
            hint="Try the address that the person confirmed under You.",
        )
    return found[0]


def account_at(address: str) -> User | None:
    """Return the account that confirmed this address, if there is one."""
    return User.objects.filter(
        address__iexact=address.strip(), address_confirmed_at__isnull=False, is_active=True
    ).first()


@transaction.atomic
def issue_sign_in(user: User, *, at: datetime) -> str:
    """Return a token that signs this person in once, within the hour. Only its hash is kept."""
    token = tokens.new_token()
    Token.objects.create(
        purpose=Token.Purpose.SIGN_IN,
        hash=tokens.hash_of(token),
        user=user,
        expires_at=at + timedelta(minutes=SIGN_IN_MINUTES),
    )
    return token


def find_token(token: str, purpose: Token.Purpose, *, at: datetime) -> Token:
    """Return an unused, unexpired token without using it up. Raises NotFound."""
    found = (
        Token.objects.select_related("user", "owner")
        .filter(hash=tokens.hash_of(token), purpose=purpose, used_at=None, expires_at__gt=at)
        .first()
    )
    if found is None:
        raise NotFound(
            "This link has been used, or its time is over.",
            hint="Ask for a fresh one: on this computer, restart Mortem or run “mortem sign-in”.",
        )
    return found


@transaction.atomic
def use_token(token: str, purpose: Token.Purpose, *, at: datetime) -> Token:
    """Use a token up, exactly once. Raises NotFound when somebody already did."""
    found = find_token(token, purpose, at=at)
    if not Token.objects.filter(pk=found.pk, used_at=None).update(used_at=at):
        raise NotFound("This link has been used.", hint="Ask for a fresh one.")
    return found


@transaction.atomic
def name_user(user: User, name: str, *, at: datetime) -> User:
    """Call somebody by this name from now on, also where they had none or the old one.

    What they own as “Me” carries the name too. Raises BadInput when empty or too long.
    """
    was, now = user.name, plain_name("name", name, limit=NAME_LENGTH)
    if was != now:
        seats = Participant.objects.filter(user=user, name=was)
        reviews = list(Review.objects.filter(participants__in=seats))
        seats.update(name=now)
        tell_renamed(reviews, at=at)
    user.name = now
    user.save(update_fields=["name"])
    introduce(user)
    return user


def choose_zone(user: User, zone: str) -> User:
    """Show times in this zone; empty follows the browser. Raises BadInput for an unknown one."""
    if zone and zone not in available_timezones():
        raise BadInput(
            "zone",
            "There is no zone “{zone}”; write one such as Europe/Berlin, or leave this empty.",
            zone=zone,
        )
    user.zone = zone
    user.save(update_fields=["zone"])
    return user


@transaction.atomic
def choose_when_told(user: User, wishes: Wishes, *, zone: str) -> User:
    """Keep when somebody wants to be told of signals, by the clock of `zone`, which is theirs from then on.

    Raises BadInput as `choose_zone` does.
    """
    user.quiet_from, user.quiet_until = wishes.quiet_from, wishes.quiet_until
    user.is_told_daily, user.may_wake = wishes.is_daily, wishes.may_wake
    user.save(update_fields=["quiet_from", "quiet_until", "is_told_daily", "may_wake"])
    return choose_zone(user, zone) if wishes.is_daily or wishes.quiet_from else user


@transaction.atomic
def ask_to_confirm(user: User, address: str, *, at: datetime) -> str:
    """Return the token with which an address is confirmed, within two days.

    Until then the old address stays. Raises BadInput for something that is no address.
    """
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadInput(
            "address", "“{value}” does not look like an e-mail address.", value=address
        ) from error
    Token.objects.filter(user=user, purpose=Token.Purpose.CONFIRM_ADDRESS, used_at=None).delete()
    token = tokens.new_token()
    Token.objects.create(
        purpose=Token.Purpose.CONFIRM_ADDRESS,
        hash=tokens.hash_of(token),
        user=user,
        address=address,
        expires_at=at + timedelta(days=CONFIRM_DAYS),
    )
    return token


def confirm_address(token: str, *, at: datetime) -> User:
    """Confirm an address by its link; owners that are this person are reached there too.

    Raises AlreadyThere when another account has it; the link is then not used up.
    """
    try:
        with transaction.atomic():
            used = use_token(token, Token.Purpose.CONFIRM_ADDRESS, at=at)
            user = used.user
            assert user is not None  # noqa: S101 - every such token has one
            user.address, user.address_confirmed_at = used.address, at
            user.save(update_fields=["address", "address_confirmed_at"])
            Owner.objects.filter(user=user).update(address=used.address, confirmed_at=at)
            return user
    except IntegrityError as error:
        raise AlreadyThere(
            "Another account here has this address already.",
            hint="Use a different one, or erase the other account first.",
        ) from error
