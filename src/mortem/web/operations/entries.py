"""Timeline entries: facts, and accounts of what somebody believed then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from mortem.core.errors import BadInput, NotFound
from mortem.core.record import EntryKind, Mode, Precision
from mortem.web import search
from mortem.web.models import Card, TimelineEntry
from mortem.web.operations.activity import append_activity, signed
from mortem.web.operations.citations import cite
from mortem.web.operations.parts import delete_part, next_position, plain_text, restore_part
from mortem.web.queries.wordings import said_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, timedelta
    from uuid import UUID

    from mortem.web.models import Participant, Review
    from mortem.web.operations.citations import Cite

ENTRY_LENGTH = 4_000  # characters


@dataclass(frozen=True, slots=True)
class When:
    """A moment as exactly as it is known (METHOD E3); both ends aware."""

    at: datetime
    until_at: datetime | None = None
    precision: Precision = Precision.MINUTE


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry says. An account belongs to somebody, a fact to nobody (METHOD E4)."""

    when: When
    text: str
    kind: EntryKind = EntryKind.FACT
    attributed_to: str = ""


@transaction.atomic
def add_entry(
    review: Review,
    told: Told,
    *,
    cites: Cite | None = None,
    account: Card | None = None,
    by: Participant,
    at: datetime,
) -> TimelineEntry:
    """Add a moment to the timeline; `account` is the turned account it tells, told once.

    Raises BadInput for an empty text or an account of nobody. In anonymous reviews an account
    belongs to nobody, and history does not say who put it here (METHOD P5).
    """
    if account is not None and account.entry is not None and account.entry.deleted_at is None:
        return account.entry
    place = next_position(TimelineEntry.everything.filter(review=review))
    entry: TimelineEntry = TimelineEntry.objects.create(
        review=review, position=place, **_values(review, told)
    )
    if cites is not None:
        cite(entry, cites)
    if account is not None:
        Card.objects.filter(pk=account.pk, review=review, revealed=True).update(entry=entry)
    _record(entry, "timeline_entry.added", by=by, at=at)
    return entry


@transaction.atomic
def add_entries(
    review: Review, moments: Iterable[tuple[Told, Cite]], *, by: Participant, at: datetime
) -> list[TimelineEntry]:
    """Put several moments on the timeline, each with the lines it rests on: all or none."""
    return [add_entry(review, told, cites=cites, by=by, at=at) for told, cites in moments]


@transaction.atomic
def delete_entries(entries: Iterable[TimelineEntry], *, by: Participant, at: datetime) -> None:
    """Take several moments off the timeline: all or none."""
    for entry in entries:
        delete_entry(entry, by=by, at=at)


@transaction.atomic
def move_entries(
    entries: Iterable[TimelineEntry], shift: timedelta, *, by: Participant, at: datetime
) -> None:
    """Move several moments in time, each by as much: all or none.

    Raises BadInput where one would leave the years 1 to 9999.
    """
    for entry in entries:
        try:
            entry.at += shift
            entry.until_at = entry.until_at and entry.until_at + shift
        except OverflowError:
            raise BadInput("shift", "No calendar reaches that far.") from None
        entry.save(update_fields=["at", "until_at"])
        _record(entry, "timeline_entry.changed", by=by, at=at)


@transaction.atomic
def restore_entries(entries: Iterable[TimelineEntry], *, by: Participant, at: datetime) -> None:
    """Put several moments back: all or none."""
    for entry in entries:
        restore_entry(entry, by=by, at=at)


@transaction.atomic
def change_entry(
    entry: TimelineEntry,
    told: Told,
    *,
    cites: Cite | None = None,
    keep: Collection[UUID] = (),
    by: Participant,
    at: datetime,
) -> TimelineEntry:
    """Change a moment; of its citations those in `keep` stay, and `cites` comes to them."""
    if not TimelineEntry.objects.filter(pk=entry.pk).update(**_values(entry.review, told)):
        raise NotFound(
            "Somebody deleted this meanwhile.", hint="Reload the page to see what is left."
        )
    entry.refresh_from_db()
    cite(entry, cites, keep=keep)
    _record(entry, "timeline_entry.changed", by=by, at=at)
    return entry


def _record(entry: TimelineEntry, verb: str, *, by: Participant, at: datetime) -> None:
    nobodys = entry.kind == EntryKind.ACCOUNT and entry.review.mode == Mode.ANONYMOUS
    line = signed(entry.review, None if nobodys else by, at)
    append_activity(entry.review, verb, words=said_of(entry), id=entry.pk, **line)
    search.put(entry)


def _values(review: Review, told: Told) -> dict[str, Any]:
    whose = " ".join(told.attributed_to.replace("\x00", "").split())
    if told.kind is EntryKind.ACCOUNT and not whose and review.mode != Mode.ANONYMOUS:
        raise BadInput("attributed_to", "Whose account is it? A name or a role is enough.")
    return {
        "at": told.when.at,
        "until_at": told.when.until_at,
        "precision": told.when.precision,
        "text": plain_text("text", told.text, limit=ENTRY_LENGTH),
        "kind": told.kind,
        "attributed_to": whose[:120] if told.kind is EntryKind.ACCOUNT else "",
    }


def delete_entry(entry: TimelineEntry, *, by: Participant, at: datetime) -> None:
    """Take a moment off the timeline."""
    delete_part(entry, by=by, at=at)


def restore_entry(entry: TimelineEntry, *, by: Participant, at: datetime) -> None:
    """Put a moment back."""
    restore_part(entry, by=by, at=at)
