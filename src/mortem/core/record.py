"""A whole review as plain values: what every format reads and writes.

The database, the Markdown form and the JSON form are three homes of the same
record. Everything here is immutable and knows nothing of Django; identifiers
are opaque strings, moments are aware datetimes in UTC, days are dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - formats read the annotations at run time
from enum import StrEnum


class Kind(StrEnum):
    """Which way a review looks."""

    PREMORTEM = "premortem"
    POSTMORTEM = "postmortem"


class Mode(StrEnum):
    """How a card is tied to its writer (METHOD P5). May only move downwards in this list."""

    NAMED = "named"
    ALIAS = "alias"
    ANONYMOUS = "anonymous"


class Pace(StrEnum):
    """How a review is held: in one sitting, or over days with a deadline for each phase (METHOD P1)."""

    LIVE = "live"
    DAYS = "days"


class Visibility(StrEnum):
    """Who may open a review besides its participants."""

    PRIVATE = "private"
    TEAM = "team"


class Role(StrEnum):
    """What a participant may do in one review."""

    FACILITATOR = "facilitator"
    PARTICIPANT = "participant"
    READER = "reader"


class Precision(StrEnum):
    """How exactly a moment is known (METHOD E3)."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    ABOUT = "about"
    BETWEEN = "between"


class Moment(StrEnum):
    """The five times of an event (METHOD E1)."""

    STARTED = "started"
    DETECTED = "detected"
    ACKNOWLEDGED = "acknowledged"
    MITIGATED = "mitigated"
    ENDED = "ended"


class Disposition(StrEnum):
    """What a pre-mortem decided about a cause (METHOD P1)."""

    OPEN = "open"
    TOP = "top"
    WATCH = "watch"
    LET_GO = "let_go"


class CauseKind(StrEnum):
    """A post-mortem keeps what set the event off apart from what made it possible (METHOD E7)."""

    FACTOR = "factor"
    TRIGGER = "trigger"


class Foresight(StrEnum):
    """Whether a contributing factor had been seen coming (METHOD E9)."""

    UNKNOWN = "unknown"
    FORESEEN = "foreseen"
    MISSED = "missed"
    LATE = "late"
    UNANSWERED = "unanswered"


class OutcomeKind(StrEnum):
    """What became of a risk once the plan's horizon has passed (METHOD S6)."""

    HAPPENED = "happened"
    AVERTED = "averted"
    DID_NOT_HAPPEN = "did_not_happen"
    UNKNOWN = "unknown"


class ActionKind(StrEnum):
    """Where along a failure's path an action works (METHOD P13)."""

    PREVENT = "prevent"
    DETECT = "detect"
    CONTAIN = "contain"
    RECOVER = "recover"


class Strength(StrEnum):
    """How much an action relies on people remembering (METHOD F4, RCA2 action hierarchy)."""

    STRONGER = "stronger"
    INTERMEDIATE = "intermediate"
    WEAKER = "weaker"


class ActionState(StrEnum):
    """From parked idea to verdict (METHOD F2, F5)."""

    IDEA = "idea"
    COMMITTED = "committed"
    DONE = "done"
    DECLINED = "declined"


class Verdict(StrEnum):
    """Did the action work? (METHOD F5)."""

    HELD = "held"
    PARTLY = "partly"
    DID_NOT_HOLD = "did_not_hold"
    MADE_IT_WORSE = "made_it_worse"


class SignalSource(StrEnum):
    """Where a signal's readings come from."""

    CHECK_IN = "check_in"
    DATE = "date"
    WATCHED = "watched"  # Mortem reads it by itself, where it was set up to


class ReadingState(StrEnum):
    """What one look at a signal said."""

    QUIET = "quiet"
    LEANING = "leaning"
    TRIPPED = "tripped"


class EntryKind(StrEnum):
    """A timeline entry is a fact, or what somebody believed then (METHOD E4)."""

    FACT = "fact"
    ACCOUNT = "account"


