"""The page of the command line, as the program itself knows it."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.tables import cell, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator


def cli() -> str:
    """Return every command with its arguments and options, as the program itself knows them."""
    from mortem.cli.check import _HELP  # noqa: PLC0415 - imported only for this page
    from mortem.cli.lint import HELP  # noqa: PLC0415
    from mortem.cli.timeline import help_text  # noqa: PLC0415

    parts = [CLI_HEAD]
    parts += [_command(name, command) for name, command in commands().items()]
    parts += [f"## mortem check\n\n```text\n{_HELP.strip()}\n```\n\n{CHECK_WORDS}"]
    parts += [f"## mortem lint\n\n```text\n{HELP.strip()}\n```\n\n{LINT_WORDS}"]
    parts += [
        f"## mortem timeline\n\n```text\n{help_text().strip()}\n```\n\n{TIMELINE_WORDS}",
        EXIT_CODES,
    ]
    return "\n\n".join(parts)


CLI_HEAD = """\
# Command line

`mortem --help` lists the commands, `mortem COMMAND --help` says what one takes, `mortem --version` which one it is.
From a clone, `python3 do.py run` is `mortem serve`; the other commands are in `.venv/bin/mortem`."""
CHECK_WORDS = """\
It loads neither Django nor the rest of the command line, so it is quick enough for a commit hook.
See [Check reviews in a repository](../how-to/markdown-in-a-repository.md)."""
LINT_WORDS = """\
It is as quick. See [Look for blame in prose](../how-to/look-for-blame.md), and [its rules](language.md)."""
TIMELINE_WORDS = """\
It loads neither Django nor the rest of the command line. See [A timeline out of logs and chats](../how-to/timeline-from-files.md),
and [what it reads](evidence-formats.md). With the extra `fast` [large logs are read several times as fast](../how-to/timeline-from-files.md#large-logs)."""
EXIT_CODES = """\
## Exit status

| status | when |
|---|---|
| 0 | all went well |
| 1 | something required is missing or was found, a file was not recognised, or the answer is a plain no |
| 2 | the command or a file cannot be understood |
| 3 | Mortem cannot start as asked: port in use, newer data, full disk |"""


VALUES = {Path: "PATH", int: "NUMBER", float: "NUMBER"}


def commands() -> dict[str, Any]:
    """Return Typer's commands by name, without `check`, `lint` and `timeline`, which are not Typer's."""
    import typer  # noqa: PLC0415 - only this page needs it

    from mortem.cli.app import app  # noqa: PLC0415

    group: Any = typer.main.get_command(app)
    return {
        name: one for name, one in _in_order(group, "") if name not in {"check", "lint", "timeline"}
    }


def _in_order(group: Any, before: str) -> Iterator[tuple[str, Any]]:
    """Yield every command by its whole name, those of a group one by one; not a second name."""
    for name, command in group.commands.items():
        if command.hidden:
            continue
        if hasattr(command, "commands"):
            yield from _in_order(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def _command(name: str, command: Any) -> str:
    shown = [p for p in command.params if p.name != "help" and not getattr(p, "hidden", False)]
    options = ["[options]"] if any(p.param_type_name == "option" for p in shown) else []
    arguments = [_usage(p) for p in shown if p.param_type_name == "argument"]
    usage = " ".join([f"mortem {name}", *options, *arguments])
    lines = [f"## mortem {name}", "", paragraphs(command.help or ""), "", f"`{usage}`"]
    if shown:
        lines += ["", "| option | meaning |", "|---|---|", *map(_parameter, shown)]
    return "\n".join(lines)


def _usage(argument: Any) -> str:
    word = (argument.metavar or argument.name or "").upper()
    many = "…" if argument.nargs == -1 else ""
    return f"{word}{many}" if argument.required else f"[{word}{many}]"


def _parameter(parameter: Any) -> str:
    return f"| {_names(parameter)} | {cell(_meaning(parameter))} |"


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{(parameter.metavar or parameter.name).upper()}`"
    names = [*parameter.opts, *parameter.secondary_opts]
    value = "" if parameter.is_flag else f" {_value(parameter)}"
    return ", ".join(f"`{name}{value}`" for name in names)


def _value(option: Any) -> str:
    kind = option.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(str(choice.value) for choice in kind)
    return str(option.metavar or VALUES.get(kind, "TEXT"))


def _meaning(parameter: Any) -> str:
    words = [(getattr(parameter, "help", "") or "").strip()]
    if parameter.required and parameter.param_type_name != "argument":
        words.append("Required.")
    default = parameter.default
    if default not in (None, "", False, ()) and not callable(default) and not parameter.is_flag:
        words.append(f"Default: `{getattr(default, 'value', default)}`.")
    if getattr(parameter, "envvar", None):
        words.append(f"Also: `{parameter.envvar}`.")
    return " ".join(filter(None, words))
