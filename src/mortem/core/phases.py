"""The steps a review goes through, how long each may take, and which moves are legal.

The order is METHOD's: a pre-mortem writes in silence before it shows anything
(P4), a post-mortem defines its event before it explains it (E1). Labels are
English source text; the edge translates them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from mortem.core.record import Kind


class Phase(NamedTuple):
    """One step: its stored name, its word on screen and the one thing to do in it."""

    name: str
    label: str
    purpose: str


class OptionalStep(StrEnum):
    """Fuller steps that do not fit into fifteen minutes (METHOD P1)."""

    RANGES = "ranges"
    CONFIDENCE = "confidence"
    REVERSE = "reverse"


PRESETS = (15, 30, 45, 60)

_PREMORTEM = (
    Phase("plan", "Plan", "Say what you are about to do, by when, and what success looks like."),
    Phase("imagine", "Imagine", "It has failed. Read the sentence and let it be true."),
    Phase("write", "Write", "Write why it failed. Nobody else sees it yet."),
    Phase("reveal", "Reveal", "Turn the cards, read every one, group what belongs together."),
    Phase("rate", "Rate", "Say for yourself how plausible and how costly each cause is."),
    Phase("protect", "Protect", "Give each top risk something to do and something to watch."),
    Phase("watch", "Watch", "Look at the signals while the plan runs."),
    Phase("closed", "Closed", "Say what became of each risk."),
)
_POSTMORTEM = (
    Phase("event", "Event", "Say what happened, when, and who was hurt."),
    Phase("accounts", "Accounts", "Write what it looked like to you. Nobody else sees it yet."),
    Phase("evidence", "Evidence", "Bring the facts and put them in order."),
    Phase("causes", "Causes", "Ask why, how and what until no answer is a person."),
    Phase("lessons", "Lessons", "Say what went wrong, what went right, where you were lucky."),
    Phase("actions", "Actions", "Choose what will change, who does it and how you will know."),
    Phase("published", "Published", "Others learn from it; each action waits for its verdict."),
    Phase("closed", "Closed", "Every action has its verdict."),
)
# A review of one's own is nobody's output: the same steps in kinder words (METHOD C3).
_OWN_PREMORTEM = (
    Phase("plan", "Plan", "Say what you are about to do, and what it would be like."),
    Phase("imagine", "Imagine", "Be there for a moment: it went otherwise than you hoped."),
    Phase("write", "Write", "Write down how it came. Only you can see it."),
    Phase("reveal", "Read", "Read what you wrote; put together what belongs together."),
    Phase("rate", "Weigh", "Say what is likely, and what would throw you back."),
    Phase("protect", "Prepare", "For the few that matter: one thing to do, one to look at."),
    Phase("watch", "Look", "A look now and then, while you are on your way."),
    Phase("closed", "Closed", "Say what became of it."),
)
_OWN_POSTMORTEM = (
    Phase("event", "Story", "Tell what happened, as you would tell somebody who likes you."),
    Phase("evidence", "Memory", "Put down what helps you to remember."),
    Phase("causes", "Reasons", "Ask what made it so. It is rarely you alone."),
    Phase("lessons", "Lessons", "Say what you take with you. Begin with what went right."),
    Phase("actions", "Next", "Choose one small thing to try, or nothing."),
    Phase("published", "Kept", "It is yours. Look now and then whether it helped."),
    Phase("closed", "Closed", "You have looked at it. That is enough."),
)
_WORKING = frozenset({"event", "accounts", "evidence", "causes", "lessons", "actions"})
_SILENT = {Kind.PREMORTEM: "write", Kind.POSTMORTEM: "accounts"}
_SEALED = {Kind.PREMORTEM: {"plan", "imagine", "write"}, Kind.POSTMORTEM: {"accounts"}}
# Late cards join those that lie open. What is decided already is not written anew.
_TAKING = {
    Kind.PREMORTEM: frozenset({"write", "reveal"}),
    Kind.POSTMORTEM: _WORKING - {"event"},
}

_FULLER_FROM = dict.fromkeys(OptionalStep, PRESETS[1])

# Minutes per phase; a phase that is not named takes no time of its own.
_MINUTES: dict[int, dict[str, int]] = {
    15: {"plan": 1, "write": 5, "reveal": 3, "rate": 2, "protect": 4},
    30: {"plan": 2, "write": 7, "reveal": 7, "rate": 5, "protect": 9},
    45: {"plan": 3, "imagine": 1, "write": 8, "reveal": 10, "rate": 8, "protect": 15},
    60: {"plan": 4, "imagine": 1, "write": 10, "reveal": 15, "rate": 10, "protect": 20},
}

MEETINGS = (30, 60, 90)
"""How many minutes a meeting that looks back may have; any other number means: no clock."""

# Most of it belongs to the timeline (35 to 40 of 60 minutes, after Etsy's guide for facilitators).
# The drawer of ideas is opened days later, so the actions take no time here (METHOD F2).
_MEETING_MINUTES: dict[int, dict[str, int]] = {
    30: {"accounts": 3, "evidence": 18, "causes": 5, "lessons": 4},
    60: {"accounts": 5, "evidence": 38, "causes": 9, "lessons": 8},
    90: {"accounts": 7, "evidence": 56, "causes": 15, "lessons": 12},
}


def phases(kind: Kind, *, personal: bool = False) -> tuple[Phase, ...]:
    """All phases of a kind of review, in order; in the kinder words of a personal one."""
    if personal:
        return _OWN_PREMORTEM if kind is Kind.PREMORTEM else _OWN_POSTMORTEM
    return _PREMORTEM if kind is Kind.PREMORTEM else _POSTMORTEM


def phase_names(kind: Kind, *, personal: bool = False) -> tuple[str, ...]:
    """The stored names of a kind's phases, in order. Among oneself nobody waits for accounts."""
    return tuple(phase.name for phase in phases(kind, personal=personal))


