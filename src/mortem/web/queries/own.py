"""What somebody asks themselves in a review of their own, and the way back in that they planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.playbooks import About, playbook, playbooks
from mortem.web.models import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from mortem.core.playbooks import OwnQuestion
    from mortem.web.models import Review


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to oneself with what was answered; `name` is its field in a form."""

    question: OwnQuestion
    name: str
    given: str
    example: str


def own_questions(review: Review, phase: str) -> list[Asked]:
    """Return what a page asks its owner, with the answers so far; one query where anything is asked."""
    book = playbook(review.context)
    here = [one for one in book.own_questions if one.phase == phase]
    if not here:
        return []
    rows = Answer.objects.filter(review=review, question__in=[one.text for one in here])
    given = dict(rows.values_list("question", "text"))
    return [
        Asked(
            one,
            one.about,
            given.get(one.text, ""),
            book.restart_rule if one.about is About.RESTART else "",
        )
        for one in here
    ]


def own_answer(review: Review, about: About) -> str:
    """Return the answer to the question about this; empty while there is none."""
    texts = [one.text for one in playbook(review.context).own_questions if one.about is about]
    found = Answer.objects.filter(review=review, question__in=texts).exclude(text="").first()
    return found.text if found else ""


def planned_restarts(reviews: Iterable[UUID]) -> dict[UUID, str]:
    """Return the way back in that was agreed on beforehand, by review, where one was (METHOD S5)."""
    rows = Answer.objects.filter(review__in=list(reviews), question__in=_RESTARTS)
    return dict(rows.values_list("review", "text"))


_RESTARTS = [
    one.text for book in playbooks() for one in book.own_questions if one.about is About.RESTART
]
