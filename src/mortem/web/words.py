"""The words for every state of the core, for people. Translated when shown."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mortem.core import record as r
from mortem.core.learning import Worth
from mortem.core.notebook import JottingKind
from mortem.core.signal import SignalState
from mortem.core.stories import Standing, Went
from mortem.core.watching import Direction, FlipAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence

Words = dict[StrEnum, Promise | str]

DISPOSITION: Words = {
    r.Disposition.OPEN: _("Not decided yet"),
    r.Disposition.TOP: _("Top risk"),
    r.Disposition.WATCH: _("Watched"),
    r.Disposition.LET_GO: _("Let go on purpose"),
}
JOTTING: Words = {
    JottingKind.WIN: _("Win"),
    JottingKind.DECISION: _("Decision"),
    JottingKind.MENTORING: _("Taught or helped"),
    JottingKind.FEEDBACK: _("Feedback"),
}
WENT: Words = {
    Went.WELL: _("Well"),
    Went.PARTLY: _("Partly"),
    Went.POORLY: _("It got stuck"),
}
STORY_STANDING: Words = {
    Standing.UNFINISHED: _("a part is still empty"),
    Standing.NOT_PRACTISED: _("not told aloud yet"),
    Standing.WEAK: _("wants another try"),
    Standing.DUE: _("its day of practice has come"),
    Standing.READY: _("ready"),
}
STORY_PARTS = {
    "situation": _("The situation"),
    "behaviour": _("What you did yourself"),
    "impact": _("What came of it"),
}
ACTION_KIND: Words = {
    r.ActionKind.PREVENT: _("Prevent it"),
    r.ActionKind.DETECT: _("Notice it early"),
    r.ActionKind.CONTAIN: _("Keep it small"),
    r.ActionKind.RECOVER: _("Get back quickly"),
}
STRENGTH: Words = {
    r.Strength.STRONGER: _("Stronger: the system itself prevents it"),
    r.Strength.INTERMEDIATE: _("Intermediate: it helps people to get it right"),
    r.Strength.WEAKER: _("Weaker: it relies on people remembering"),
}
STRENGTH_SHORT: Words = {
    r.Strength.STRONGER: _("stronger"),
    r.Strength.INTERMEDIATE: _("intermediate"),
    r.Strength.WEAKER: _("weaker"),
}
ACTION_STATE: Words = {
    r.ActionState.IDEA: _("Idea, parked"),
    r.ActionState.COMMITTED: _("Agreed"),
    r.ActionState.DONE: _("Done"),
    r.ActionState.DECLINED: _("Not doing it"),
}
VERDICT: Words = {
    r.Verdict.HELD: _("It held"),
    r.Verdict.PARTLY: _("Partly"),
    r.Verdict.DID_NOT_HOLD: _("It did not hold"),
    r.Verdict.MADE_IT_WORSE: _("It made things worse"),
}
READING: Words = {
    r.ReadingState.QUIET: _("All quiet"),
    r.ReadingState.LEANING: _("Leaning towards it"),
    r.ReadingState.TRIPPED: _("It has happened"),
}
SIGNAL_STATE: Words = {
    SignalState.WAITING: _("Not looked at yet"),
    SignalState.QUIET: _("Quiet"),
    SignalState.LEANING: _("Leaning"),
    SignalState.TRIPPED: _("Tripped"),
    SignalState.STALE: _("Nobody has looked for a while"),
    SignalState.SNOOZED: _("Resting"),
}
SIGNAL_SOURCE: Words = {
    r.SignalSource.CHECK_IN: _("A person looks and says"),
    r.SignalSource.DATE: _("A date comes"),
    r.SignalSource.WATCHED: _("Mortem looks by itself"),
}
FLIP_ANSWER: Words = {
    FlipAnswer.DONE: _("Done as agreed"),
    FlipAnswer.FALSE_ALARM: _("A false alarm"),
    FlipAnswer.SNOOZED: _("Let rest"),
    FlipAnswer.LOOK_BACK: _("A look back was begun"),
}
DIRECTION: Words = {
    Direction.ABOVE: _("that number or more"),
    Direction.BELOW: _("that number or less"),
}
OUTCOME: Words = {
    r.OutcomeKind.HAPPENED: _("It happened"),
    r.OutcomeKind.AVERTED: _("We averted it"),
    r.OutcomeKind.DID_NOT_HAPPEN: _("It did not happen"),
    r.OutcomeKind.UNKNOWN: _("We cannot tell"),
}
FORESIGHT: Words = {
    r.Foresight.UNKNOWN: _("Not compared yet"),
    r.Foresight.FORESEEN: _("Foreseen"),
    r.Foresight.MISSED: _("New to us"),
    r.Foresight.LATE: _("Foreseen, but our answer came late"),
    r.Foresight.UNANSWERED: _("Foreseen, and its signal was not answered"),
}
WORTH: Words = {
    Worth.HELPED: _("It helped"),
    Worth.THEATRE: _("It was theatre"),
}
LESSON: Words = {
    r.LessonKind.WENT_WRONG: _("What went wrong"),
    r.LessonKind.WENT_RIGHT: _("What went right"),
    r.LessonKind.LUCKY: _("Where we were lucky"),
    r.LessonKind.LEARNED: _("What we learned"),
    r.LessonKind.SURPRISED: _("What surprised us"),
    r.LessonKind.DIFFERENTLY: _("What we will do differently"),
}
MOMENT: Words = {
    r.Moment.STARTED: _("It began"),
    r.Moment.DETECTED: _("We noticed"),
    r.Moment.ACKNOWLEDGED: _("Somebody took it on"),
    r.Moment.MITIGATED: _("The harm stopped"),
    r.Moment.ENDED: _("It was over"),
}
PRECISION: Words = {
    r.Precision.SECOND: _("to the second"),
    r.Precision.MINUTE: _("to the minute"),
    r.Precision.DAY: _("only the day"),
    r.Precision.ABOUT: _("about then"),
    r.Precision.BETWEEN: _("some time between"),
}
ENTRY_KIND: Words = {
    r.EntryKind.FACT: _("A fact"),
    r.EntryKind.ACCOUNT: _("What somebody believed then"),
}
CAUSE_KIND: Words = {
    r.CauseKind.FACTOR: _("Made it possible"),
    r.CauseKind.TRIGGER: _("Set it off"),
}
CONTEST: Words = {
    r.ContestState.OPEN: _("Not answered yet"),
    r.ContestState.REWORDED: _("The text says it differently now"),
    r.ContestState.BOTH: _("Both accounts stay, side by side"),
    r.ContestState.ANSWERED: _("It stays, for a reason"),
}
MODE: Words = {
    r.Mode.NAMED: _("With names"),
    r.Mode.ALIAS: _("With aliases"),
    r.Mode.ANONYMOUS: _("Anonymous"),
}
ROLE: Words = {
    r.Role.FACILITATOR: _("Facilitator"),
    r.Role.PARTICIPANT: _("Takes part"),
    r.Role.READER: _("Reads"),
}


# What a personal review says instead: it is one person's, and it is kind (METHOD C3).
OWN: dict[str, Words] = {
    "STRENGTH": {
        r.Strength.STRONGER: _("Stronger: it works on a bad day too"),
        r.Strength.INTERMEDIATE: _("In between: it makes it easier"),
        r.Strength.WEAKER: _("Weaker: I have to remember it"),
    },
    "STRENGTH_SHORT": {
        r.Strength.STRONGER: _("works on a bad day too"),
        r.Strength.INTERMEDIATE: _("makes it easier"),
        r.Strength.WEAKER: _("needs remembering"),
    },
    "VERDICT": {
        r.Verdict.HELD: _("It helped"),
        r.Verdict.PARTLY: _("A little"),
        r.Verdict.DID_NOT_HOLD: _("Not yet"),
        r.Verdict.MADE_IT_WORSE: _("It made it harder"),
    },
    "SIGNAL_STATE": {
        SignalState.QUIET: _("All well"),
        SignalState.LEANING: _("It gets harder"),
        SignalState.TRIPPED: _("It has come up"),
        SignalState.STALE: _("A pause"),
    },
    "READING": {
        r.ReadingState.QUIET: _("All well"),
        r.ReadingState.LEANING: _("It gets harder"),
        r.ReadingState.TRIPPED: _("It has come up"),
    },
    "SIGNAL_SOURCE": {r.SignalSource.CHECK_IN: _("I look and say")},
    "OUTCOME": {
        r.OutcomeKind.AVERTED: _("I headed it off"),
        r.OutcomeKind.UNKNOWN: _("I cannot tell"),
    },
    "FORESIGHT": {
        r.Foresight.FORESEEN: _("I saw it coming"),
        r.Foresight.MISSED: _("New to me"),
        r.Foresight.LATE: _("I saw it coming, and my answer came late"),
        r.Foresight.UNANSWERED: _("I saw it coming, and let the sign pass"),
    },
}


def said(of: str, *, personal: bool) -> Words:
    """Return the words for the states called `of`, such as `VERDICT`; kinder in a personal review."""
    words: Words = globals()[of]
    return words | OWN.get(of, {}) if personal else words


def choices(words: Words) -> list[tuple[str, Promise | str]]:
    """Return words as form choices, in their order."""
    return [(state.value, word) for state, word in words.items()]


_COUNTS = (
    *(_("No"), _("One"), _("Two"), _("Three"), _("Four"), _("Five"), _("Six")),
    *(_("Seven"), _("Eight"), _("Nine"), _("Ten"), _("Eleven"), _("Twelve")),
)


def count_word(number: int) -> str:
    """Return a number as it begins a sentence: in letters up to twelve, then in digits."""
    return str(_COUNTS[number]) if 0 <= number < len(_COUNTS) else str(number)


def listed(things: Sequence[str]) -> str:
    """Return things as a sentence lists them: "a, b and c"."""
    if len(things) <= 1:
        return "".join(things)
    return gettext("%(first)s and %(last)s") % {
        "first": ", ".join(things[:-1]),
        "last": things[-1],
    }


def what_came_of_it(*, top: int, let_go: int, watched: int, personal: bool = False) -> str:
    """Return what a complete look ahead has reached, in at most three short sentences (P1, P16)."""
    guarded = ngettext(
        "%(count)s risk, with an owner and something watching.",
        "%(count)s risks, each with an owner and something watching.",
        top,
    )
    prepared = ngettext(
        "%(count)s thing to be ready for, with something to do and a look now and then.",
        "%(count)s things to be ready for, each with something to do and a look now and then.",
        top,
    )
    counted = (
        (top, prepared if personal else guarded),
        (
            watched,
            ngettext(
                "%(count)s more to keep an eye on.", "%(count)s more to keep an eye on.", watched
            ),
        ),
        (
            let_go,
            ngettext(
                "%(count)s fear let go on purpose.", "%(count)s fears let go on purpose.", let_go
            ),
        ),
    )
    return " ".join(text % {"count": count_word(number)} for number, text in counted if number)
