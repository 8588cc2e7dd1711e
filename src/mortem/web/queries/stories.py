"""Somebody's own stories: how ready each is, and what none of them answers yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.formats import stories as form
from mortem.core.stories import Standing, Went, standing
from mortem.web import words
from mortem.web.models import Story, Telling

if TYPE_CHECKING:
    from datetime import date

    from mortem.web.models import Review, User


@dataclass(frozen=True, slots=True)
class Practised:
    """A story with the last time it was told, if ever, and how ready it is."""

    story: Story
    last: Telling | None
    standing: Standing


def stories_of(user: User) -> list[Story]:
    """Return somebody's stories, the oldest first."""
    return list(Story.objects.filter(user=user))


def practised(user: User, *, today: date) -> list[Practised]:
    """Return somebody's stories, first what wants attention. Two queries."""
    told = Telling.objects.filter(story__user=user).order_by("date", "created_at", "id")
    last = {one.story_id: one for one in told}
    found = [_practised(story, last.get(story.pk), today) for story in stories_of(user)]
    return sorted(found, key=lambda one: list(Standing).index(one.standing))


def _practised(story: Story, last: Telling | None, today: date) -> Practised:
    went = Went(last.went) if last else None
    return Practised(story, last, standing(story.told(), went, today=today))


def to_practise(user: User, *, today: date) -> list[Story]:
    """Return the stories whose day of practice has come."""
    return list(Story.objects.filter(user=user, next_date__lte=today).order_by("next_date", "id"))


def told_in(review: Review, user: User) -> list[Telling]:
    """Return which of somebody's own stories the interview asked for that this review is about."""
    found = Telling.objects.filter(review=review, story__user=user, story__deleted_at=None)
    return list(found.select_related("story"))


def stories_as_markdown(stories: list[Story]) -> str:
    """Return stories on one page, in the words of the page."""
    parts = {part: str(word) for part, word in words.STORY_PARTS.items()}
    return form.markdown([story.told() for story in stories], parts=parts)
