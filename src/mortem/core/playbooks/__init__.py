"""Playbooks: what the product knows about each context, as data (METHOD, contexts)."""

from mortem.core.playbooks.book import (
    About,
    ActionTemplate,
    Companion,
    FollowUp,
    Horizon,
    MitigationTemplate,
    OwnQuestion,
    Playbook,
    SignalTemplate,
)
from mortem.core.playbooks.questions import (
    Question,
    Vagueness,
    day_words,
    failure_sentence,
    horizon_date,
    named_date,
    plan_questions,
)
from mortem.core.playbooks.shelf import parse_playbook, playbook, playbooks

__all__ = [
    "About",
    "ActionTemplate",
    "Companion",
    "FollowUp",
    "Horizon",
    "MitigationTemplate",
    "OwnQuestion",
    "Playbook",
    "Question",
    "SignalTemplate",
    "Vagueness",
    "day_words",
    "failure_sentence",
    "horizon_date",
    "named_date",
    "parse_playbook",
    "plan_questions",
    "playbook",
    "playbooks",
]
