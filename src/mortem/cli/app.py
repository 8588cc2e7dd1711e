"""The commands, for Typer. What each does lies in a file of its own, loaded when it is called."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from mortem import __version__
from mortem.cli import sealed
from mortem.core.errors import MortemError, NoRoom

app = typer.Typer(
    name="mortem",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(sealed.app, name="sealed")

signal_app = typer.Typer(help="Signals that Mortem reads by itself.", no_args_is_help=True)
app.add_typer(signal_app, name="signals")
app.add_typer(signal_app, name="signal", hidden=True)  # for who names one

Data = Annotated[
    Path | None,
    typer.Option("--data", envvar="MORTEM_DATA", help="The folder that holds everything."),
]

Review = Annotated[str, typer.Argument(help="The beginning of a review's identifier.")]


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mortem {__version__}")
        raise typer.Exit


@app.callback()
def commands(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which one.")
    ] = False,
) -> None:
    """See a plan's failure before it happens; look back without blame; carry the lesson on."""


@app.command()
def serve(
    data: Data = None,
    port: Annotated[int, typer.Option(help="Where to listen; 0 takes any free port.")] = 8765,
    host: Annotated[str, typer.Option(help="An address to listen on; loopback by default.")] = "",
    share: Annotated[
        bool, typer.Option("--share", help="Let others on this network open rooms by link or code.")
    ] = False,
    open_page: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in your browser.")
    ] = True,
) -> None:
    """Run Mortem on this computer."""
    from mortem.cli.serve import serve as run  # noqa: PLC0415 - loads the server

    run(data=data, port=port, host=host, share=share, open_page=open_page)


@app.command()
def new(
    kind: Annotated[str, typer.Argument(help="ahead (a pre-mortem) or back (a post-mortem).")],
    context: Annotated[str, typer.Argument(help="Its context, such as migration or incident.")],
    title: Annotated[str, typer.Argument(help="One line: what it is about.")],
    data: Data = None,
) -> None:
    """Begin a review."""
    from mortem.cli.new import new as run  # noqa: PLC0415 - loaded when called

    run(kind, context, title, data=data)


@app.command("list")
def list_reviews(data: Data = None) -> None:
    """List your reviews, the newest first."""
    from mortem.cli.lists import list_reviews as run  # noqa: PLC0415 - loaded when called

    run(data=data)


@app.command()
def show(review: Review, data: Data = None) -> None:
    """Show one review in short, and what it still lacks."""
    from mortem.cli.lists import show as run  # noqa: PLC0415 - loaded when called

    run(review, data=data)


@app.command()
def export(
    review: Review,
    form: Annotated[
        str,
        typer.Option(
            help="md, json, html, pdf, note, outside, zip, svg; or one picture: "
            "why-tree, fishbone, risks, timeline."
        ),
    ] = "md",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; - is the terminal.")
    ] = None,
    data: Data = None,
) -> None:
    """Write a review to a file or to the terminal."""
    from mortem.cli.exchange import export as run  # noqa: PLC0415 - loaded when called

    run(review, form=form, output=output, data=data)


@app.command()
def bring(
    review: Review,
    files: Annotated[
        list[str], typer.Argument(help="Logs, chats, mails, alerts, packed or not; - is the pipe.")
    ],
    name: Annotated[str, typer.Option(help="What to call it; for one file or the pipe.")] = "",
    data: Data = None,
) -> None:
    """Bring evidence to a look back."""
    from mortem.cli.bring import bring as run  # noqa: PLC0415 - loaded when called

    run(review, files, name=name, data=data)


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="Markdown, JSON or ZIP files.")],
    data: Data = None,
) -> None:
    """Bring reviews in from files."""
    from mortem.cli.exchange import import_files as run  # noqa: PLC0415 - loaded when called

    run(files, data=data)


@app.command("check")
def check_files(
    files: Annotated[list[str], typer.Argument(help="Markdown files; - reads standard input.")],
    form: Annotated[str, typer.Option("--format", help="text, json or github.")] = "text",
) -> None:
    """Say what review documents lack."""
    from mortem.cli.check import main as run  # noqa: PLC0415 - loaded when called

    raise typer.Exit(run(["--format", form, "--", *files]))


@app.command()
def verify(
    review: Annotated[
        str, typer.Argument(help="A review, or a JSON file of one; all reviews by default.")
    ] = "",
    digest: Annotated[
        str, typer.Option(help="A digest kept earlier: is that state part of today's record?")
    ] = "",
    data: Data = None,
) -> None:
    """Say whether records are what was written in them, and evidence what was brought."""
    from mortem.cli.verify import verify as run  # noqa: PLC0415 - loaded when called

    raise typer.Exit(run(review, digest=digest, data=data))


@app.command("lint", context_settings={"ignore_unknown_options": True})
def lint_files(
    words: Annotated[list[str], typer.Argument(help="Options and files; mortem lint --help.")],
) -> None:
    """Look for blame in prose, and offer a question about the system instead."""
    from mortem.cli.lint import main as run  # noqa: PLC0415 - loaded when called

    raise typer.Exit(run(words))


