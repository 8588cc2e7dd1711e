"""What a caller may rely on: the name of each error, its status over HTTP, its exit code."""

from __future__ import annotations

from mortem.core import errors

PROMISED = {
    "NotOutside": ("not_outside", 422, 2),
    "CannotRead": ("cannot_read", 422, 1),
    "BadInput": ("bad_input", 422, 2),
    "BadDocument": ("bad_document", 422, 2),
    "Damaged": ("damaged", 422, 1),
    "Locked": ("locked", 423, 1),
    "NotFound": ("not_found", 404, 1),
    "NotAllowed": ("not_allowed", 403, 1),
    "SomebodyWasFirst": ("somebody_was_first", 409, 1),
    "AlreadyThere": ("already_there", 409, 1),
    "TooLarge": ("too_large", 413, 1),
    "TooMany": ("too_many", 429, 1),
    "NoRoom": ("no_room", 507, 1),
    "Busy": ("busy", 503, 1),
    "CannotStart": ("cannot_start", 500, 3),
    "Broken": ("broken", 500, 1),
}


def test_every_error_keeps_its_promise() -> None:
    kinds = {
        name: (kind.code, kind.status, kind.exit_code)
        for name, kind in vars(errors).items()
        if isinstance(kind, type)
        and issubclass(kind, errors.MortemError)
        and kind is not errors.MortemError
    }
    assert kinds == PROMISED


def test_a_document_tells_where_it_is_wrong() -> None:
    error = errors.BadDocument("Line {line} is odd.", line=7)
    assert (error.line, error.column, error.field, error.hint) == (7, 1, "document", "")
