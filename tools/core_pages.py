"""The pages of errors, and of phases with their minutes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from mortem.core import errors
from mortem.core import record as r
from mortem.core.pace import default_days, timed_phases
from mortem.core.phases import (
    MEETINGS,
    PRESETS,
    OptionalStep,
    includes,
    meeting_minutes,
    minutes_for,
    phase,
    phases,
)
from mortem.core.playbooks import playbooks
from tools.tables import SIDES, cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mortem.core.playbooks import Playbook


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
    return "\n\n".join([*parts, _minutes(), _meetings(), _days()])


def _days() -> str:
    """Return after how many working days each step of a review held over days ends, by default."""
    monday = date(2026, 3, 2)
    parts = [DAYS_HEAD]
    for kind, heading in SIDES.items():
        names = timed_phases(kind)
        rows = [_days_of(kind, book, monday) for book in playbooks(kind) if not book.personal]
        head = f"| {heading} |" + "".join(f" {phase(kind, name).label} |" for name in names)
        parts.append("\n".join([head, "|---" * (len(names) + 1) + "|", *rows]))
    return "\n\n".join(parts)


def _days_of(kind: r.Kind, book: Playbook, monday: date) -> str:
    ends = default_days(kind, book.slug, today=monday).values()
    after = [
        sum((monday + timedelta(n)).weekday() < SATURDAY for n in range(1, (day - monday).days + 1))
        for day in ends
    ]
    return f"| {book.name} |" + "".join(f" {count} |" for count in after)


SATURDAY = 5
DAYS_HEAD = """\
## Over days

A review may be held over days instead. Each step then has a deadline; offered are these working days after the day on which
they are chosen, at five in the afternoon of the review's own zone."""

PHASES_HEAD = """\
# Phases and minutes

The facilitator moves a review from phase to phase. One step on or one step back is always
possible, with one exception: cards that have been turned stay turned. The working phases of a look
back are open side by side, because facts, causes and lessons grow together; its accounts can be
skipped, and whoever looks back alone, or at something of their own, is not asked for any."""


def _minutes() -> str:
    words = "Nothing personal has a clock. Everywhere else the presets share out the minutes so:"
    shares = _shares("Minutes", words, r.Kind.PREMORTEM, PRESETS, minutes_for)
    told = "Longer ones have room for more, each of which one may skip:"
    fuller = [
        f"| {said} |" + "".join(f" {'yes' if includes(p, step) else '·'} |" for p in PRESETS)
        for step, said in FULLER.items()
    ]
    return "\n".join([shares, "", told, "", *_head("step", PRESETS), *fuller])


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
    rows = [
        f"| {one.label} |" + "".join(f" {share(p, one.name) or '·'} |" for p in presets)
        for one in phases(kind)
        if any(share(preset, one.name) for preset in presets)
    ]
    return "\n".join([f"## {heading}", "", words, "", *_head("phase", presets), *rows])


def _head(first: str, presets: tuple[int, ...]) -> tuple[str, str]:
    columns = "".join(f" {preset} min |" for preset in presets)
    return f"| {first} |{columns}", "|---" * (len(presets) + 1) + "|"


FULLER = {
    OptionalStep.RANGES: "A cost as a range",
    OptionalStep.CONFIDENCE: "How sure, before and after",
    OptionalStep.REVERSE: "The reverse question",
}
