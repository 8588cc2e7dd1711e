"""From values to the database: a review brought in from a file keeps its identifiers.

It also keeps its history as it was, sound or not: where that comes with its chain, importing
adds no line of its own, so that what is exported again is the same to the byte. A history
without a chain, or none, gets one that begins here, with a line that says so.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q

from mortem.core.chain import is_chained, newest_digest
from mortem.core.errors import AlreadyThere, BadInput
from mortem.core.references import check_record
from mortem.core.uuids import as_new, with_uuids
from mortem.web import search
from mortem.web.models import (
    ActionItem,
    Answer,
    Card,
    Cause,
    Citation,
    Confidence,
    Contest,
    Deadline,
    EventTime,
    Evidence,
    Lesson,
    Outcome,
    Owner,
    Participant,
    Rating,
    Reading,
    ReverseAnswer,
    Review,
    SealedReview,
    Signal,
    Theme,
    TimelineEntry,
    User,
)
from mortem.web.operations.chain import begin_chain, bring_history
from mortem.web.operations.rows import check_row

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from mortem.core import record as r

_PARTS = frozenset(
    [
        "id",
        "participants",
        "owners",
        "themes",
        "cards",
        "causes",
        "ratings",
        "confidences",
        "reverse_answers",
        "signals",
        "actions",
        "event_times",
        "entries",
        "evidence",
        "lessons",
        "answers",
        "deadlines",
        "contests",
        "activity",
    ]
)
_BATCH = 500


def import_review(
    record: r.Record,
    *,
    by: User,
    at: datetime,
    brought: frozenset[str] = frozenset(),
    example: bool = False,
) -> Review:
    """Bring a review in; `by` keeps it. All of it, or nothing.

    `brought` are the fingerprints of evidence whose bytes come along.
    Raises AlreadyThere when it, or a part of it, is among their own, and BadInput for a
    record that is not sound in itself. A pre-mortem that is not here cannot be followed:
    import that one first.
    """
    came_with = newest_digest(record)
    record = with_uuids(record)
    if not _own(by).filter(pk=record.id).exists() and Review.objects.filter(pk=record.id).exists():
        # It would tell that somebody else's is here (C3): a copy of it is a review of its own.
        record = as_new(record, str(by.pk))
    if SealedReview.objects.filter(pk=record.id).exists():
        # Two reviews at one address would take each other's words.
        record = as_new(record, str(uuid4()))
    if Review.objects.filter(pk=record.id).exists():
        raise AlreadyThere(
            "“{title}” is here already.",
            title=record.title,
            review=record.id,
            hint="Delete it for good first if you want this copy in its place.",
        )
    check_record(record)
    _check_evidence(record, by, brought)
    try:
        with transaction.atomic():
            review = _import(record, by, example=example)
            if not is_chained(record.activity):
                begin_chain(review, came_with=came_with, at=at)
            return review
    except IntegrityError as clash:
        raise AlreadyThere(
            "A part of “{title}” is here already, in another review.",
            title=record.title,
            hint="Take the identifiers out of the document to bring it in as a new one.",
        ) from clash


def _check_evidence(record: r.Record, by: User, brought: frozenset[str]) -> None:
    """Refuse to reach bytes that somebody else brought by writing down their fingerprint (E2)."""
    named = {one.sha256: one.name for one in record.evidence if one.sha256 not in brought}
    kept = Evidence.everything.filter(sha256__in=named)
    own = Q(added_by__user=by) | Q(added_by=None, review__keeper=by)
    others = set(kept.exclude(own).values_list("sha256", flat=True))
    others -= set(kept.filter(own).values_list("sha256", flat=True))
    if others:
        raise BadInput(
            "evidence",
            "“{name}” is evidence that somebody else brought here.",
            name=named[min(others)],
            hint="Bring the ZIP with the file in it, or take it out of the document.",
        )


def _import(record: r.Record, by: User, *, example: bool) -> Review:
    review = Review(**_header(record, by), keeper=by, is_example=example)
    check_row(review)
    review.save(force_insert=True)
    _people(record, review, by)
    owners = _owners(record, by)
    _many(Theme, [{"review": review, **asdict(theme)} for theme in record.themes])
    _looking_back(record, review)
    _causes(record, review, by)
    _many(Card, [_card(card, review) for card in record.cards])
    _many(Rating, [_ids(asdict(row), "cause", "participant") for row in record.ratings])
    _many(Confidence, [_confidence(row, review) for row in record.confidences])
    _many(ReverseAnswer, [{"review": review, **asdict(row)} for row in record.reverse_answers])
    _signals(record, review, owners)
    _many(ActionItem, [_owned(asdict(row), review, owners) for row in record.actions])
    _citations(record)
    _many(Deadline, [{"review": review, **asdict(row)} for row in record.deadlines])
    _many(Contest, [_contest(row, review) for row in record.contests])
    bring_history(record, review)
    search.reindex([review])
    return review


def _own(by: User) -> QuerySet[Review]:
    """Return the reviews that an imported one may point at: those the importer is in."""
    mine = Participant.objects.filter(user=by, removed_at=None).values("review")
    return Review.objects.filter(Q(keeper=by) | Q(pk__in=mine))


def _header(record: r.Record, by: User) -> dict[str, Any]:
    known = record.follows is not None and _own(by).filter(pk=record.follows).exists()
    values = {name: getattr(record, name) for name in record.__slots__ if name not in _PARTS}
    del values["follows"]
    return {
        "id": record.id,
        "follows_id": record.follows if known else None,
        "activity_count": max((row.number for row in record.activity), default=0),
        "activity_digest": newest_digest(record),
        **values,
    }


def _many(model: type[Model], rows: list[dict[str, Any]]) -> None:
    made = [model(**row) for row in rows]
    for row in made:
        check_row(row)
    model._default_manager.bulk_create(made, batch_size=_BATCH)  # noqa: SLF001


def _confidence(row: r.Confidence, review: Review) -> dict[str, Any]:
    return {"review": review, **asdict(row), "lean": row.lean or ""}


def _contest(row: r.Contest, review: Review) -> dict[str, Any]:
    return {"review": review, **_ids(asdict(row), "participant")}


def _ids(row: dict[str, Any], *references: str) -> dict[str, Any]:
    """Turn `cause` into `cause_id`, as Django takes identifiers."""
    return {f"{key}_id" if key in references else key: value for key, value in row.items()}


def _people(record: r.Record, review: Review, by: User) -> None:
    """Bring the seats in; the importer's own seat is the first facilitator of that name."""
    _many(Participant, [{"review": review, **asdict(row)} for row in record.participants])
    same = review.participants.filter(role="facilitator", name=by.name).first()
    if same is not None:
        review.participants.filter(pk=same.pk).update(user=by)


