"""`mortem bring`: files, or what a pipe gives, become evidence of a look back, sealed and read."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import typer

from mortem.cli import desk, start
from mortem.cli.progress import CLEARED
from mortem.core.errors import BadInput, TooLarge
from mortem.core.record import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from mortem.web.access import Seat
    from mortem.web.models import Evidence, Review
    from mortem.web.rows.about import About
    from mortem.web.vault import Arriving

PIPE = "-"
_PIECE = 1024 * 1024


def bring(wanted: str, files: list[str], *, name: str, data: Path | None) -> None:
    """Attach files to a review, all of them or none, and say what each was read as.

    Raises NotFound and NotAllowed for the review, BadInput and TooLarge for a file.
    """
    _check(files, name)
    user = desk.sit_down(data)
    review = desk.find_review(user, wanted)
    from mortem.web import access  # noqa: PLC0415 - needs Django

    seat = access.seat_of(user, review, need=Role.PARTICIPANT)
    if review.looks_ahead:
        raise BadInput("review", "A look ahead has no evidence; bring it to a look back.")
    for evidence in _brought(seat, files, name):
        typer.echo(f"{evidence.name}: {_told(evidence)}")
    if review.phase == "event":
        typer.echo("The page of the evidence opens once the event is told.")
    if place := desk.address(start.choose_data(data)):
        typer.echo(f"{place}{_page(review)}")


def _check(files: list[str], name: str) -> None:
    if files.count(PIPE) > 1:
        raise BadInput("files", "- stands for what the pipe gives, so it can stand there once.")
    if name and len(files) > 1:
        raise BadInput("name", "A name is for one file; these are {count}.", count=len(files))


def _brought(seat: Seat, files: list[str], name: str) -> list[Evidence]:
    from mortem.web.operations.evidence import add_evidence  # noqa: PLC0415 - needs Django

    with ExitStack() as arriving:
        came = [
            (name or ("pipe.txt" if file == PIPE else file), arriving.enter_context(_arrived(file)))
            for file in files
        ]
        sealed = [(called, "", one.seal()) for called, one in came]
    return add_evidence(seat.review, brought=sealed, by=seat.participant, at=datetime.now(UTC))


def _arrived(file: str) -> closing[Arriving]:
    """Return the bytes of a file in the doorway of the vault, where they stay only once sealed."""
    from django.conf import settings  # noqa: PLC0415 - needs set_up

    from mortem.web.vault import Arriving  # noqa: PLC0415

    arriving = Arriving(settings.EVIDENCE_MAX_BYTES)
    try:
        with _opened(file) as raw:
            while (piece := raw.read(_PIECE)) and not arriving.is_too_large:
                arriving.write(piece)
        _check_size(file, arriving)
    except BaseException:
        arriving.close()
        raise
    return closing(arriving)


def _check_size(file: str, arriving: Arriving) -> None:
    from django.conf import settings  # noqa: PLC0415 - needs set_up

    if not arriving.size:
        raise BadInput("files", "There is nothing in “{name}”.", name=file)
    if arriving.is_too_large:
        raise TooLarge(
            "“{name}” has more than {most} MB.",
            name=file,
            most=settings.EVIDENCE_MAX_BYTES // _PIECE,
            hint="Bring the part around the event, or raise MORTEM_EVIDENCE_MAX_MB. Nothing was kept.",
        )


def _opened(file: str) -> BinaryIO:
    if file == PIPE:
        return sys.stdin.buffer
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise BadInput(
            "files", "“{name}” cannot be read: {why}.", name=file, why=error.strerror
        ) from error


def _told(evidence: Evidence) -> str:
    """Read the rows of a piece, so that the page has them at once, and return what came of it."""
    from mortem.web.insides import may_have_rows  # noqa: PLC0415 - needs Django
    from mortem.web.rows.building import build  # noqa: PLC0415
    from mortem.web.rows.piece import piece_of  # noqa: PLC0415
    from mortem.web.rows.store import opened  # noqa: PLC0415

    if not may_have_rows(evidence.sha256):
        return "kept; it is no text."
    piece = piece_of(evidence)
    if not piece.place.exists():
        build(piece, piece.place, told=_progress(evidence.name))
        if sys.stderr.isatty():
            sys.stderr.write(CLEARED)
    with opened(piece) as store:
        return _in_words(store.about) if store else "kept."


def _in_words(about: About) -> str:
    if not about.rows:
        return "kept; no rows with a time could be read from it."
    files = f"{about.files} files, " if about.files > 1 else ""
    asked = [
        word for word, lacks in (("year", about.asks_year), ("zone", about.asks_zone)) if lacks
    ]
    asks = f" It names no {' and no '.join(asked)}: the page asks." if asked else ""
    torn = " It could not be read to its end; the page says why." if about.troubled else ""
    rows = f"{about.rows:,} row{'' if about.rows == 1 else 's'}"
    return f"{files}{about.format}, {rows}.{asks}{torn}"


def _progress(name: str) -> Callable[[float], bool]:
    """Return what hears how far the reading is; it says so to a person, and to nobody else."""
    last = -1

    def told(share: float) -> bool:
        nonlocal last
        percent = int(share * 100)
        if sys.stderr.isatty() and percent > last:
            sys.stderr.write(f"{CLEARED}{name}: {percent} %")
            sys.stderr.flush()
            last = percent
        return True

    return told


def _page(review: Review) -> str:
    from django.urls import reverse  # noqa: PLC0415 - needs set_up

    from mortem.web.views.companions import evidence_page  # noqa: PLC0415

    return reverse("phase_page", args=[review.pk, evidence_page(review)])
