"""Links by which others come in: opened, used, taken back.

A link's token and a room's letters are made from the installation's secret key and the
share's identifier. So whoever runs the review can see them again, while the database holds
hashes only: neither a copy of it nor its backup opens a room.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unicodedata import normalize
from uuid import uuid4

from django.db import transaction
from django.db.models import Max, Q
from django.utils.crypto import salted_hmac

from mortem.core.errors import BadInput, NotFound
from mortem.core.record import Mode, Role
from mortem.web import tokens
from mortem.web.models import Opening, Participant, Share
from mortem.web.operations.activity import append_activity, hold
from mortem.web.operations.participants import NAME_LENGTH, join_review
from mortem.web.operations.parts import plain_name
from mortem.web.permissions import may
from mortem.web.queries.shares import is_open, open_shares

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from mortem.web.models import Review, User

ROOM_DAYS = 7
CODE_LETTERS = "BCDFGHJKMPQRTVWXYZ"  # none that sounds or looks like another: it is read aloud
CODE_LENGTH = 6
NO_SUCH_CODE = "These letters open no room. Is one of them another letter, or is the room closed?"


def token_of(share: Share) -> str:
    """Return the 256 random-looking bits of a share's link."""
    return tokens.own_token("mortem.share.token", share.pk)


def code_of(share: Share) -> str:
    """Return the six letters of a room; empty when the share has none."""
    return _code(share.pk) if share.code_hash == _code_hash(_code(share.pk)) else ""


def _code(share_id: UUID) -> str:
    digest = salted_hmac("mortem.share.code", str(share_id), algorithm="sha256").digest()
    number = int.from_bytes(digest[:12], "big")
    letters = ""
    for _place in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_LETTERS))
        letters += CODE_LETTERS[place]
    return letters


def _code_hash(code: str) -> str:
    # Keyed: 34 million codes are soon tried against a plain hash.
    return salted_hmac("mortem.share.code_hash", code, algorithm="sha256").hexdigest()


@transaction.atomic
def open_room(review: Review, *, by: Participant, at: datetime) -> Share:
    """Open the room to whoever holds the link or the letters, for a week. Open already is fine."""
    hold(review)
    there = open_shares(review, at=at).filter(audience=Share.Audience.ROOM).first()
    return there or add_share(
        review,
        audience=Share.Audience.ROOM,
        role=Role.PARTICIPANT,
        ends_at=_room_ends(review, at),
        by=by,
        at=at,
    )


def _room_ends(review: Review, at: datetime) -> datetime:
    """Return a week from now; for a review held over days, a week after its last deadline."""
    last: datetime = review.deadlines.aggregate(last=Max("at"))["last"] or at
    return max(at, last) + timedelta(days=ROOM_DAYS)


@transaction.atomic
def add_share(
    review: Review,
    *,
    audience: Share.Audience,
    role: Role,
    ends_at: datetime | None,
    by: Participant,
    at: datetime,
    **told: Any,
) -> Share:
    """Add one share; `told` is what a deliberate one says of itself (`showing.show_review`)."""
    has_code = audience == Share.Audience.ROOM
    pk = uuid4()
    while has_code and Share.objects.filter(code_hash=_code_hash(_code(pk))).exists():
        pk = uuid4()
    share = Share(pk=pk, review=review, audience=audience, role=role, **told)
    share.created_at, share.expires_at = at, ends_at
    share.hash = tokens.hash_of(token_of(share))
    share.code_hash = _code_hash(_code(pk)) if has_code else ""
    share.save(force_insert=True)
    append_activity(review, "share.opened", by=by, at=at, id=pk, role=role)
    return share


def find_share(token: str, *, at: datetime) -> Share:
    """Return the share of a link. Raises NotFound alike for guessed, expired and revoked ones."""
    return _found(Q(hash=tokens.hash_of(token)), at)


def find_code(code: str, *, at: datetime) -> Share:
    """Return the share of six letters, however they were typed. Raises NotFound."""
    plain = normalize("NFKC", code).upper()  # some keyboards type wide letters
    letters = "".join(letter for letter in plain if letter.isalpha())
    return _found(Q(code_hash=_code_hash(letters)), at)


def _found(which: Q, at: datetime) -> Share:
    open_ones = Share.objects.filter(which, is_open(at), review__deleted_at=None)
    open_ones = open_ones.exclude(audience=Share.Audience.TEAM)
    share = open_ones.select_related("review").first()
    if share is None:
        raise no_such_room()
    return share