def _owners(record: r.Record, by: User) -> dict[str | None, UUID | None]:
    """Return, for each owner of the record, the one in the importer's own address book.

    A name that the book has already is that person. A second one of the same name in this
    record stays out of the book, because a book tells people apart by name.
    """
    book = {owner.name: owner.pk for owner in Owner.objects.filter(keeper=by)}
    found: dict[str | None, UUID | None] = {None: None}
    named: set[str] = set()
    for row in record.owners:
        if row.name in book and row.name not in named:
            found[row.id] = book[row.name]
        else:
            found[row.id] = _new_owner(row, None if row.name in named else by)
        named.add(row.name)
    return found


def _new_owner(row: r.Owner, keeper: User | None) -> UUID:
    taken = Owner.objects.filter(pk=row.id).exists()
    owner = Owner(
        id=uuid4() if taken else row.id,
        keeper=keeper,
        name=row.name,
        address=row.address,
        confirmed_at=row.confirmed_at,
    )
    check_row(owner)
    owner.save(force_insert=True)
    return owner.pk


def _causes(record: r.Record, review: Review, by: User) -> None:
    known = _known_causes(record, by)
    rows = []
    for cause in record.causes:
        row = _ids(asdict(cause), "theme", "parent", "foreseen_by")
        for elsewhere in ("outcome", "citations"):
            del row[elsewhere]
        if row["foreseen_by_id"] not in known:
            row["foreseen_by_id"] = None
        rows.append({"review": review, **row})
    later = {row["id"]: row.pop("parent_id") for row in rows}
    _many(Cause, rows)
    placed = [Cause(id=key, parent_id=parent) for key, parent in later.items() if parent]
    Cause.objects.bulk_update(placed, ["parent"], batch_size=_BATCH)
    outcomes = [(cause.id, cause.outcome) for cause in record.causes if cause.outcome]
    _many(Outcome, [{"cause_id": key, **asdict(outcome)} for key, outcome in outcomes])


def _known_causes(record: r.Record, by: User) -> set[str]:
    named = {cause.foreseen_by for cause in record.causes if cause.foreseen_by}
    found = Cause.objects.filter(pk__in=named, review__in=_own(by))
    return {str(key) for key in found.values_list("pk", flat=True)}


def _card(card: r.Card, review: Review) -> dict[str, Any]:
    return {
        "review": review,
        "revealed": True,
        **_ids(asdict(card), "participant", "cause", "entry"),
    }


def _signals(record: r.Record, review: Review, owners: dict[str | None, UUID | None]) -> None:
    rows = []
    for signal in record.signals:
        row = asdict(signal)
        del row["readings"]
        rows.append(_owned(row, review, owners))
    _many(Signal, rows)
    readings = [(signal.id, reading) for signal in record.signals for reading in signal.readings]
    _many(Reading, [{"signal_id": key, **asdict(reading)} for key, reading in readings])


def _owned(
    row: dict[str, Any], review: Review, owners: dict[str | None, UUID | None]
) -> dict[str, Any]:
    values = _ids(row, "cause", "owner", "signal")
    values["owner_id"] = owners[values["owner_id"]]
    for blank in ("strength", "verdict"):
        if blank in values:
            values[blank] = values[blank] or ""
    return {"review": review, **values}


def _looking_back(record: r.Record, review: Review) -> None:
    _many(EventTime, [{"review": review, **asdict(row)} for row in record.event_times])
    _many(
        Evidence, [{"review": review, **_placed(row, n)} for n, row in enumerate(record.evidence)]
    )
    entries = [asdict(row) for row in record.entries]
    for row in entries:
        del row["citations"]
    _many(TimelineEntry, [{"review": review, **row} for row in entries])
    _many(Lesson, [{"review": review, **asdict(row)} for row in record.lessons])
    _many(Answer, [{"review": review, **_placed(row, n)} for n, row in enumerate(record.answers)])


def _citations(record: r.Record) -> None:
    cited = [("entry_id", entry.id, c) for entry in record.entries for c in entry.citations]
    cited += [("cause_id", cause.id, c) for cause in record.causes for c in cause.citations]
    _many(Citation, [{field: key, **_ids(asdict(c), "evidence")} for field, key, c in cited])


def _placed(row: r.Evidence | r.Answer, place: int) -> dict[str, Any]:
    return {"position": place, **asdict(row)}
