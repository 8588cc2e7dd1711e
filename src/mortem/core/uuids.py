"""Identifiers as the database keeps them, whatever a document called its parts."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from mortem.core.references import renamed

if TYPE_CHECKING:
    from mortem.core.record import Activity, Record


def with_uuids(record: Record) -> Record:
    """Return the record with a UUID for every identifier: those it has stay as they are.

    Any other identifier, such as a short one in a hand-written document, becomes one made
    from itself and its review's, the same at every import. A chain of history that was made over
    other identifiers is left out.
    """
    before = record.follows or ""
    causes = {cause.id: cause.foreseen_by for cause in record.causes}
    named = renamed(record, lambda name: _uuid(name) or uuid_from(record.id, name))
    if named != record:
        named = replace(named, activity=tuple(map(_unchained, named.activity)))
    seen = [name and (_uuid(name) or uuid_from(before, name)) for name in causes.values()]
    return replace(
        named,
        id=_uuid(record.id) or uuid_from(record.id),
        follows=(before and (_uuid(before) or uuid_from(before))) or None,
        causes=tuple(
            replace(cause, foreseen_by=name or None)
            for cause, name in zip(named.causes, seen, strict=True)
        )
        if len(causes) == len(record.causes)
        else named.causes,
    )


def _unchained(line: Activity) -> Activity:
    return replace(line, digest="", wordings=())


def as_new(record: Record, salt: str) -> Record:
    """Return the record as one of its own: every identifier made anew from the salt.

    What it pointed at outside of itself it points at no more; its history begins a chain anew.
    """
    made = renamed(record, lambda name: uuid_from(salt, name))
    made = replace(made, activity=tuple(map(_unchained, made.activity)))
    causes = tuple(replace(cause, foreseen_by=None) for cause in made.causes)
    return replace(made, id=uuid_from(salt, record.id), follows=None, causes=causes)


def _uuid(name: str) -> str:
    try:
        return str(UUID(name))
    except ValueError:
        return ""


def uuid_from(*words: str) -> str:
    """Return a UUID that depends on nothing but the words."""
    digest = sha256("\x1f".join(words).encode("utf-8", "surrogatepass")).digest()
    return str(UUID(bytes=digest[:16], version=4))
