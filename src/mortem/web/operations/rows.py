"""Whether a row from outside can be kept, on either database.

SQLite takes texts of any length and numbers of any size, PostgreSQL does not; what one of
them cannot hold is refused by both, in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.backends.base.operations import BaseDatabaseOperations

from mortem.core.errors import BadInput

if TYPE_CHECKING:
    from django.db.models import Field, Model


def check_row(row: Model) -> None:
    """Raise BadInput for a value that a column cannot hold: too long, too large, not text."""
    values = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}  # noqa: SLF001
    for field in row._meta.concrete_fields:  # noqa: SLF001
        _check_text(field.name, values[field.name])
        _check_number(field, values[field.name])
    unchecked = [
        field.name
        for field in row._meta.concrete_fields  # noqa: SLF001
        if field.is_relation or values[field.name] in (None, "", {})
    ]
    try:
        row.clean_fields(exclude=unchecked)
    except ValidationError as error:
        name, words = next(iter(error.message_dict.items()))
        raise BadInput(
            name,
            "The {name} “{value}” cannot be kept: {why}",
            name=name.replace("_", " "),
            value=str(values[name])[:60],
            why=" ".join(words),
        ) from error


def _check_text(name: str, value: Any) -> None:
    for text in _texts(value):
        if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise BadInput(
                name,
                "The {name} “{value}” holds a character that is no text.",
                hint="Take the character away; it shows as a box or not at all.",
                name=name.replace("_", " "),
                value="".join(c if c.isprintable() else "�" for c in text[:60]),
            )


def _check_number(field: Field[Any, Any], value: Any) -> None:
    """Keep to the ranges that PostgreSQL has; SQLite would take any number."""
    low, high = BaseDatabaseOperations.integer_field_ranges.get(
        field.get_internal_type(), (value, value)
    )
    if isinstance(value, int) and not low <= value <= high:
        raise BadInput(
            field.name,
            "The {name} {value} cannot be kept; it may go from {low} to {high}.",
            name=field.name.replace("_", " "),
            value=value,
            low=low,
            high=high,
        )


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    return [value] if isinstance(value, str) else []