def no_such_room() -> NotFound:
    """Return the one answer to every link that does not open."""
    return NotFound(
        "This link does not open a room, or not any more.",
        hint="Ask whoever sent it for a fresh one; a letter may be missing at its end.",
    )


@transaction.atomic
def join_by_share(
    share: Share, *, name: str, user: User | None, browser_key: str, at: datetime
) -> Participant:
    """Take the seat that a link offers; except in a room it stands as long as the share does.

    Raises NotFound for whoever was asked to leave, for a share that ended meanwhile, and for
    a second person with a link that was for one.
    """
    hold(share.review)
    whose = Q(user=user) if user else Q(user=None, key_hash=_seat_key(browser_key, share))
    known = share.review.participants.filter(whose).first()
    if _is_refused(share, known, at):
        raise no_such_room()
    me = join_review(
        share.review,
        name=name,
        role=Role(share.role),
        user=user,
        browser_key=browser_key,
        at=at,
    )
    if _is_new(known, at) or not may(me.role, Role(share.role)):
        Participant.objects.filter(pk=me.pk).update(role=share.role, share=_hangs_on(share))
        me.refresh_from_db()
    note_opening(me, at=at)
    return me


def _is_new(known: Participant | None, at: datetime) -> bool:
    """Tell whether somebody has no seat that stands: never had one, or what it hung on is over."""
    if known is None or known.removed_at is not None:
        return True
    return known.share is not None and not known.share.opens(at)


def _seat_key(browser_key: str, share: Share) -> str:
    return tokens.hash_of(browser_key, share.review_id)


def _is_refused(share: Share, known: Participant | None, at: datetime) -> bool:
    """Tell whether a link does not open for this person; an earlier share that ended bars nobody."""
    if not Share.objects.filter(is_open(at), pk=share.pk).exists():
        return True
    if known is not None and known.removed_at is not None:
        return known.share_id in {None, share.pk}
    others = share.seats.exclude(pk=known.pk) if known else share.seats.all()
    return share.audience == Share.Audience.PERSON and others.exists()


def _hangs_on(share: Share) -> Share | None:
    """Return what a seat hangs on: nothing in a room, nor where it would tell who takes part (P5)."""
    hidden = share.review.mode == Mode.ANONYMOUS and share.role != Role.READER
    return None if hidden or share.audience == Share.Audience.ROOM else share


@transaction.atomic
def note_opening(me: Participant, *, at: datetime) -> None:
    """Keep that somebody has opened what is shared with them; in an anonymous review nothing is."""
    if me.share is not None and me.review.mode != Mode.ANONYMOUS:
        Opening.objects.update_or_create(
            share=me.share, participant=me, user=None, defaults={"last_at": at}
        )


@transaction.atomic
def note_team_opening(share: Share, user: User, *, at: datetime) -> None:
    """Keep that somebody of the team has opened what is shared with all of it."""
    if share.review.mode != Mode.ANONYMOUS:
        Opening.objects.update_or_create(
            share=share, user=user, participant=None, defaults={"last_at": at}
        )


@transaction.atomic
def revoke_share(share: Share, *, by: Participant, at: datetime) -> None:
    """Take a share back, at once: its link ends, and so does every seat that hangs on it."""
    hold(share.review)
    if Share.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=at):
        share.seats.filter(removed_at=None).update(removed_at=at)
        append_activity(share.review, "share.revoked", by=by, at=at, id=share.pk)


@transaction.atomic
def close_room(review: Review, *, by: Participant, at: datetime) -> int:
    """Close the door: the room's link and letters end. Whoever is in stays in."""
    doors = open_shares(review, at=at).filter(audience=Share.Audience.ROOM)
    closed = doors.update(revoked_at=at)
    append_activity(review, "room.closed", by=by, at=at)
    return closed


@transaction.atomic
def let_back_in(who: Participant, *, by: Participant, at: datetime) -> None:
    """Undo a removal; from now on they stay until they are asked to leave."""
    Participant.objects.filter(pk=who.pk).update(removed_at=None, share=None)
    append_activity(who.review, "participant.returned", by=by, at=at)


def name_seat(me: Participant, *, name: str, at: datetime) -> None:
    """Choose the name or alias by which the others see one.

    Raises BadInput for no name, and in an anonymous review, where guests have none (P5).
    """
    if me.review.mode == Mode.ANONYMOUS and me.role != Role.FACILITATOR:
        raise BadInput("name", "In an anonymous review nobody's name is kept.")
    with transaction.atomic():
        name = plain_name("name", name, limit=NAME_LENGTH)
        Participant.objects.filter(pk=me.pk).update(name=name)
        append_activity(me.review, "participant.named", by=None, at=at)
