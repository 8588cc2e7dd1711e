"""What a context brings to a review: its sentences, prompts and templates.

A playbook is knowledge kept as data, one TOML file a context. Texts are plain
English source strings; they are translated at the edge. `{owner}` in a
template stands for a person's name, `{date}` and `{title}` for the plan's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mortem.core.record import ActionKind, Kind, LessonKind, Strength


class Horizon(StrEnum):
    """From which day the horizon of a plan is counted (METHOD P3).

    `after_plan`: so many days after the plan's day, when the damage shows.
    `on_plan`: the plan's day itself, when that day brings the answer.
    `from_today`: so many days from now, because stopping comes long before the goal.
    """

    AFTER_PLAN = "after_plan"
    ON_PLAN = "on_plan"
    FROM_TODAY = "from_today"


class FollowUp(StrEnum):
    """What somebody's account speaks of; each asks for its own next question (METHOD E5)."""

    OBSERVATION = "observation"
    JUDGEMENT = "judgement"
    DECISION = "decision"
    KNOWLEDGE = "knowledge"
    STATE_OF_MIND = "state_of_mind"
    MENTAL_MODEL = "mental_model"
    ACTION = "action"
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class MitigationTemplate:
    """A protection to start from (METHOD P13); `example` is an if-then line, or empty."""

    text: str
    kind: ActionKind
    strength: Strength
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalTemplate:
    """A thing to watch, with its pre-decided response in if-then form (METHOD S1)."""

    question: str
    threshold: str
    response: str
    cadence_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTemplate:
    """A commitment to start from after an event, with what would show that it held (METHOD F5)."""

    text: str
    kind: ActionKind
    strength: Strength
    measure: str


class About(StrEnum):
    """What one asks oneself in a review of one's own (METHOD C3, S5)."""

    WENT_RIGHT = "went_right"
    FRIEND = "friend"
    GROWTH = "growth"
    NEXT_STEP = "next_step"
    RESTART = "restart"


class Companion(StrEnum):
    """What of an account stands beside its reviews of this kind, for its owner alone (METHOD P13)."""

    NOTEBOOK = "notebook"
    STORIES = "stories"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnQuestion:
    """A question to oneself, asked on the page of `phase`; every one may stay unanswered."""

    about: About
    phase: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """One context. What only one direction needs is empty in the other.

    `personal` means private and alone by default (METHOD C3). `horizon_days`
    counts from the day that `horizon` names. `cost_words` are five steps from
    barely felt to the worst (METHOD P10). `kind_words` holds gentler words for
    the page's own, keyed by the word they replace, such as "failed". `restart_rule` is an
    example of a way back in, agreed on beforehand; `restart_words` answer a missed look where
    nobody wrote one (METHOD S5).
    """

    slug: str
    kind: Kind
    name: str
    summary: str
    order: int
    personal: bool
    title_example: str
    prompts: tuple[str, ...]
    often_reveals: tuple[str, ...]
    themes: tuple[str, ...]
    keep_nearby: str
    kind_words: Mapping[str, str] = field(default_factory=dict, hash=False)
    own_questions: tuple[OwnQuestion, ...] = ()
    restart_rule: str = ""
    restart_words: str = ""
    companions: tuple[Companion, ...] = ()
    # looking ahead
    horizon: Horizon = Horizon.AFTER_PLAN
    horizon_days: int = 0
    success_question: str = ""
    hurt_question: str = ""
    date_question: str = ""
    vague_question: str = ""
    vague_words: tuple[str, ...] = ()
    failure_sentence: str = ""
    untitled: str = ""
    cost_question: str = ""
    cost_words: tuple[str, ...] = ()
    cost_unit: str = ""
    mitigations: tuple[MitigationTemplate, ...] = ()
    signals: tuple[SignalTemplate, ...] = ()
    # looking back
    event_questions: Mapping[str, str] = field(default_factory=dict, hash=False)
    why_prompts: tuple[str, ...] = ()
    how_prompts: tuple[str, ...] = ()
    what_prompts: tuple[str, ...] = ()
    follow_ups: Mapping[FollowUp, str] = field(default_factory=dict, hash=False)
    lesson_prompts: Mapping[LessonKind, str] = field(default_factory=dict, hash=False)
    action_templates: tuple[ActionTemplate, ...] = ()
    personal_questions: tuple[str, ...] = ()
