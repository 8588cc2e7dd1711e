"""Lessons of the six kinds: written, reworded, put away, brought back (METHOD E8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.errors import BadInput
from mortem.core.record import LessonKind
from mortem.web.models import Lesson
from mortem.web.operations.parts import (
    add_part,
    change_part,
    delete_part,
    plain_text,
    restore_part,
)

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Participant, Review

LESSON_LENGTH = 4_000  # characters


def add_lesson(
    review: Review, *, kind: str, text: str, by: Participant | None, at: datetime
) -> Lesson:
    """Write a lesson down. Raises BadInput for an unknown kind or an empty text."""
    if kind not in set(LessonKind):
        raise BadInput("kind", "There is no kind of lesson called “{kind}”.", kind=kind)
    return add_part(Lesson, review, by=by, at=at, kind=kind, text=_text(text))


def change_lesson(lesson: Lesson, *, text: str, by: Participant | None, at: datetime) -> Lesson:
    """Word a lesson anew."""
    return change_part(lesson, by=by, at=at, text=_text(text))


def _text(text: str) -> str:
    return plain_text("text", text, limit=LESSON_LENGTH)


def delete_lesson(lesson: Lesson, *, by: Participant, at: datetime) -> None:
    """Put a lesson away."""
    delete_part(lesson, by=by, at=at)


def restore_lesson(lesson: Lesson, *, by: Participant, at: datetime) -> None:
    """Bring a lesson back."""
    restore_part(lesson, by=by, at=at)
