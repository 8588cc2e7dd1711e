"""What makes an action likely to happen and likely to work.

Everything here asks or suggests; nothing refuses. The questions are METHOD F1
(SMART), the strengths F4 (the RCA2 action hierarchy), the days F3.
"""

from __future__ import annotations

from datetime import date, timedelta

from mortem.core.action_words import Question, about_the_words, pattern
from mortem.core.record import ActionItem, ActionState, Strength

DUE_DAYS = {1: 15, 2: 30}
DUE_DAYS_OTHERWISE = 60

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
    asked = about_the_words(item.text)
    if item.state is ActionState.IDEA:
        return asked
    return (*asked, *_about_the_promise(item, today))


def suggest_strength(text: str) -> Strength | None:
    """How strong an action's words sound (F4), or None where they say nothing.

    The first telling word decides, because an action begins with its verb: reminding
    people to automate is a reminder.
    """
    found = pattern(_STRENGTH).search(text)
    if found is not None:
        return Strength(found.lastgroup or "")
    return Strength.INTERMEDIATE if pattern(_SOFTWARE_CHANGE).match(text) else None


def due_default(severity: int | None, *, today: date) -> date:
    """When an action is due unless somebody says otherwise: 15 and 30 days for severities 1 and 2 (F3)."""
    days = DUE_DAYS.get(severity or 0, DUE_DAYS_OTHERWISE)
    return today + timedelta(days=days)


def needs_verdict(item: ActionItem, *, today: date) -> bool:
    """Whether an action is done, its check date has come, and nobody has said if it worked (F5)."""
    if item.state is not ActionState.DONE or item.verdict is not None:
        return False
    return item.check_date is not None and item.check_date <= today


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
