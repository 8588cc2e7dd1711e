"""Who can see a review: by whom it is held, to whom it is shown, and which of them have opened it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from mortem.web.models import Opening, Share

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from mortem.web.models import Participant, Review


def is_open(at: datetime, *, share: str = "") -> Q:
    """Tell that a share is neither taken back nor over; `share` leads to it, such as `share__`."""
    until = f"{share}expires_at"
    ends_later = Q(**{until: None}) | Q(**{f"{until}__gt": at})
    return Q(**{f"{share}revoked_at": None}) & ends_later


def is_held(at: datetime) -> Q:
    """Tell that a seat still stands: nobody asked them to leave, and what it hangs on is open."""
    return Q(removed_at=None) & (Q(share=None) | is_open(at, share="share__"))


def open_shares(review: Review, *, at: datetime) -> QuerySet[Share]:
    """Return the shares of a review that still open it."""
    return review.shares.filter(is_open(at))


@dataclass(frozen=True, slots=True)
class Reader:
    """One who came by a share; `opened_at` is None where that is not kept."""

    name: str
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One act of sharing, and who has opened what it shows."""

    share: Share
    readers: tuple[Reader, ...]


@dataclass(frozen=True, slots=True)
class Sees:
    """All who can see a review, and to whom it was shown before."""

    people: tuple[Participant, ...]
    shown: tuple[Shown, ...]
    ended: tuple[Shown, ...]


def who_sees(review: Review, *, at: datetime) -> Sees:
    """Return who takes part, and every share that opens or once opened the review."""
    # A seat without account and key came with a document, or was left by somebody who erased themselves.
    here = review.participants.filter(removed_at=None, share=None).exclude(user=None, key_hash="")
    shares = review.shares.exclude(audience=Share.Audience.ROOM).select_related("team")
    openings = list(
        Opening.objects.filter(share__review=review).select_related("participant", "user")
    )
    shown = {share: _shown(share, openings) for share in shares}
    return Sees(
        people=tuple(here),
        shown=tuple(one for share, one in shown.items() if share.opens(at)),
        ended=tuple(one for share, one in shown.items() if not share.opens(at)),
    )


def _shown(share: Share, openings: list[Opening]) -> Shown:
    mine = [one for one in openings if one.share_id == share.pk]
    return Shown(share, tuple(Reader(_name(one), one.last_at) for one in mine))


def _name(opening: Opening) -> str:
    whose = opening.participant or opening.user
    return whose.name if whose else ""
