"""Answers to a playbook's own questions (METHOD C3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.web import search
from mortem.web.models import Answer
from mortem.web.operations.activity import append_activity, hold
from mortem.web.operations.parts import TEXT_LENGTH, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mortem.web.models import Participant, Review


@transaction.atomic
def answer_own(
    review: Review, answers: Mapping[str, str], *, by: Participant, at: datetime
) -> None:
    """Keep what somebody asked and answered themselves (METHOD C3, S5).

    Raises BadInput for a question that the playbook does not ask, and for a very long answer.
    """
    book = playbook(review.context)
    asked = [question.text for question in book.own_questions]
    for question in answers:
        if question not in asked:
            raise BadInput("answers", "This review has no such question.")
    hold(review)
    first = len(book.personal_questions)
    for question, text in answers.items():
        put_answers(review, {question: text}, first=first + asked.index(question))
    append_activity(review, "review.described", by=by, at=at, fields="answers")


def put_answers(review: Review, answers: Mapping[str, str], *, first: int = 0) -> None:
    """Set the answers to these questions, in their order; an empty one takes an answer back.

    `first` is the place of the first of them. Runs inside the transaction of an operation.
    """
    known = {answer.question: answer for answer in review.answers.all()}
    for place, (question, given) in enumerate(answers.items(), start=first):
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
