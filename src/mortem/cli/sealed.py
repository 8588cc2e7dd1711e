"""`mortem sealed`: personal reviews that open with a passphrase only.

The passphrase is asked for without an echo, or read from a file that MORTEM_PASSPHRASE_FILE
names, or from standard input; it is never an argument, because those are seen by others.
"""

from __future__ import annotations

import getpass
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mortem.cli import desk, start
from mortem.core.errors import BadInput, NotFound
from mortem.web import env

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.web.models import Review as ReviewRow
    from mortem.web.models import SealedReview, User

app = typer.Typer(no_args_is_help=True, help="Personal reviews that only a passphrase opens.")
SHORT = 8  # letters of an identifier

Data = Annotated[
    Path | None,
    typer.Option("--data", envvar="MORTEM_DATA", help="The folder that holds everything."),
]
Which = Annotated[str, typer.Argument(help="The beginning of its identifier.")]


@app.command("list")
def list_sealed(data: Data = None) -> None:
    """List your sealed reviews: that they are there, and when a check-in is due."""
    user = desk.sit_down(data)
    rows = [_line(row) for row in _own(user)]
    typer.echo("\n".join(rows) if rows else "Nothing is sealed here. Begin: mortem sealed new")


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="A Markdown file of a personal review; - reads it.")],
    data: Data = None,
) -> None:
    """Seal a review from a Markdown file; the file itself stays as it is."""
    text = _text_of(file)
    user = desk.sit_down(data)
    from mortem.core.formats import markdown  # noqa: PLC0415 - loaded when called
    from mortem.web.operations.sealing import seal_record  # noqa: PLC0415 - needs Django

    now = datetime.now(UTC)
    record = markdown.parse(text, at=now)
    row = seal_record(record, passphrase=_new_passphrase(file), by=user, at=now)
    typer.echo(str(row.pk))
    if place := desk.address(start.choose_data(data)):
        typer.echo(f"{place}/sealed/{row.pk}/")


@app.command()
def show(which: Which, data: Data = None) -> None:
    """Open one and show it in short; it is locked again when this ends."""
    from mortem.cli.lists import in_short  # noqa: PLC0415 - loaded when called

    with _opened(which, data) as (review, _user):
        typer.echo(in_short(review))


@app.command()
def export(
    which: Which,
    form: Annotated[
        str, typer.Option(help="md, json, html, note, pdf or zip; sealed keeps it unreadable.")
    ] = "md",
    data: Data = None,
) -> None:
    """Write one to standard output, readable, or with --form sealed as it is kept."""
    if form == "sealed":
        content = _sealed_file(which, data)
    else:
        with _opened(which, data) as (review, user):
            from mortem.cli.exchange import made_document  # noqa: PLC0415 - loaded when called

            content = made_document(user, review, form).content
    sys.stdout.buffer.write(content)
    sys.stdout.flush()


def _own(user: User) -> list[SealedReview]:
    from mortem.web.queries.sealed import locks  # noqa: PLC0415 - needs Django

    return list(locks().filter(owner=user))


def _line(row: SealedReview) -> str:
    due = f"  check-in on {row.remind_date}" if row.remind_date else ""
    return f"{row.pk.hex[:SHORT]}{due}"


def _find(user: User, which: str) -> SealedReview:
    letters = which.replace("-", "").lower()
    found = [row for row in _own(user) if row.pk.hex.startswith(letters)]
    if len(found) != 1:
        raise NotFound(
            "Not exactly one sealed review begins with “{which}”.",
            which=which,
            hint="See them all: mortem sealed list",
        )
    return found[0]


@contextmanager
def _opened(which: str, data: Path | None) -> Iterator[tuple[ReviewRow, User]]:
    """Open a review in this process's memory, and let go of it."""
    user = desk.sit_down(data)
    row = _find(user, which)
    from mortem.web.operations.sealing import lock_of, unseal  # noqa: PLC0415 - needs Django
    from mortem.web.sealed import memory  # noqa: PLC0415

    opened = unseal(row, lock_of(row).key(_passphrase("Passphrase: ")), by=user)
    try:
        with memory.speaking_to(opened.base):
            yield memory.only_review(), user
    finally:
        memory.close(opened.base)


def _sealed_file(which: str, data: Path | None) -> bytes:
    row = _find(desk.sit_down(data), which)
    from mortem.web.operations.sealing import package_of  # noqa: PLC0415 - needs Django
    from mortem.web.sealed import file  # noqa: PLC0415

    return file.render(package_of(row))


def _text_of(file: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == Path("-") else file.read_bytes()
        return raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("file", "“{name}” cannot be read as UTF-8 text.", name=file) from error


def _new_passphrase(file: Path) -> str:
    """Ask for a new passphrase, twice where somebody types it."""
    first = _passphrase("New passphrase: ", taken=file == Path("-"))
    if _is_typed() and first != getpass.getpass("The same once more: "):
        raise BadInput("passphrase", "These two differ; nothing was sealed.")
    return first


def _is_typed() -> bool:
    return not _named_file() and sys.stdin.isatty()


def _named_file() -> str:
    return env.text("MORTEM_PASSPHRASE_FILE")


def _passphrase(question: str, *, taken: bool = False) -> str:
    """Return what somebody types, or what a file or a pipe holds; `taken` says that the pipe is not free."""
    named = _named_file()
    if named:
        return next(iter(Path(named).read_text("utf-8").splitlines()), "")
    if taken:
        raise BadInput(
            "passphrase",
            "The review comes from standard input, so the passphrase cannot.",
            hint="Name a file that holds it: MORTEM_PASSPHRASE_FILE",
        )
    return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