@app.command("timeline", context_settings={"ignore_unknown_options": True})
def timeline_of_files(
    words: Annotated[list[str], typer.Argument(help="Options and files; mortem timeline --help.")],
) -> None:
    """Order what logs, chats, mails and alerts tell in time."""
    from mortem.cli.timeline import main as run  # noqa: PLC0415 - loaded when called

    raise typer.Exit(run(words))


@app.command("sign-in")
def sign_in(
    who: Annotated[
        str, typer.Argument(help="A name or a confirmed address; the first account by default.")
    ] = "",
    data: Data = None,
) -> None:
    """Print a fresh link that signs somebody in, once."""
    from mortem.cli.sign_in import sign_in as run  # noqa: PLC0415 - loaded when called

    run(data=data, who=who)


@app.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write; the folder's own backups by default.")
    ] = None,
    with_key: Annotated[
        bool,
        typer.Option(
            "--with-key/--without-key", help="Pack the key too; without it no evidence opens."
        ),
    ] = True,
    data: Data = None,
) -> None:
    """Pack everything into one ZIP, also while Mortem runs."""
    from mortem.cli.backup import backup as run  # noqa: PLC0415 - loaded when called

    run(file, data=data, with_key=with_key)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A ZIP that mortem backup wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put aside what the folder holds already.")
    ] = False,
    data: Data = None,
) -> None:
    """Put a backup in place."""
    from mortem.cli.backup import restore as run  # noqa: PLC0415 - loaded when called

    run(file, data=data, replace=replace)


@app.command()
def worker(
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due now and end; for cron and CI.")
    ] = False,
    data: Data = None,
) -> None:
    """Read signals and send messages without serving pages; any number may run at once."""
    from mortem.cli.worker import worker as run  # noqa: PLC0415 - loaded when called

    run(data=data, once=once)


@app.command()
def doctor(data: Data = None) -> None:
    """Say how it is with everything that should be running; changes nothing."""
    from mortem.cli.doctor import doctor as run  # noqa: PLC0415 - loaded when called

    raise typer.Exit(run(data=data))


@signal_app.command("check-in")
def check_in(
    signal: Annotated[str, typer.Argument(help="The beginning of a signal's identifier.")],
    state: Annotated[str, typer.Argument(help="What you see: quiet, leaning or tripped.")],
    note: Annotated[str, typer.Option(help="In a few words.")] = "",
    data: Data = None,
) -> None:
    """Say what you saw of a signal that people look at."""
    from mortem.cli.signals import check_in as run  # noqa: PLC0415 - loaded when called

    run(signal, state, note=note, data=data)


@signal_app.command("push")
def push_number(
    signal: Annotated[str, typer.Argument(help="The beginning of a signal's identifier.")],
    number: Annotated[float, typer.Argument(help="What was measured.")],
    data: Data = None,
) -> None:
    """Send a number to a signal that is told its numbers."""
    from mortem.cli.signals import push as run  # noqa: PLC0415 - loaded when called

    run(signal, number, data=data)


@signal_app.command("list")
def list_signals(data: Data = None) -> None:
    """List your plans' signals, and where they stand; those that need you come first."""
    from mortem.cli.signals import list_signals as run  # noqa: PLC0415 - loaded when called

    run(data=data)


@signal_app.command("apply")
def apply_signals(
    file: Annotated[Path, typer.Argument(help="A signals.toml.")],
    review: Annotated[
        str, typer.Option(help="The plan's identifier, where the file does not say it.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Keep also what reads no number just now.")
    ] = False,
    data: Data = None,
) -> None:
    """Bring a plan's signals to what a file says; a second time changes nothing."""
    from mortem.cli.signals_file import apply as run  # noqa: PLC0415 - loaded when called

    run(file, review=review, dry_run=dry_run, anyway=anyway, data=data)


@signal_app.command("export")
def export_signals(
    review: Review,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; - is the terminal.")
    ] = None,
    data: Data = None,
) -> None:
    """Write a plan's signals as such a file; secrets are left as variables."""
    from mortem.cli.signals_file import export as run  # noqa: PLC0415 - loaded when called

    run(review, output=output, data=data)


@app.command()
def reindex(data: Data = None) -> None:
    """Read every text again, so that search finds it."""
    from mortem.cli.reindex import reindex as run  # noqa: PLC0415 - loaded when called

    run(data=data)


def main() -> None:
    """Run a command; what goes wrong with it, or with the disk, is told in words."""
    try:
        app(prog_name="mortem")
    except MortemError as error:
        _tell(error)
    except OSError as error:
        if error.filename is None and error.errno != errno.ENOSPC:
            raise  # no file's fault: a defect of ours, whose place must show
        _tell(_of_a_file(error))


def _tell(error: MortemError) -> NoReturn:
    typer.echo(str(error), err=True)
    if error.hint:
        typer.echo(error.hint, err=True)
    sys.exit(error.exit_code)


def _of_a_file(error: OSError) -> MortemError:
    if error.errno == errno.ENOSPC:
        return NoRoom("The disk is full.", hint="Free some space and try again.")
    return MortemError(
        "“{name}” cannot be used: {why}.",
        name=error.filename,
        why=(error.strerror or str(error)).lower(),
    )
