"""Stories for an interview: situation, behaviour, impact; told aloud until they are one's own.

The three parts keep a story from being all situation; practice shows which one is weak while
there is time (METHOD P13).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

PARTS = ("situation", "behaviour", "impact")
_OTHERS = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
_MYSELF = re.compile(r"\b(?:I|my|me|myself)\b")


class Went(StrEnum):
    """How telling it went."""

    WELL = "well"
    PARTLY = "partly"
    POORLY = "poorly"


class Standing(StrEnum):
    """How ready a story is, in the order in which it wants attention."""

    UNFINISHED = "unfinished"
    NOT_PRACTISED = "not_practised"
    WEAK = "weak"
    DUE = "due"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened, what one did oneself, and what came of it; `answers` are slugs of questions."""

    title: str
    situation: str = ""
    behaviour: str = ""
    impact: str = ""
    answers: tuple[str, ...] = ()
    next_date: date | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of question that interviews ask, with one of its kind to practise with."""

    slug: str
    name: str
    example: str


@cache
def questions() -> tuple[Question, ...]:
    """Return the kinds of question, in the order of the page."""
    source = (files("mortem.core") / "stories.toml").read_text(encoding="utf-8")
    return tuple(Question(**row) for row in tomllib.loads(source)["questions"])


def missing_parts(story: Story) -> tuple[str, ...]:
    """Return which of the three parts are empty."""
    return tuple(part for part in PARTS if not getattr(story, part).strip())


def standing(story: Story, last: Went | None, *, today: date) -> Standing:
    """Tell how ready a story is; `last` is how it went the last time, None if it never was told."""
    if missing_parts(story):
        return Standing.UNFINISHED
    if last is None:
        return Standing.NOT_PRACTISED
    if last is not Went.WELL:
        return Standing.WEAK
    if story.next_date is not None and story.next_date <= today:
        return Standing.DUE
    return Standing.READY


def is_only_ours(story: Story) -> bool:
    """Tell whether the behaviour speaks of "we" alone, so that a listener cannot see one's own part."""
    ours = _OTHERS.search(story.behaviour) is not None
    return ours and _MYSELF.search(story.behaviour) is None


def unanswered(stories: Iterable[Story]) -> tuple[Question, ...]:
    """Return the kinds of question that no story answers yet."""
    answered = {slug for story in stories for slug in story.answers}
    return tuple(one for one in questions() if one.slug not in answered)
