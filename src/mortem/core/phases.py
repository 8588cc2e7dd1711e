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
_WORKING = frozenset({"event", "evidence", "causes", "lessons", "actions"})
_SEALED = frozenset({"plan", "imagine", "write"})

_FULLER_FROM = dict.fromkeys(OptionalStep, PRESETS[1])

# Minutes per phase; a phase that is not named takes no time of its own.
_MINUTES: dict[int, dict[str, int]] = {
    15: {"plan": 1, "write": 5, "reveal": 3, "rate": 2, "protect": 4},
    30: {"plan": 2, "write": 7, "reveal": 7, "rate": 5, "protect": 9},
    45: {"plan": 3, "imagine": 1, "write": 8, "reveal": 10, "rate": 8, "protect": 15},
    60: {"plan": 4, "imagine": 1, "write": 10, "reveal": 15, "rate": 10, "protect": 20},
}


def phases(kind: Kind, *, personal: bool = False) -> tuple[Phase, ...]:
    """All phases of a kind of review, in order; in the kinder words of a personal one."""
    if personal:
        return _OWN_PREMORTEM if kind is Kind.PREMORTEM else _OWN_POSTMORTEM
    return _PREMORTEM if kind is Kind.PREMORTEM else _POSTMORTEM


def phase_names(kind: Kind) -> tuple[str, ...]:
    """The stored names of a kind's phases, in order."""
    return tuple(phase.name for phase in phases(kind))


def first_phase(kind: Kind) -> str:
    """Where a new review of this kind begins."""
    return phases(kind)[0].name


def phase(kind: Kind, name: str, *, personal: bool = False) -> Phase:
    """The phase of that name. Raises ValueError where the kind has none."""
    return phases(kind, personal=personal)[_index(kind, name)]


def next_phase(kind: Kind, name: str) -> str | None:
    """The phase after `name`, or None at the end."""
    names = phase_names(kind)
    index = _index(kind, name) + 1
    return names[index] if index < len(names) else None


def previous_phase(kind: Kind, name: str) -> str | None:
    """The phase one may go back to from `name`, or None: cards once shown stay shown (P4)."""
    index = _index(kind, name)
    if index == 0 or name == "reveal":
        return None
    return phase_names(kind)[index - 1]


def may_move(kind: Kind, start: str, end: str) -> bool:
    """Whether a review may go from `start` to `end` in one move.

    One step on, or one step back except from the reveal. The working phases of
    a post-mortem are views of one growing record, so any of them is near.
    """
    if kind is Kind.POSTMORTEM and {start, end} <= _WORKING:
        return start != end
    names = phase_names(kind)
    if start not in names or end not in names:
        return False
    return end in (next_phase(kind, start), previous_phase(kind, start))


def is_revealed(kind: Kind, name: str) -> bool:
    """Whether everybody may see the cards in this phase (P4)."""
    return kind is Kind.POSTMORTEM or name not in _SEALED


def preset_for(minutes: int) -> int:
    """The longest preset that fits into `minutes`, and the shortest one below that."""
    return max((preset for preset in PRESETS if preset <= minutes), default=PRESETS[0])


def minutes_for(minutes: int, name: str) -> int:
    """How many minutes the phase `name` has in a pre-mortem of `minutes` (P1)."""
    return _MINUTES[preset_for(minutes)].get(name, 0)


def includes(minutes: int, step: OptionalStep) -> bool:
    """Whether a pre-mortem of `minutes` has room for a fuller step: thirty have room for all."""
    return preset_for(minutes) >= _FULLER_FROM[step]


def _index(kind: Kind, name: str) -> int:
    return phase_names(kind).index(name)
