"""A document that comes from outside, as a page, the command line or a program brings it."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import BadInput, TooLarge
from mortem.core.formats import json_form, markdown
from mortem.web import archive
from mortem.web.operations.imports import import_review

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review, User

MOST_BYTES = 100 * 1024 * 1024
MOST_TEXT_BYTES = 20 * 1024 * 1024
_ZIP = b"PK"


def bring_in(file: IO[bytes], *, name: str, by: User, at: datetime) -> Review:
    """Import one Markdown, JSON or ZIP document: all of it, or nothing.

    What it is, its bytes tell; the name only helps in sentences. Raises BadDocument with
    line and column, BadInput, AlreadyThere or TooLarge.
    """
    start = file.read(2)
    file.seek(0)
    if start == _ZIP:
        return _from_archive(file, by, at)
    raw = file.read(MOST_TEXT_BYTES + 1)
    if len(raw) > MOST_TEXT_BYTES:
        raise TooLarge(
            "“{name}” is larger than {megabytes} MB, the most for a text.",
            name=name,
            megabytes=MOST_TEXT_BYTES // 1024 // 1024,
        )
    return from_text(archive.decoded(raw, name), by=by, at=at)


def from_text(text: str, *, by: User, at: datetime) -> Review:
    """Import a Markdown or JSON document."""
    if not text.strip():
        raise BadInput("document", "There is nothing in this document.")
    if text.lstrip().startswith(("{", "[")):
        return import_review(json_form.parse(text), by=by, at=at)
    return import_review(markdown.parse(text, at=at), by=by, at=at)


def _from_archive(file: IO[bytes], by: User, at: datetime) -> Review:
    arrived = archive.read(file)
    with transaction.atomic():
        review = import_review(arrived.record, by=by, at=at, brought=arrived.brought)
        archive.keep_evidence(file, arrived)
    return review
