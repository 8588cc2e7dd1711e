"""Answers to a playbook's own questions (METHOD C3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.errors import BadInput
from mortem.web import search
from mortem.web.models import Answer
from mortem.web.operations.parts import TEXT_LENGTH, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mortem.web.models import Review


def put_answers(review: Review, answers: Mapping[str, str]) -> None:
    """Set the answers to these questions, in their order; an empty one takes an answer back.

    Runs inside the transaction of the operation that describes the event.
    """
    known = {answer.question: answer for answer in review.answers.all()}
    for place, (question, given) in enumerate(answers.items()):
        text = tidy(given)
        if len(text) > TEXT_LENGTH:
            raise BadInput(
                "answers",
                "This answer has {length} characters; {limit} is the most.",
                length=len(text),
                limit=TEXT_LENGTH,
            )
        old = known.get(question)
        if text:
            _put(review, old, question, text, place)
        elif old is not None:
            search.drop(old.pk)
            old.delete()


def _put(review: Review, old: Answer | None, question: str, text: str, place: int) -> None:
    answer = old or Answer(review=review, question=question)
    if (answer.text, answer.position) != (text, place):
        answer.text, answer.position = text, place
        answer.save()
        search.put(answer)