class Asked(StrEnum):
    """When confidence in the plan is asked: before its failure is imagined, and once it is guarded."""

    BEFORE = "before"
    AFTER = "after"


class Lean(StrEnum):
    """What one would do with the plan once it is guarded (METHOD P14)."""

    GO = "go"
    DELAY = "delay"
    STOP = "stop"


class LessonKind(StrEnum):
    """The six kinds of lesson (METHOD E8)."""

    WENT_WRONG = "went_wrong"
    WENT_RIGHT = "went_right"
    LUCKY = "lucky"
    LEARNED = "learned"
    SURPRISED = "surprised"
    DIFFERENTLY = "differently"


class ContestState(StrEnum):
    """What became of a view that differs from what a review says (METHOD C5)."""

    OPEN = "open"
    REWORDED = "reworded"
    BOTH = "both"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who takes part; `name` is empty in anonymous reviews.

    `involved` is what they say themselves: that they were part of the event.
    """

    id: str
    name: str
    role: Role
    joined_at: datetime
    involved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A named person who answers for an action or a signal; reachable once an address is confirmed."""

    id: str
    name: str
    address: str = ""
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A group of causes; `position` counts from 0."""

    id: str
    name: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A raw contribution. `participant` is empty in anonymous reviews, for ever.

    Looking ahead it became a cause; looking back it is an account, and became a timeline entry or
    stayed as it is.
    """

    id: str
    text: str
    position: int
    participant: str | None = None
    cause: str | None = None
    entry: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Points from a cause or timeline entry to lines of evidence. Lines count from 1.

    `inside` is the path of a file in a package such as a ZIP; empty for what is one file.
    """

    evidence: str
    first_line: int | None = None
    last_line: int | None = None
    inside: str = ""

    def path_in(self, name: str) -> str:
        """Return the path of its file, given the name of its evidence."""
        return f"{name}/{self.inside}" if self.inside else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a risk, said once the horizon had passed (METHOD S6)."""

    kind: OutcomeKind
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason, on either side of the loop; `parent` is the cause it explains (the answer to its *why*)."""

    id: str
    text: str
    position: int
    theme: str | None = None
    parent: str | None = None
    kind: CauseKind = CauseKind.FACTOR
    elephant: bool = False
    paper_tiger: bool = False
    severity_first: bool = False
    disposition: Disposition = Disposition.OPEN
    foresight: Foresight = Foresight.UNKNOWN
    foreseen_by: str | None = None
    outcome: Outcome | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One person's view of one cause (METHOD P10).

    Plausibility is a chance in percent, 0 to 100. Cost is a step, 1 to 5, or else an 80 % interval
    in the review's `cost_unit`, from `cost_low` to `cost_high`.
    """

    id: str
    cause: str
    plausibility: int
    cost: int | None = None
    cost_low: float | None = None
    cost_high: float | None = None
    participant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How sure one person was that the plan works, in percent, 0 to 100 (METHOD P15). Never says who.

    `lean` is what they would do with it; only asked after.
    """

    id: str
    moment: Asked
    percent: int
    lean: Lean | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseAnswer:
    """Why it was a mistake not to do it: one person's answer to the reverse question (METHOD P14). Never says who."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One look at a signal."""

    id: str
    at: datetime
    state: ReadingState
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A question with a threshold, a rhythm and a pre-decided response (METHOD S1)."""

    id: str
    question: str
    position: int
    cause: str | None = None
    source: SignalSource = SignalSource.CHECK_IN
    threshold: str = ""
    response: str = ""
    owner: str | None = None
    cadence_days: int = 7
    next_date: date | None = None
    snoozed_until_date: date | None = None
    snooze_reason: str = ""
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionItem:
    """Something somebody will do; a pre-mortem's mitigation is one too."""

    id: str
    text: str
    position: int
    cause: str | None = None
    kind: ActionKind = ActionKind.PREVENT
    strength: Strength | None = None
    state: ActionState = ActionState.IDEA
    owner: str | None = None
    due_date: date | None = None
    measure: str = ""
    signal: str | None = None
    check_date: date | None = None
    done_at: datetime | None = None
    declined_reason: str = ""
    verdict: Verdict | None = None
    verdict_note: str = ""
    verdict_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTime:
    """One of the five times. Without `at` it is honestly not known yet."""

    moment: Moment
    at: datetime | None = None
    until_at: datetime | None = None
    precision: Precision = Precision.MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """A moment of the event: a fact, or what `attributed_to` believed then (METHOD E4)."""

    id: str
    at: datetime
    text: str
    position: int
    until_at: datetime | None = None
    precision: Precision = Precision.MINUTE
    kind: EntryKind = EntryKind.FACT
    attributed_to: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was brought: the bytes are kept apart, sealed by their SHA-256 (hex).

    `zone`, `year` (of the first line) and `ahead_ms` (milliseconds) are what was said about its clock.
    """

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
    zone: str = ""
    year: int | None = None
    ahead_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Something carried into the next plan (METHOD E8)."""

    id: str
    kind: LessonKind
    text: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What somebody sees differently from one text of a review, or from what it says of the event.

    `subject` is the part, or the review itself; `said` the text as it stood then. Without
    `participant` nobody signed. `settles` is what whoever raised it says to the answer.
    """

    id: str
    subject: str
    noun: str
    text: str
    position: int
    said: str = ""
    participant: str | None = None
    state: ContestState = ContestState.OPEN
    answer: str = ""
    settles: bool | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits: not answered, or answered in a way that settles nothing."""
        return self.state is ContestState.OPEN or self.settles is False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What one field of a part was set to by a step of the history; `subject` may be the review.

    `digest` is the salted SHA-256 of `text`, in hex. Once the words are erased, `salt` and `text`
    are empty and the digest stays.
    """

    subject: str
    noun: str
    field: str
    digest: str
    salt: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One line of a review's history; `number` has no gaps.

    `digest` covers the line and the digest of the one before (`mortem.core.chain`).
    """

    number: int
    at: datetime
    verb: str
    actor: str | None = None
    data: dict[str, str] = field(default_factory=dict)
    digest: str = ""
    wordings: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Until when a phase of a review that is held over days lasts."""

    phase: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to one of a playbook's own questions, such as those of a personal look back."""

    question: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A review with all it holds. `phase` is a name of `mortem.core.phases`."""

    id: str
    kind: Kind
    context: str
    title: str
    phase: str
    created_at: datetime
    mode: Mode = Mode.NAMED
    visibility: Visibility = Visibility.PRIVATE
    minutes: int = 15
    pace: Pace = Pace.LIVE
    # looking ahead
    success: str = ""
    hurt: str = ""
    plan_date: date | None = None
    horizon_date: date | None = None
    failure_sentence: str = ""
    cost_unit: str = ""
    # looking back
    summary: str = ""
    where: str = ""
    scope: str = ""
    severity: int | None = None
    near_miss: bool = False
    follows: str | None = None
    single_cause_reason: str = ""
    outside_summary: str = ""
    outside_story: str = ""
    outside_doing: str = ""
    # both
    zone: str = "UTC"
    override_reason: str = ""
    published_at: datetime | None = None
    closed_at: datetime | None = None
    participants: tuple[Participant, ...] = ()
    owners: tuple[Owner, ...] = ()
    themes: tuple[Theme, ...] = ()
    cards: tuple[Card, ...] = ()
    causes: tuple[Cause, ...] = ()
    ratings: tuple[Rating, ...] = ()
    confidences: tuple[Confidence, ...] = ()
    reverse_answers: tuple[ReverseAnswer, ...] = ()
    signals: tuple[Signal, ...] = ()
    actions: tuple[ActionItem, ...] = ()
    event_times: tuple[EventTime, ...] = ()
    entries: tuple[TimelineEntry, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    answers: tuple[Answer, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    contests: tuple[Contest, ...] = ()
    activity: tuple[Activity, ...] = ()
