"""`mortem list` and `mortem show`: what is there, for a terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from mortem.cli import desk, start

if TYPE_CHECKING:
    from pathlib import Path

    from mortem.core.record import Record
    from mortem.web.models import Review

SHORT = 8  # letters of an identifier: enough to tell thousands apart


def list_reviews(*, data: Path | None) -> None:
    """Print one line a review, the newest first."""
    user = desk.sit_down(data)
    from mortem.web.access import readable_reviews  # noqa: PLC0415 - needs Django

    rows = [_line(review) for review in readable_reviews(user)]
    typer.echo("\n".join(rows) if rows else "Nothing is here yet. Begin: mortem new")


def _line(review: Review) -> str:
    way = "ahead" if review.looks_ahead else "back"
    facts = f"{review.created_at:%Y-%m-%d}  {way:5}  {review.phase:9}"
    return f"{review.pk.hex[:SHORT]}  {facts}  {' '.join(review.title.split())}"


def show(wanted: str, *, data: Path | None) -> None:
    """Print one review in short: where it stands, what it found, what is still open."""
    user = desk.sit_down(data)
    review = desk.find_review(user, wanted)
    place = desk.address(start.choose_data(data))
    typer.echo(in_short(review, *[f"{place}/r/{review.pk}/"] * bool(place)))


def in_short(review: Review, *last: str) -> str:
    """Return a review in a few lines of text, and what comes after them."""
    from mortem.web.queries.records import record_of  # noqa: PLC0415 - needs Django

    record = record_of(review, history=False)
    parts = [_head(record), *_body(record), _open(record), list(last)]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _head(record: Record) -> list[str]:
    from mortem.core import phases  # noqa: PLC0415 - loaded with Django's rest
    from mortem.core.playbooks import playbook  # noqa: PLC0415

    label = phases.phase(record.kind, record.phase).label
    return [record.title, f"{record.kind} · {playbook(record.context).name} · {label}", record.id]


def _body(record: Record) -> list[list[str]]:
    from mortem.core.record import Disposition, Kind  # noqa: PLC0415

    if record.kind is Kind.PREMORTEM:
        top = [cause.text for cause in record.causes if cause.disposition is Disposition.TOP]
        return [_said(record.failure_sentence or record.success), _named("Top risks", top)]
    lessons = [lesson.text for lesson in record.lessons]
    return [_said(record.summary), _named("Lessons", lessons)]


def _said(text: str) -> list[str]:
    return [text] if text else []


def _named(title: str, lines: list[str]) -> list[str]:
    return [f"{title}:", *(f"  - {' '.join(line.split())}" for line in lines)] if lines else []


def _open(record: Record) -> list[str]:
    from mortem.core.review import missing  # noqa: PLC0415

    lacks = [
        lack.message for lack in missing(record, today=datetime.now(UTC).date()) if lack.required
    ]
    return _named("Still open", lacks) or ["Nothing is missing."]
