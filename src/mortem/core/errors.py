"""Every error of the product: one tree, worded once.

An error carries a stable `code`, a message template with its data, and a hint
that says what helps. It is translated and shown at the edge only: on a page,
as problem+json, or as an exit code.
"""

from __future__ import annotations

from typing import Any, ClassVar


class MortemError(Exception):
    """Something that a person can be told about. Subclasses fix `code`, `status` and `exit_code`."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    exit_code: ClassVar[int] = 1

    def __init__(self, template: str, /, *, hint: str = "", **data: Any) -> None:
        super().__init__(template, data)
        self.template = template
        self.hint = hint
        self.data = data

    def __str__(self) -> str:
        return self.template.format(**self.data)


class BadInput(MortemError):
    """A value that cannot be used; names the field and what is allowed."""

    code = "bad_input"
    status = 422
    exit_code = 2

    def __init__(self, field: str, template: str, /, *, hint: str = "", **data: Any) -> None:
        super().__init__(template, hint=hint, **data)
        self.field = field


class BadDocument(BadInput):
    """A file that cannot be read; `line` and `column` count from 1."""

    code = "bad_document"

    def __init__(
        self, template: str, /, *, line: int, column: int = 1, hint: str = "", **data: Any
    ) -> None:
        super().__init__("document", template, hint=hint, **data)
        self.line = line
        self.column = column


class Damaged(MortemError):
    """Something that was kept is not what was kept: changed, cut, or of another making."""

    code = "damaged"
    status = 422


class Locked(MortemError):
    """It is sealed, and what opens it is not here: its passphrase, or the key it was sealed with."""

    code = "locked"
    status = 423


class NotFound(MortemError):
    """It is not there, or not for this reader: the two look the same on purpose."""

    code = "not_found"
    status = 404


class NotAllowed(MortemError):
    """The reader may see it, but this step is somebody else's to take."""

    code = "not_allowed"
    status = 403


class SomebodyWasFirst(MortemError):
    """The state had already changed when the request arrived. Nothing was lost."""

    code = "somebody_was_first"
    status = 409


class AlreadyThere(MortemError):
    """The same thing exists already, for instance an imported review."""

    code = "already_there"
    status = 409


class TooLarge(MortemError):
    """More than the product takes; the limit is named."""

    code = "too_large"
    status = 413


class TooMany(MortemError):
    """Too many tries in a short time."""

    code = "too_many"
    status = 429


class NotOutside(BadInput):
    """A request of the server's own that would go where it must not: inside, or in a hidden way."""

    code = "not_outside"

    def __init__(self, template: str, /, *, hint: str = "", **data: Any) -> None:
        super().__init__("url", template, hint=hint, **data)


class CannotRead(MortemError):
    """A signal's source gave no number: it says why, in words that name no secret."""

    code = "cannot_read"
    status = 422


class NoRoom(MortemError):
    """The disk is full: nothing more can be kept until somebody frees space."""

    code = "no_room"
    status = 507


class Busy(MortemError):
    """Others are writing; the same request will do in a moment."""

    code = "busy"
    status = 503


class CannotStart(MortemError):
    """The program cannot run as asked: port in use, newer data, no space."""

    code = "cannot_start"
    status = 500
    exit_code = 3


class Broken(MortemError):
    """A defect of ours: it is told kindly and without its inside."""

    code = "broken"
    status = 500
