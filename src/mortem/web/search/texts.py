"""Which words of a thing can be found. Cards are not here: they are silent until they turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mortem.web.models import (
    ActionItem,
    Answer,
    Cause,
    Evidence,
    Lesson,
    Review,
    Signal,
    TimelineEntry,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model


class Source(NamedTuple):
    """A findable model: its noun and its fields of words. `head` counts for more."""

    noun: str
    body: tuple[str, ...]
    head: tuple[str, ...] = ()


SOURCES: dict[type[Model], Source] = {
    Review: Source(
        "review", ("summary", "success", "hurt", "failure_sentence", "where", "scope"), ("title",)
    ),
    Cause: Source("cause", ("text",)),
    Lesson: Source("lesson", ("text",)),
    ActionItem: Source("action_item", ("text", "measure", "verdict_note", "declined_reason")),
    Signal: Source("signal", ("question", "threshold", "response")),
    TimelineEntry: Source("timeline_entry", ("text", "attributed_to")),
    Evidence: Source("evidence", ("name",)),
    Answer: Source("answer", ("text", "question")),
}


def join(thing: Any, fields: tuple[str, ...]) -> str:
    """Return a thing's words in these fields, one field a line."""
    return "\n".join(filter(None, (getattr(thing, field) for field in fields)))


def everything_in(reviews: list[Review]) -> Iterator[Model]:
    """Return all that can be found in these reviews, themselves first."""
    by_id = {review.pk: review for review in reviews}
    yield from reviews
    for model in SOURCES:
        if model is not Review:
            parts: Any = model._default_manager.filter(review__in=reviews)  # noqa: SLF001
            for part in parts:
                part.review = by_id[part.review_id]
                yield part
