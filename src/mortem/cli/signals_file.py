"""`mortem signals apply` and `export`: a plan's signals kept in a file beside code."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from mortem.cli import desk
from mortem.core.errors import BadInput, CannotRead
from mortem.core.record import Role
from mortem.core.signals_file import read_signals, written

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mortem.core.signals_file import Reading, Wanted
    from mortem.web.models import Review, Watch
    from mortem.web.operations.signals_file import Change
    from mortem.web.operations.watches import Setting

MOST_BYTES = 1_000_000
_MARKS = {"add": "+", "change": "~", "bring back": "+", "put away": "-", "keep": "="}


def apply(file: Path, *, review: str, dry_run: bool, anyway: bool, data: Path | None) -> None:
    """Bring a plan's signals to what the file says, and print what that changes.

    Raises BadInput for what the file gets wrong, CannotRead where a source that is new gives no
    number and `anyway` does not say that this is known.
    """
    said = read_signals(_text(file), file=file.name)
    user = desk.sit_down(data)
    from mortem.web import access  # noqa: PLC0415 - needs Django
    from mortem.web.operations import signals_file  # noqa: PLC0415
    from mortem.web.operations.plans import today_of  # noqa: PLC0415
    from mortem.web.queries.watching import WATCHED_IN  # noqa: PLC0415

    plan = desk.find_review(user, review or said.review or _no_review())
    seat = access.seat_of(user, plan, need=Role.PARTICIPANT)
    wanted = [(one, _setting(plan, one)) for one in said.signals]
    changes = signals_file.compare(plan, wanted)
    typer.echo("\n".join(line for change in changes for line in _lines(change)))
    _try(changes, refuse=not (anyway or dry_run))
    if not dry_run:
        now = datetime.now(UTC)
        today = today_of(plan, now)
        signals_file.apply(plan, changes, by=seat.participant, at=now, today=today)
        typer.echo("".join(_addresses(plan, changes)), nl=False)
        if plan.phase not in WATCHED_IN and any(change.setting for change in changes):
            typer.echo("  Watching begins when the plan has come to Protect.")
    typer.echo(_summary(changes, dry_run=dry_run))


def export(review: str, *, output: Path | None, data: Path | None) -> None:
    """Write the signals of a plan as such a file. Raises BadInput where there are none."""
    plan = desk.find_review(desk.sit_down(data), review)
    from mortem.web.queries.signals_file import file_of  # noqa: PLC0415 - needs Django

    said = file_of(plan)
    if not said.signals:
        raise BadInput("review", "This review has no signals that a file could hold.")
    text = written(said)
    if output is None or str(output) == "-":
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


def _text(file: Path) -> str:
    with file.open("rb") as there:
        found = there.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise BadInput("file", "“{name}” is larger than a file of signals is.", name=file.name)
    try:
        return found.decode()
    except UnicodeDecodeError:
        raise BadInput("file", "“{name}” is not UTF-8.", name=file.name) from None


def _no_review() -> str:
    raise BadInput(
        "review",
        "The file does not say whose signals these are.",
        hint='Begin it with review = "…", or add --review; mortem list shows them.',
    )


def _setting(plan: Review, one: Wanted) -> Setting | None:
    """Return how a signal is to be read, checked as the page checks it."""
    if one.reading is None or one.put_away:
        return None
    from mortem.web.forms.watching import SourceForm  # noqa: PLC0415 - needs Django
    from mortem.web.queries.signals_file import signal_named  # noqa: PLC0415
    from mortem.web.source import source_called  # noqa: PLC0415

    source = source_called(one.reading.source)
    known = [asked.name for asked in source.asks]
    for name in {*one.reading.values, *one.reading.secrets} - set(known):
        raise _refused(one, name, f"{source.name} asks for {', '.join(known) or 'nothing'}.")
    for name in source.secrets & one.reading.values.keys():
        raise _refused(one, name, 'a secret is named, not written: { env = "NAME" }.')
    watch: Watch | None = getattr(signal_named(plan, one.name), "watch", None)
    form = SourceForm(_posted(one, one.reading), source=source, watch=watch)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise _refused(one, name.removeprefix("of-"), " ".join(map(str, errors)))
    return form.setting()


def _posted(one: Wanted, reading: Reading) -> dict[str, Any]:
    """Return what somebody would have written into the form for this."""
    from mortem.web.forms.watching import OF_SOURCE  # noqa: PLC0415 - needs Django
    from mortem.web.source import source_called  # noqa: PLC0415

    source = source_called(reading.source)
    direction = reading.direction or ("below" if source.below else "above")
    told = {**reading.values, **{name: _held(one, key) for name, key in reading.secrets.items()}}
    return {
        "threshold": source.threshold if reading.threshold is None else reading.threshold,
        "direction": direction,
        "hold_minutes": reading.hold_minutes,
        "every_minutes": reading.every_minutes,
        "grace_minutes": reading.grace_minutes,
        **{f"{OF_SOURCE}{name}": text for name, text in told.items()},
    }


def _held(one: Wanted, variable: str) -> str:
    try:
        return os.environ[variable]
    except KeyError:
        raise _refused(one, variable, "this variable of the environment is not set.") from None


def _refused(one: Wanted, name: str, why: str) -> BadInput:
    return BadInput(name, "signal.{signal}: {name}: {why}", signal=one.name, name=name, why=why)


def _lines(change: Change) -> Iterable[str]:
    yield f"{_MARKS[change.step]} {change.wanted.name}: {' '.join(change.wanted.question.split())}"
    if change.step in {"change", "bring back"}:
        for one in change.differences:
            yield f"    {one.field}: {one.before or 'nothing'} → {one.after or 'nothing'}"


def _try(changes: Iterable[Change], *, refuse: bool) -> None:
    """Read what is to be read in a new way, once, and say what came of it."""
    from mortem.web.source import read_now, source_called  # noqa: PLC0415 - needs Django

    silent = []
    for change in changes:
        setting = change.setting if change.is_read_anew else None
        if setting is None or not source_called(setting.source).is_asked:
            continue
        read = read_now(setting.source, _everything(change, setting), at=datetime.now(UTC))
        said = f": {read.trouble}" if read.trouble else f" reads {read.words} now."
        typer.echo(f"  {change.wanted.name}{said}")
        silent += [change.wanted.name] if read.trouble else []
    if silent and refuse:
        raise CannotRead(
            "Nothing was changed: {names} could not be read.",
            names=", ".join(silent),
            hint="If that is known and will change, add --anyway.",
        )


def _addresses(plan: Review, changes: Iterable[Change]) -> Iterable[str]:
    """Say where numbers are sent to, for what is new and is told its numbers."""
    from mortem.web.queries.signals_file import signal_named  # noqa: PLC0415 - needs Django
    from mortem.web.views.watching import ping_address  # noqa: PLC0415

    for change in changes:
        signal = signal_named(plan, change.wanted.name) if change.step == "add" else None
        watch: Watch | None = getattr(signal, "watch", None)
        if watch is not None and watch.address_hash:
            yield f"  {change.wanted.name} is told at {ping_address(watch)}\n"


def _everything(change: Change, setting: Setting) -> dict[str, str]:
    from mortem.web.operations.watches import everything_told  # noqa: PLC0415 - needs Django

    watch: Watch | None = getattr(change.signal, "watch", None)
    kept = everything_told(watch) if watch and watch.source == setting.source else {}
    return {**kept, **setting.values}


def _summary(changes: Iterable[Change], *, dry_run: bool) -> str:
    steps = [str(change.step) for change in changes]
    new, gone, same = (steps.count(step) for step in ("add", "put away", "keep"))
    other = len(steps) - new - gone - same
    done = "To do" if dry_run else "Done"
    said = f"{done}: {new} new, {other} changed, {gone} put away, {same} as they were."
    return f"{said} Nothing was changed: this was a dry run." if dry_run else said
