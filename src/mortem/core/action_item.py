"""What makes an action likely to happen and likely to work.

Everything here asks or suggests; nothing refuses. The questions are METHOD F1
(SMART), the strengths F4 (the RCA2 action hierarchy), the days F3.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from mortem.core.record import ActionItem, ActionState, Strength


class Question(NamedTuple):
    """A kind question about one item: `code` is stable, `field` is where its answer goes."""

    code: str
    field: str
    text: str


DUE_DAYS = {1: 15, 2: 30}
DUE_DAYS_OTHERWISE = 60

_VAGUE_STARTS = (
    "investigate",
    "improve",
    "be careful",
    "be more careful",
    "pay attention",
    "make sure",
    "ensure",
    "look into",
    "look at",
    "consider",
    "think about",
    "explore",
    "try to",
    "try harder",
    "be aware",
    "keep in mind",
    "remember",
    "discuss",
    "evaluate",
    "assess",
    "better",
    "enhance",
    "optimise",
    "optimize",
    "handle",
    "deal with",
    "work on",
)
_NOT_A_VERB = {
    *("a", "an", "the", "this", "that", "these", "there", "it", "we", "i", "our", "my", "your"),
    *("all", "every", "more", "less", "no", "not", "never", "new", "people", "somebody"),
    *("should", "must", "need", "needs", "will", "would", "could", "can", "someone", "everyone"),
}
_NOUN_ENDINGS = ("tion", "tions", "ment", "ness", "ing", "ity")
_SHORTEST_NOUN = 7
_VERBS_LIKE_NOUNS = {"mention", "position", "document", "implement", "function", "experiment"}
_UNBOUNDED = (
    r"\b(?:always|never again|everything|everywhere|all the time|at all times|as needed|"
    r"etc|ongoing|continuously|regularly|from now on|in (?:the )?future|going forward)\b"
)
_FEWEST_WORDS = 3

_STRONGER = (
    r"automat|enforc|simplif|standardi[sz]|remov|eliminat|replac|block|refus|interlock|"
    r"constraint|forbid|make it impossible|gate\b|lock (?:the|out)|idempoten|fail[- ]closed|"
    r"time-?outs?\b|circuit breaker|read-only|by default|decouple"
)
_INTERMEDIATE = (
    r"checklist|redundan|second (?:copy|replica|region)|replica|back-?ups?\b|restore|alert|"
    r"monitor|tests?\b|rehears|roll(?:ing)? ?back|feature flag|limit|retry|retries|canary|"
    r"dashboard|run ?book|more time|slack\b|patch|upgrade|refactor|migrat|load[- ]test|log\b"
)
_WEAKER = (
    r"train|remind|warn|polic|document|double[- ]check|tell\b|e-?mail|announc|careful|wiki|"
    r"guideline|communicat|sign[- ]?post|ask (?:people|everyone)|awareness|workshop|review"
)
_STRENGTH = (
    rf"\b(?:(?P<stronger>{_STRONGER})|(?P<intermediate>{_INTERMEDIATE})|(?P<weaker>{_WEAKER}))"
)
_SOFTWARE_CHANGE = r"\s*(?:add|fix|implement|build|change|set up|write)\b"


def questions(item: ActionItem, *, today: date) -> tuple[Question, ...]:
    """What is still to be asked so that the item is SMART (F1), in the order of the form's fields.

    A declined item is asked nothing; a parked idea only about its words (F2).
    """
    if item.state is ActionState.DECLINED:
        return ()
    asked = _about_the_words(item.text)
    if item.state is ActionState.IDEA:
        return asked
    return (*asked, *_about_the_promise(item, today))


def suggest_strength(text: str) -> Strength | None:
    """How strong an action's words sound (F4), or None where they say nothing.

    The first telling word decides, because an action begins with its verb: reminding
    people to automate is a reminder.
    """
    found = _pattern(_STRENGTH).search(text)
    if found is not None:
        return Strength(found.lastgroup or "")
    return Strength.INTERMEDIATE if _pattern(_SOFTWARE_CHANGE).match(text) else None


def due_default(severity: int | None, *, today: date) -> date:
    """When an action is due unless somebody says otherwise: 15 and 30 days for severities 1 and 2 (F3)."""
    days = DUE_DAYS.get(severity or 0, DUE_DAYS_OTHERWISE)
    return today + timedelta(days=days)


def needs_verdict(item: ActionItem, *, today: date) -> bool:
    """Whether an action is done, its check date has come, and nobody has said if it worked (F5)."""
    if item.state is not ActionState.DONE or item.verdict is not None:
        return False
    return item.check_date is not None and item.check_date <= today


@cache
def _pattern(source: str) -> re.Pattern[str]:
    """Compiled on first use: reading a document should not pay for words it never weighs."""
    return re.compile(source, re.IGNORECASE)


def _about_the_words(text: str) -> tuple[Question, ...]:
    words = text.split()
    asked: list[Question] = []
    start = _vague_start(text)
    if start is not None:
        asked.append(
            Question(
                "verb", "text", f"“{start}” can go on for ever. What will exist when it is done?"
            )
        )
    elif words and _begins_without_verb(words[0]):
        asked.append(Question("verb", "text", "What will somebody do? Begin with that word."))
    if len(words) < _FEWEST_WORDS:
        asked.append(
            Question(
                "specific", "text", "What exactly, and where? A stranger should be able to start."
            )
        )
    endless = _pattern(_UNBOUNDED).search(text)
    if endless is not None:
        asked.append(
            Question(
                "bounded", "text", f"“{endless.group()}” has no end. Where does this one stop?"
            )
        )
    return tuple(asked)


def _about_the_promise(item: ActionItem, today: date) -> tuple[Question, ...]:
    asked: list[Question] = []
    if item.owner is None:
        asked.append(Question("owner", "owner", "Which one person will see that it happens?"))
    if item.due_date is None:
        asked.append(Question("date", "due_date", "By which day?"))
    elif item.state is ActionState.COMMITTED and item.due_date < today:
        asked.append(Question("date", "due_date", "That day has passed. Which day is true now?"))
    if not item.measure.strip():
        asked.append(
            Question("measurable", "measure", "What will you look at to see that it worked?")
        )
    return tuple(asked)


def _vague_start(text: str) -> str | None:
    lowered = text.strip().lower()
    for start in _VAGUE_STARTS:
        if lowered.startswith(start) and not lowered[len(start) : len(start) + 1].isalpha():
            return text.strip()[: len(start)]
    return None


def _begins_without_verb(word: str) -> bool:
    lowered = word.strip(".,:;!?\"'“”()").lower()
    if lowered in _VERBS_LIKE_NOUNS:
        return False
    return lowered in _NOT_A_VERB or (
        len(lowered) >= _SHORTEST_NOUN and lowered.endswith(_NOUN_ENDINGS)
    )
