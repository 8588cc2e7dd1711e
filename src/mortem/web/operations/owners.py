"""Owners: named, given an address once, confirmed by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from mortem.core.errors import AlreadyThere, BadInput
from mortem.web import tokens
from mortem.web.models import Owner, Review, Token, User
from mortem.web.operations.owner_names import free_name
from mortem.web.operations.parts import plain_name
from mortem.web.operations.users import use_token

if TYPE_CHECKING:
    from datetime import datetime

NAME_LENGTH = 120
CONFIRM_DAYS = 14


@transaction.atomic
def owner_named(review: Review, who: str | User, *, at: datetime) -> Owner | None:
    """Return who answers for something, writing them into the review's address book when new.

    `who` is a name, empty for nobody, or the account of whoever says "me": that one is reached
    through Mortem itself and needs no address. The book is the team's, or else that of whoever
    keeps the review.
    """
    if isinstance(who, User):
        return _myself(review, who, at)
    if not who.strip():
        return None
    clean = plain_name("owner", who, limit=NAME_LENGTH)
    owner, _ = Owner.objects.get_or_create(name=clean, **_book(review))
    if not (owner.user_id or owner.address):
        _tie_to_account(owner, review, at)
    return owner


def _tie_to_account(owner: Owner, review: Review, at: datetime) -> None:
    """Reach somebody who takes part with an account through it; nobody asks for an address."""
    here = review.participants.filter(name=owner.name, removed_at=None).exclude(user=None)
    people = [one.user for one in here.select_related("user")[:2]]
    if len(people) == 1 and people[0] is not None:
        claim_owner(owner, by=people[0], at=at)


def _book(review: Review) -> dict[str, Any]:
    if review.team_id:
        return {"team": review.team, "keeper": None}
    return {"team": None, "keeper": review.keeper}


def _myself(review: Review, me: User, at: datetime) -> Owner:
    book = _book(review)
    mine = Owner.objects.filter(user=me, **book).first()
    if mine is not None:
        return mine
    nameless = Owner.objects.filter(user=None, address="", name=me.name, **book).first()
    if me.name and nameless is not None:
        claim_owner(nameless, by=me, at=at)
        return nameless
    return Owner.objects.create(
        name=free_name(me, book), user=me, address=me.address, confirmed_at=at, **book
    )


@transaction.atomic
def claim_owner(owner: Owner, *, by: User, at: datetime) -> None:
    """Say "that is me": the owner is reached through this account.

    Raises AlreadyThere when the name is somebody else's already.
    """
    if owner.user_id == by.pk:
        return
    _refuse_taken(owner)
    owner.user, owner.address, owner.confirmed_at = by, owner.address or by.address, at
    owner.save(update_fields=["user", "address", "confirmed_at"])


@transaction.atomic
def ask_owner(owner: Owner, address: str, *, at: datetime) -> str:
    """Keep an address and return the token that its holder confirms with, within two weeks.

    Asking again ends the earlier link. Raises BadInput for something that is no address,
    AlreadyThere for somebody who is reached already: nobody redirects another one's messages.
    """
    _refuse_taken(owner)
    try:
        validate_email(address.strip())
    except ValidationError as error:
        raise BadInput(
            "address", "“{value}” does not look like an e-mail address.", value=address
        ) from error
    owner.address = address.strip()
    owner.save(update_fields=["address"])
    Token.objects.filter(owner=owner, used_at=None).delete()
    token = tokens.new_token()
    Token.objects.create(
        purpose=Token.Purpose.CONFIRM_OWNER,
        hash=tokens.hash_of(token),
        owner=owner,
        address=owner.address,
        expires_at=at + timedelta(days=CONFIRM_DAYS),
    )
    return token


def _refuse_taken(owner: Owner) -> None:
    if owner.is_reachable:
        raise AlreadyThere(
            "{name} can be reached already.", name=owner.name, hint="Nothing needs to be done."
        )


@transaction.atomic
def confirm_owner(token: str, *, at: datetime) -> Owner:
    """Confirm, by the holder of the address, that they answer for what carries their name."""
    owner = use_token(token, Token.Purpose.CONFIRM_OWNER, at=at).owner
    assert owner is not None  # noqa: S101 - every such token has one
    Owner.objects.filter(pk=owner.pk).update(confirmed_at=at)
    owner.refresh_from_db()
    return owner
