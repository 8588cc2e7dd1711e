"""The command line. Commands that must be quick are dispatched before Typer is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Run what the command line asks for."""
    if sys.argv[1:2] == ["check"]:
        from mortem.cli.check import main as check  # noqa: PLC0415 - loads neither Django nor Typer

        sys.exit(check(sys.argv[2:]))
    if sys.argv[1:2] == ["lint"]:
        from mortem.cli.lint import main as lint  # noqa: PLC0415 - loads neither Django nor Typer

        sys.exit(lint(sys.argv[2:]))
    if sys.argv[1:2] == ["timeline"]:
        from mortem.cli.timeline import main as timeline  # noqa: PLC0415 - loads neither Django nor Typer

        sys.exit(timeline(sys.argv[2:]))
    from mortem.cli.app import main as commands  # noqa: PLC0415 - costs 0.1 s

    commands()
