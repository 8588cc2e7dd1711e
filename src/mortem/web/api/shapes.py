"""What the answers look like."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema


class ReviewLine(Schema):
    """A review as a list shows it."""

    id: UUID
    kind: str
    context: str
    title: str
    phase: str
    created_at: datetime


class ReviewPage(Schema):
    """Some reviews, newest first; `next` is the page after this one, or nothing."""

    reviews: list[ReviewLine]
    next: int | None


class WordingLine(Schema):
    """What one field was set to. Without words they were erased, or are not for this reader."""

    subject: UUID
    noun: str
    field: str
    text: str
    salt: str
    digest: str


class IntegrityLine(Schema):
    """Whether a record is what was written in it; `step` is the one whose digest was asked about."""

    holds: bool
    count: int
    intact: int
    newest: str
    erased: int
    findings: list[str]
    step: int | None


class ActivityLine(Schema):
    """One line of a review's history. Lines about silent cards name nobody.

    Those who take part also get the words it set, of what is still there.
    """

    number: int
    at: datetime
    verb: str
    actor: UUID | None
    data: dict[str, str]
    digest: str
    wordings: list[WordingLine]


class Piece(Schema):
    """A part of an excerpt, and whether it was looked for."""

    text: str
    found: bool


class FoundLine(Schema):
    """One place where the words were found."""

    review: UUID
    noun: str
    id: UUID
    excerpt: list[Piece]


class NeedLine(Schema):
    """One thing that waits for the account."""

    kind: str
    text: str
    review: UUID
    phase: str
    anchor: str
    day: date | None
    who: str


class Brought(Schema):
    """Where an imported review is now."""

    id: UUID
    title: str
    url: str
