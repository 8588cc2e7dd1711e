"""The words of the form: headings, and how each state is said."""

from __future__ import annotations

from mortem.core.record import (
    ActionKind,
    Disposition,
    EntryKind,
    Foresight,
    LessonKind,
    Moment,
    OutcomeKind,
    Precision,
    SignalSource,
    Strength,
    Verdict,
)

VERSION = 1
"""Of the form. A reader refuses versions it does not know."""

SUMMARY = "Summary"
SUCCESS = "Success"
HURT_AHEAD = "Who is hurt"
HURT_BACK = "Who was hurt"
WHERE = "Where"
SCOPE = "Scope"
FAILURE = "The failure"
TIMES = "Times"
EVIDENCE = "Evidence"
TIMELINE = "Timeline"
SINGLE_CAUSE = "Why only one factor"
SIGNALS = "Signals"
ACTIONS = "Actions"
LESSONS = "Lessons"
QUESTIONS = "Questions"
OVERRIDE = "Complete by decision"
OUTSIDE_SUMMARY = "For outside: in short"
OUTSIDE_STORY = "For outside: what happened"
OUTSIDE_DOING = "For outside: what we are doing"
CARDS = "As first written"
REVERSE = "If we had not done it"

CAUSES = {
    Disposition.TOP: "Top risks",
    Disposition.OPEN: "Causes",
    Disposition.WATCH: "Watched",
    Disposition.LET_GO: "Let go",
}

TEXTS = {
    SUMMARY: "summary",
    SUCCESS: "success",
    HURT_AHEAD: "hurt",
    HURT_BACK: "hurt",
    WHERE: "where",
    SCOPE: "scope",
    FAILURE: "failure_sentence",
    SINGLE_CAUSE: "single_cause_reason",
    OVERRIDE: "override_reason",
    OUTSIDE_SUMMARY: "outside_summary",
    OUTSIDE_STORY: "outside_story",
    OUTSIDE_DOING: "outside_doing",
}
"""Sections that are one text, and the field of the record each one fills."""

ALIASES = {
    "action items": ACTIONS,
    "contributing factors": CAUSES[Disposition.OPEN],
    "mitigations": ACTIONS,
    "what happened": SUMMARY,
    "what success looks like": SUCCESS,
    "why": CAUSES[Disposition.OPEN],
}
"""Other headings people write by hand."""

LESSON_HEADINGS = {
    LessonKind.WENT_WRONG: "What went wrong",
    LessonKind.WENT_RIGHT: "What went right",
    LessonKind.LUCKY: "Where we were lucky",
    LessonKind.LEARNED: "What we learned",
    LessonKind.SURPRISED: "What surprised us",
    LessonKind.DIFFERENTLY: "What we will do differently",
}

MOMENTS = {moment: moment.value.capitalize() for moment in Moment}
NOT_KNOWN = "not known yet"

PRECISIONS = {precision.value: precision for precision in Precision}
ENTRY_KINDS = {kind.value: kind for kind in EntryKind}
DISPOSITIONS = {
    "top risk": Disposition.TOP,
    "open": Disposition.OPEN,
    "watched": Disposition.WATCH,
    "let go": Disposition.LET_GO,
}
FORESIGHTS = {foresight.value: foresight for foresight in Foresight}
OUTCOMES = {
    "happened": OutcomeKind.HAPPENED,
    "averted": OutcomeKind.AVERTED,
    "did not happen": OutcomeKind.DID_NOT_HAPPEN,
    "unknown": OutcomeKind.UNKNOWN,
}
ACTION_KINDS = {kind.value: kind for kind in ActionKind}
STRENGTHS = {strength.value: strength for strength in Strength}
VERDICTS = {
    "held": Verdict.HELD,
    "partly": Verdict.PARTLY,
    "did not hold": Verdict.DID_NOT_HOLD,
    "made it worse": Verdict.MADE_IT_WORSE,
}
SOURCES = {
    "check-in": SignalSource.CHECK_IN,
    "on a date": SignalSource.DATE,
    "by itself": SignalSource.WATCHED,
}

WORD_OF = {
    value: word
    for table in (DISPOSITIONS, OUTCOMES, VERDICTS, SOURCES)
    for word, value in table.items()
}
"""How a state is said where its stored name is no English."""
