"""`mortem check FILE.md…`: quick enough for every commit, so it loads neither Django nor Typer."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from mortem.core.check import FORMATS, Report, check, exit_code, show, unreadable
from mortem.core.errors import BadDocument, BadInput, MortemError

_HELP = """\
Usage: mortem check [--format text|json|github] FILE.md…

Say what each review document lacks. “-” reads standard input.

Exit status: 0 all complete, 1 something required is missing,
2 a file cannot be read or the command is wrong.
"""
_MOST_BYTES = 80_000_000


def main(arguments: list[str]) -> int:
    """Check the documents that `arguments` name and return the exit status."""
    if "-h" in arguments or "--help" in arguments:
        sys.stdout.write(_HELP)
        return 0
    try:
        form, names = _understood(arguments)
    except MortemError as error:
        sys.stderr.write(f"mortem check: {error}\n{_HELP}")
        return error.exit_code
    at = datetime.now(UTC)
    reports = [_checked(name, at) for name in names]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(show(reports, form))
    return exit_code(reports)


def _understood(arguments: list[str]) -> tuple[str, list[str]]:
    form, names, rest = "text", list[str](), list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            names += rest
            break
        if word == "--format" and rest:
            form = rest.pop(0)
        elif word.startswith("--format="):
            form = word.removeprefix("--format=")
        elif word.startswith("-") and word != "-":
            raise BadInput("option", "There is no option “{option}”.", option=word)
        else:
            names.append(word)
    if form not in FORMATS:
        raise BadInput("format", "There is no format “{form}”.", form=form)
    if not names:
        raise BadInput("file", "Which file?")
    return form, names


def _checked(name: str, at: datetime) -> Report:
    try:
        data = _bytes(name)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        return unreadable(name, BadDocument("It cannot be read: {reason}.", line=1, reason=reason))
    if len(data) > _MOST_BYTES:
        return unreadable(name, BadDocument("It is too large to be a review.", line=1))
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - before.rfind(b"\n")
        return unreadable(name, BadDocument("This is no UTF-8 text.", line=line, column=column))
    return check(name, text, at=at)


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(_MOST_BYTES + 1)
    with open(name, "rb") as file:  # noqa: PTH123 - pathlib costs what the check may take
        return file.read(_MOST_BYTES + 1)
