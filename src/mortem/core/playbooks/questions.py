"""The dated failure sentence, and what is asked back, kindly, about a vague plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from mortem.core.playbooks.book import Horizon

if TYPE_CHECKING:
    from mortem.core.playbooks.book import Playbook

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_MONTH = r"(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?\b"
_NAMED_DATES = (
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+{_DAY}{_YEAR}", re.IGNORECASE),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
)

# A script without spaces writes a word in one or two signs, so each sign counts as a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_FEWEST_WORDS = 3
# Seen from the first year of all, every day that exists lies ahead.
_ANY_YEAR = date.min
# Words that name nothing: an answer of these alone is asked about again.
_WEIGHTLESS_WORDS = """
a all an and are as at be better big can change changes do does done everything fine for get go
goes going good great i in is it just make making my new nice no of ok on our plan project progress
run runs smooth smoothly some something stuff success successful successfully that the thing things
this to up us we well with without work works
"""
_ANYBODY_WORDS = """
a all any anyone client clients customer customers every everybody everyone me no nobody none one
our people person somebody someone team teams the them us user users we
"""
_WEIGHTLESS = frozenset(_WEIGHTLESS_WORDS.split())
_ANYBODY = frozenset(_ANYBODY_WORDS.split())


class Vagueness(StrEnum):
    """What makes an answer too vague to imagine its failure (METHOD P2)."""

    MISSING = "missing"
    SHORT = "short"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing asked back; `field` is "title", "plan_date", "success" or "hurt"."""

    field: str
    reason: Vagueness
    text: str


def failure_sentence(
    playbook: Playbook, *, title: str, plan_date: date | None, today: date
) -> tuple[str, date]:
    """Give the certain, dated sentence people write under, and its day, the horizon (METHOD P3).

    Without `plan_date` a day named in the title counts. The horizon is never before `today`,
    even when the plan's day has passed. A playbook that looks back has no such sentence: "".
    """
    day = plan_date or named_date(title, today=today)
    horizon = horizon_date(playbook, plan_date=day, today=today)
    named = title.strip().rstrip(".!")
    sentence = playbook.failure_sentence.format(
        date=day_words(horizon, today=today),
        title=f"“{named}”" if named else playbook.untitled,
    )
    return sentence, horizon


def horizon_date(playbook: Playbook, *, plan_date: date | None, today: date) -> date:
    """Give the day by which the plan's fate shows; today at the earliest."""
    days = timedelta(days=playbook.horizon_days)
    start = max(plan_date or today, today)
    if playbook.horizon is Horizon.FROM_TODAY:
        later = _later(today, days)
        return min(start, later) if start > today else later
    if playbook.horizon is Horizon.ON_PLAN and plan_date:
        return start
    return _later(start, days)


def day_words(day: date, *, today: date) -> str:
    """Write a day as people say it: "3 June", with the year when it is not this one."""
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def named_date(title: str, *, today: date) -> date | None:
    """Find the day a title names ("on 3 March"); without a year, the next such day.

    A day that does not exist is no day: "31 February" gives None.
    """
    for pattern in _NAMED_DATES:
        found = pattern.search(title)
        if found:
            return _read_day(found, today)
    return None


def plan_questions(
    playbook: Playbook, *, title: str, success: str, hurt: str, plan_date: date | None
) -> tuple[Question, ...]:
    """Give what to ask back, in the order of the form; empty when the plan is clear (METHOD P2).

    A date written in the title counts as the day. For a personal plan "me" is a full answer
    to who is hurt.
    """
    nobody = frozenset[str]() if playbook.personal else _ANYBODY
    own = _WEIGHTLESS.union(playbook.vague_words)
    dated = plan_date or named_date(title, today=_ANY_YEAR)
    asked = (
        ("title", _vagueness(title, own, _FEWEST_WORDS), playbook.vague_question),
        ("plan_date", None if dated else Vagueness.MISSING, playbook.date_question),
        ("success", _vagueness(success, own, 2), playbook.success_question),
        ("hurt", _vagueness(hurt, nobody, 1), playbook.hurt_question),
    )
    return tuple(
        Question(field=field, reason=reason, text=text)
        for field, reason, text in asked
        if reason and text
    )


def _later(day: date, days: timedelta) -> date:
    return date.max if date.max - day < days else day + days


def _vagueness(text: str, weightless: frozenset[str], fewest: int) -> Vagueness | None:
    words = _WORD.findall(text.lower())
    if not words:
        return Vagueness.MISSING
    if weightless.issuperset(words):
        return Vagueness.GENERIC
    return Vagueness.SHORT if len(words) < fewest else None


def _read_day(found: re.Match[str], today: date) -> date | None:
    month = found["month"]
    number = int(month) if month.isdigit() else _month_number(month)
    for year in _years(found["year"], today):
        try:
            day = date(year, number, int(found["day"]))
        except ValueError:
            continue
        if found["year"] or day >= today:
            return day
    return None


def _month_number(name: str) -> int:
    return next(
        i for i, month in enumerate(MONTHS, start=1) if month.lower()[:3] == name.lower()[:3]
    )


def _years(year: str | None, today: date) -> range:
    # Nine years on reaches the next 29 February even across a century without one.
    first = int(year) if year else today.year
    return range(first, first + (1 if year else 9))