def first_phase(kind: Kind) -> str:
    """Where a new review of this kind begins."""
    return phases(kind)[0].name


def phase(kind: Kind, name: str, *, personal: bool = False) -> Phase:
    """The phase of that name. Raises ValueError where the kind has none."""
    names = phase_names(kind, personal=personal)
    return phases(kind, personal=personal)[names.index(name)]


def next_phase(kind: Kind, name: str, *, personal: bool = False) -> str | None:
    """The phase after `name`, or None at the end."""
    names = phase_names(kind, personal=personal)
    index = names.index(name) + 1
    return names[index] if index < len(names) else None


def previous_phase(kind: Kind, name: str, *, personal: bool = False) -> str | None:
    """The phase one may go back to from `name`, or None: cards once shown stay shown (P4)."""
    names = phase_names(kind, personal=personal)
    index = names.index(name)
    if index == 0 or name == "reveal":
        return None
    return names[index - 1]


def may_move(kind: Kind, start: str, end: str, *, personal: bool = False) -> bool:
    """Whether a review may go from `start` to `end` in one move.

    One step on, or one step back except from the reveal. The working phases of
    a post-mortem are views of one growing record, so any of them is near.
    """
    names = phase_names(kind, personal=personal)
    if start not in names or end not in names:
        return False
    if {start, end} <= _WORKING:
        return start != end
    near = (
        next_phase(kind, start, personal=personal),
        previous_phase(kind, start, personal=personal),
    )
    return end in near


def is_worked_on(name: str) -> bool:
    """Whether a look back in this phase is still being written: neither published nor closed."""
    return name in _WORKING


def silent_phase(kind: Kind) -> str:
    """The phase in which everybody writes for themselves (P4)."""
    return _SILENT[kind]


def is_revealed(kind: Kind, name: str) -> bool:
    """Whether everybody may see the cards in this phase (P4)."""
    return name not in _SEALED[kind]


def takes_cards(kind: Kind, name: str) -> bool:
    """Whether a card that comes in this phase is kept: face down, or open beside the others."""
    return name in _TAKING[kind]


def turns_cards(kind: Kind, start: str, end: str) -> bool:
    """Whether a move ends the silence: it goes past the silent phase, from there or from before it."""
    names = phase_names(kind)
    silent = names.index(silent_phase(kind))
    return names.index(start) <= silent < names.index(end)


def preset_for(minutes: int) -> int:
    """The longest preset that fits into `minutes`, and the shortest one below that."""
    return max((preset for preset in PRESETS if preset <= minutes), default=PRESETS[0])


def minutes_for(minutes: int, name: str) -> int:
    """How many minutes the phase `name` has in a pre-mortem of `minutes` (P1)."""
    return _MINUTES[preset_for(minutes)].get(name, 0)


def meeting_minutes(minutes: int, name: str) -> int:
    """How many minutes the phase `name` has in a meeting of `minutes`; 0 where no clock runs."""
    return _MEETING_MINUTES.get(minutes, {}).get(name, 0)


def agenda(minutes: int) -> dict[str, int]:
    """The parts of a meeting that looks back, in order, with their minutes; empty without a clock."""
    return dict(_MEETING_MINUTES.get(minutes, {}))


def includes(minutes: int, step: OptionalStep) -> bool:
    """Whether a pre-mortem of `minutes` has room for a fuller step: thirty have room for all."""
    return preset_for(minutes) >= _FULLER_FROM[step]
