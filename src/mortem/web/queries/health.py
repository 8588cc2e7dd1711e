"""What the health panel is read from. Gathered when somebody asks, and kept nowhere (METHOD C5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mortem.core.chain import RETOLD, TURNED
from mortem.core.health import Facts, Write
from mortem.core.mentions import finder
from mortem.core.record import Kind, Visibility
from mortem.web.models import Membership, Review
from mortem.web.queries.records import record_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from mortem.core import record as r

HALF_YEAR = timedelta(days=182)
# What people are called who have no name here, or none any more: words of any sentence.
_NO_NAMES = frozenset({"somebody", "facilitator", "me"})
# The field in which each says something; the others only place or describe it.
_READ = {"review": "summary"} | dict.fromkeys(
    ("timeline_entry", "cause", "lesson", "action_item"), "text"
)


def facts_of(review: Review, *, at: datetime) -> Facts:
    """Return the facts of this moment; only people who still take part are in them."""
    record = record_of(review)
    here = {
        str(pk) for pk in review.participants.filter(removed_at=None).values_list("pk", flat=True)
    }
    record = _with_people(record, here)
    return Facts(
        record=record,
        mentions=finder(_names(review, record), _teams(review)),
        writes=tuple(_writes(record.activity)),
        seen=tuple(_seen(record)),
        reports=_reports(review, at),
    )


def _with_people(record: r.Record, here: set[str]) -> r.Record:
    people = tuple(one for one in record.participants if one.id in here)
    return replace(record, participants=people)


def _names(review: Review, record: r.Record) -> set[str]:
    """Return every name the review may know somebody by: seats, owners, accounts, the team."""
    names = {one.name for one in record.participants} | {one.name for one in record.owners}
    names |= set(review.participants.values_list("name", flat=True))
    names |= {entry.attributed_to for entry in record.entries}
    if review.team_id is not None:
        members = Membership.objects.filter(team=review.team_id)
        names |= set(members.values_list("user__name", flat=True))
    return {name for name in names if name.strip() and name.casefold() not in _NO_NAMES}


def _teams(review: Review) -> list[str]:
    return [] if review.team is None else [review.team.name]


def _writes(lines: Iterable[r.Activity]) -> Iterator[Write]:
    """Yield who wrote what, where they signed it and it says something else than before."""
    said: dict[str, str] = {}
    for line in lines:
        who = None if line.verb in RETOLD | TURNED else line.actor
        for one in line.wordings:
            if _READ.get(one.noun) != one.field:
                continue
            if who is not None and one.text != said.get(one.subject, ""):
                first = one.subject not in said
                yield Write(by=who, subject=one.subject, noun=one.noun, first=first)
            said[one.subject] = one.text


def _seen(record: r.Record) -> Iterator[str]:
    for line in record.activity:
        for one in line.wordings:
            if one.noun == "review" and one.field == "visibility" and one.text:
                yield one.text


def _reports(review: Review, at: datetime) -> tuple[int, int] | None:
    """Count what the team has opened to itself; None without a team, or before half a year is over."""
    end = review.created_at + HALF_YEAR
    if review.team_id is None or at < end:
        return None
    shared = Review.objects.filter(
        kind=Kind.POSTMORTEM, team=review.team_id, visibility=Visibility.TEAM, deleted_at=None
    ).exclude(pk=review.pk)
    before = shared.filter(created_at__range=(review.created_at - HALF_YEAR, review.created_at))
    after = shared.filter(created_at__gt=review.created_at, created_at__lte=end)
    return before.count(), after.count()
