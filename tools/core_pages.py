"""The pages of errors, and of phases with their minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core import errors
from mortem.core import record as r
from mortem.core.phases import MEETINGS, PRESETS, meeting_minutes, minutes_for, phases
from tools.tables import SIDES, cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def error_table() -> str:
    """Return every error of the product with its code, its HTTP status and its exit status."""
    rows = [
        f"| `{error.code}` | {error.status} | {error.exit_code} | {cell(error.__doc__ or '')} |"
        for error in _below(errors.MortemError)
    ]
    head = "| code | HTTP | exit | meaning |\n|---|---|---|---|"
    return "\n".join([ERRORS_HEAD, "", head, *rows])


ERRORS_HEAD = """\
# Errors

Every error says in words what happened and what helps. Behind the words stands a code that does
not change. Pages answer with the HTTP status, the command line ends with the exit status."""


def _below(error: type[errors.MortemError]) -> Iterator[type[errors.MortemError]]:
    for below in error.__subclasses__():
        if below.__module__ == errors.__name__:
            yield below
            yield from _below(below)


def phase_tables() -> str:
    """Return the phases of both kinds, and how the presets share out their minutes."""
    parts = [PHASES_HEAD]
    for kind, heading in SIDES.items():
        rows = [f"| `{p.name}` | {p.label} | {p.purpose} |" for p in phases(kind)]
        head = f"## {heading}\n\n| phase | on the page | what happens |\n|---|---|---|"
        parts.append("\n".join([head, *rows]))
    return "\n\n".join([*parts, _minutes(), _meetings()])


PHASES_HEAD = """\
# Phases and minutes

The facilitator moves a review from phase to phase. One step on or one step back is always
possible, with one exception: cards that have been turned stay turned. The working phases of a look
back are open side by side, because facts, causes and lessons grow together; its accounts can be
skipped, and whoever looks back alone, or at something of their own, is not asked for any."""


def _minutes() -> str:
    words = "Nothing personal has a clock. Everywhere else the presets share out the minutes so:"
    return _shares("Minutes", words, r.Kind.PREMORTEM, PRESETS, minutes_for)


def _meetings() -> str:
    words = (
        "A meeting of several people that looks back shares out its minutes so. Ideas for fixes wait in"
        " a drawer; the actions are decided later, without a clock."
    )
    return _shares("Minutes of a meeting", words, r.Kind.POSTMORTEM, MEETINGS, meeting_minutes)


def _shares(
    heading: str,
    words: str,
    kind: r.Kind,
    presets: tuple[int, ...],
    share: Callable[[int, str], int],
) -> str:
    head = ["| phase |", *(f" {preset} min |" for preset in presets)]
    rows = [
        f"| {phase.label} |" + "".join(f" {share(p, phase.name) or '·'} |" for p in presets)
        for phase in phases(kind)
        if any(share(preset, phase.name) for preset in presets)
    ]
    rule = "|---" * (len(presets) + 1) + "|"
    return "\n".join([f"## {heading}", "", words, "", "".join(head), rule, *rows])
