"""`mortem lint [FILE|DIR|-]…`: quick enough for every commit, so it loads neither Django nor Typer."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.blameless.diagnostic import Severity
from mortem.core.blameless.engine import read
from mortem.core.blameless.positions import Lines
from mortem.core.blameless.registry import all_rules
from mortem.core.blameless.shown import FORMATS, Found, shown
from mortem.core.errors import BadInput, MortemError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.blameless.rule import Rule

HELP = """\
Usage: mortem lint [--format text|json|sarif|github] [--select RULES]
                   [--min-severity note|warning|strong] [FILE|DIR|-]…
       mortem lint --rules
       mortem lint --explain RULE

Look for blame in Markdown and text files, and offer a question about the system instead.
“-” reads standard input; of a folder the .md, .markdown and .txt files are read.

--select RULES      only these rules or categories, separated by commas
--min-severity      leave out what is softer; note by default

Exit status: 0 nothing found, 1 something found, 2 a file cannot be read or the command is wrong.
"""
EXIT_CLEAN, EXIT_FOUND, EXIT_USAGE = 0, 1, 2
_MOST_BYTES = 120_000_000
_ENDINGS = (".md", ".markdown", ".txt")
_OPTIONS = ("--format", "--select", "--min-severity", "--explain")


class _Wish(NamedTuple):
    """What the command line asks for."""

    names: tuple[str, ...]
    form: str
    rules: tuple[Rule, ...]
    least: Severity


def main(arguments: list[str]) -> int:
    """Lint what `arguments` name and return the exit status."""
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    if "-h" in arguments or "--help" in arguments:
        sys.stdout.write(HELP)
        return EXIT_CLEAN
    try:
        options, names = _split(arguments)
        if told := _told(options):
            sys.stdout.write(told)
            return EXIT_CLEAN
        return _lint(_understood(options, names))
    except MortemError as error:
        sys.stderr.write(f"mortem lint: {error}\n{HELP}")
        return error.exit_code


def _split(arguments: list[str]) -> tuple[dict[str, str], list[str]]:
    options, names, rest = dict[str, str](), list[str](), list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            names += rest
            break
        name, equals, value = word.partition("=")
        if name in _OPTIONS and (equals or rest):
            options[name] = value if equals else rest.pop(0)
        elif name in _OPTIONS:
            raise BadInput("option", "“{option}” wants a value.", option=name)
        elif word == "--rules":
            options[word] = ""
        elif word.startswith("-") and word != "-":
            raise BadInput("option", "There is no option “{option}”.", option=word)
        else:
            names.append(word)
    return options, names


def _told(options: dict[str, str]) -> str:
    """Return what is asked about the rules themselves."""
    if "--rules" in options:
        from mortem.core.blameless.explained import rule_list  # noqa: PLC0415 - seldom asked

        return rule_list()
    if "--explain" in options:
        from mortem.core.blameless.explained import explained  # noqa: PLC0415 - seldom asked

        return explained(options["--explain"])
    return ""


def _understood(options: dict[str, str], names: list[str]) -> _Wish:
    form = options.get("--format", "text")
    if form not in FORMATS:
        raise BadInput("format", "There is no format “{form}”.", form=form)
    least = options.get("--min-severity", "note")
    if least not in {one.value for one in Severity}:
        raise BadInput("severity", "There is no severity “{severity}”.", severity=least)
    if not names:
        raise BadInput("file", "Which file?")
    return _Wish(tuple(names), form, _selected(options.get("--select", "")), Severity(least))


def _selected(wanted: str) -> tuple[Rule, ...]:
    if not wanted:
        return all_rules()
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    if not names:
        raise BadInput("rule", "Which rules? They are: mortem lint --rules")
    known = {rule.name for rule in all_rules()} | {rule.category.value for rule in all_rules()}
    for name in names:
        if name not in known:
            raise BadInput(
                "rule", "There is no rule “{rule}”. They are: mortem lint --rules", rule=name
            )
    return tuple(rule for rule in all_rules() if {rule.name, rule.category.value} & set(names))


def _lint(wish: _Wish) -> int:
    found, troubled = list[Found](), False
    for name in wish.names:
        for path in _files(name):
            text = _text(path)
            if text is None:
                troubled = True
            else:
                found += _found(path, text, wish)
    sys.stdout.write(shown(found, wish.form))
    if troubled:
        return EXIT_USAGE
    return EXIT_FOUND if found else EXIT_CLEAN


def _files(name: str) -> Iterator[str]:
    """Give the file of that name, or the texts of the folder, in the order of their names.

    A folder that cannot be read is given like a file, which tells why.
    """
    if name == "-" or not os.path.isdir(name):  # noqa: PTH112 - pathlib costs what the check may take
        yield name
        return
    closed: list[str] = []
    for folder, folders, files in os.walk(
        name, onerror=lambda error: closed.append(error.filename)
    ):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for file in sorted(files):
            if file.lower().endswith(_ENDINGS):
                yield os.path.join(folder, file)  # noqa: PTH118 - as above
    yield from closed


def _text(path: str) -> str | None:
    """Return the text of a file, or say why it cannot be read."""
    try:
        data = _bytes(path)
    except OSError as error:
        _trouble(path, f"It cannot be read: {error.strerror or 'it cannot be opened'}.")
        return None
    if len(data) > _MOST_BYTES:
        _trouble(path, "It is too large to be prose.")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _trouble(path, f"Line {line} is no UTF-8 text.")
        return None


def _trouble(path: str, words: str) -> None:
    sys.stderr.write(f"{path}: {words}\n")


def _bytes(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read(_MOST_BYTES + 1)
    with open(path, "rb") as file:  # noqa: PTH123 - as above
        return file.read(_MOST_BYTES + 1)


def _found(path: str, text: str, wish: _Wish) -> list[Found]:
    reading = read(text, rules=wish.rules)
    lines = Lines(text)
    if not reading.is_english:
        part = "in part not judged: a paragraph" if reading.diagnostics else "not judged, it"
        sys.stderr.write(f"{path}: {part} does not read like English.\n")
    for position in reading.unreasoned:
        line = lines.place(position)[0]
        sys.stderr.write(f"{path}:{line}: this allows nothing yet: give a reason after a colon.\n")
    return [
        Found(path, *lines.place(one.start), *lines.place(one.end), one)
        for one in reading.diagnostics
        if one.severity.rank >= wish.least.rank
    ]
