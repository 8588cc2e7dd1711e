"""`mortem export` and `mortem import`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mortem.cli import desk
from mortem.core.errors import AlreadyThere, BadDocument, BadInput, MortemError
from mortem.core.record import Role

if TYPE_CHECKING:
    from mortem.web.documents import Document
    from mortem.web.models import Review, User

_AS_TEXT = ("md", "json", "html", "note")
_FAILED = 1


def export(wanted: str, *, form: str, output: Path | None, data: Path | None) -> None:
    """Write a review in one form: texts to the terminal, anything else to a file of its name."""
    user = desk.sit_down(data)
    made = _document(user, wanted, form)
    if output == Path("-") or (output is None and form in _AS_TEXT):
        sys.stdout.buffer.write(made.content)
        sys.stdout.flush()
        return
    target = output or Path(made.name)
    try:
        # A name that we chose never takes the place of somebody's file.
        with target.open("xb" if output is None else "wb") as file:
            file.write(made.content)
    except FileExistsError:
        raise AlreadyThere(
            "“{name}” is there already.", name=target, hint="Choose a name: --output FILE"
        ) from None
    except OSError as error:
        raise BadInput(
            "output", "“{name}” cannot be written: {why}.", name=target, why=error.strerror
        ) from error
    typer.echo(str(target))


def _document(user: User, wanted: str, form: str) -> Document:
    from mortem.web.documents import FORMS, PICTURES  # noqa: PLC0415 - needs Django

    if form not in (*FORMS, *PICTURES, "svg"):
        known = ", ".join((*FORMS, "svg", *PICTURES))
        raise BadInput("form", "“{form}” is none of: {known}.", form=form, known=known)
    review = desk.find_review(user, wanted)
    if form == "svg":
        form = "risks" if review.looks_ahead else "fishbone"
    return made_document(user, review, form)


def made_document(user: User, review: Review, form: str) -> Document:
    """Return a review in one form, as this person may take it away. Raises NotFound for no form."""
    from mortem.web.access import readable_reviews  # noqa: PLC0415 - needs Django
    from mortem.web.documents import Reader, document  # noqa: PLC0415

    me = review.participants.filter(user=user, removed_at=None).first()
    role = Role.FACILITATOR if review.keeper_id == user.pk else Role(me.role if me else "reader")
    reader = Reader(role=role, readable=readable_reviews(user), me=me, user=user)
    return document(review, form, reader=reader, at=datetime.now(UTC))


def import_files(files: list[Path], *, data: Path | None) -> None:
    """Bring reviews in, one line each; one that cannot come in does not keep the others out."""
    user = desk.sit_down(data)
    failed = [file for file in files if not _brought_in(file, user)]
    if failed:
        raise typer.Exit(_FAILED)


def _brought_in(file: Path, user: User) -> bool:
    from mortem.web.arrivals import bring_in  # noqa: PLC0415 - needs Django

    try:
        with file.open("rb") as opened:
            review = bring_in(opened, name=file.name, by=user, at=datetime.now(UTC))
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        return False
    except MortemError as error:
        typer.echo(f"{_place(file, error)}: {error}", err=True)
        if error.hint:
            typer.echo(f"  {error.hint}", err=True)
        return False
    typer.echo(f"{review.pk}  {review.title}")
    return True


def _place(file: Path, error: MortemError) -> str:
    if isinstance(error, BadDocument):
        return f"{file}:{error.line}:{error.column}"
    return str(file)
