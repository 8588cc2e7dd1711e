"""Stories for an interview: begun, worded, practised, told, put away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from mortem.core.errors import BadInput, NotFound
from mortem.core.stories import PARTS, Went, questions
from mortem.web.models import Story, Telling
from mortem.web.operations.parts import plain_text, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mortem.web.models import Review, User

TITLE_LENGTH = 200
PART_LENGTH = 4_000  # characters; told aloud that is four minutes, twice what an interview hears
NOTE_LENGTH = 1_000


def add_story(user: User, *, title: str, at: datetime) -> Story:
    """Begin a story with its name. Raises BadInput when that is empty or very long."""
    story: Story = Story.objects.create(user=user, title=_title(title), created_at=at)
    return story


def change_story(story: Story, *, title: str, answers: Iterable[str], **parts: str) -> None:
    """Word a story anew. Raises BadInput, and NotFound when it was put away meanwhile."""
    known = [one.slug for one in questions()]
    values: dict[str, Any] = {part: _part(part, parts.get(part, "")) for part in PARTS}
    chosen = set(answers)
    values |= {"title": _title(title), "answers": [slug for slug in known if slug in chosen]}
    if not Story.objects.filter(pk=story.pk).update(**values):
        raise NotFound("This story was put away meanwhile.", hint="Bring it back first.")


def _title(text: str) -> str:
    return plain_text("title", " ".join(tidy(text).split()), limit=TITLE_LENGTH)


def _part(name: str, text: str) -> str:
    return plain_text(name, text, limit=PART_LENGTH) if tidy(text) else ""


@transaction.atomic
def tell_story(
    story: Story,
    *,
    day: date,
    went: Went,
    note: str,
    next_date: date | None,
    at: datetime,
    review: Review | None = None,
) -> Telling:
    """Keep how telling it went, and when it is practised next, if ever.

    With `review` it was told in the interview that this look back is about. Raises BadInput
    for a very long note.
    """
    if len(tidy(note)) > NOTE_LENGTH:
        raise BadInput("note", "{limit} characters are the most here.", limit=NOTE_LENGTH)
    Story.objects.filter(pk=story.pk).update(next_date=next_date)
    telling: Telling = story.tellings.create(
        date=day,
        went=went,
        note=tidy(note),
        review=review,
        in_interview=review is not None,
        created_at=at,
    )
    return telling


def delete_story(story: Story, *, at: datetime) -> None:
    """Put a story away; it can be brought back for 30 days."""
    Story.objects.filter(pk=story.pk).update(deleted_at=at)


def restore_story(story: Story) -> None:
    """Bring a story back."""
    Story.everything.filter(pk=story.pk).update(deleted_at=None)
