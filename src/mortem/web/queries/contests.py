"""What people see differently, by the text it is about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.record import EntryKind, Role
from mortem.web.models import Contest, TimelineEntry
from mortem.web.queries.records import contest_of

if TYPE_CHECKING:
    from mortem.web.models import Participant, Review


@dataclass(frozen=True, slots=True)
class Contested:
    """The contests of a review: by the identifier of what they are about, and how many wait."""

    by_subject: dict[str, list[Contest]]
    open: int


def contested(review: Review) -> Contested:
    """Return all contests, in the order in which they were raised; one query."""
    found = defaultdict[str, list[Contest]](list)
    rows = list(Contest.objects.filter(review=review).select_related("participant"))
    for row in rows:
        found[str(row.subject)].append(row)
    return Contested(dict(found), sum(contest_of(row).is_open for row in rows))


def involved_facilitator(review: Review) -> Participant | None:
    """Return who facilitates, if they say or an account says that they were part of the event."""
    here = review.participants.filter(removed_at=None, role=Role.FACILITATOR)
    for one in here:
        if one.involved or _has_an_account(review, one.name):
            return one
    return None


def _has_an_account(review: Review, name: str) -> bool:
    accounts = TimelineEntry.objects.filter(review=review, kind=EntryKind.ACCOUNT)
    return bool(name) and accounts.filter(attributed_to__iexact=name).exists()
