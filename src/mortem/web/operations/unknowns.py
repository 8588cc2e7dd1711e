"""What a group does not know yet: asked before the analysis, settled when it is found out.

Kept as the review's questions with their answers, so that it stands in every form of the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.web.models import Answer
from mortem.web.operations.parts import add_part, change_part, plain_text

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Participant, Review

QUESTION_LENGTH = 300  # characters
FOUND_LENGTH = 4_000


@transaction.atomic
def ask_unknown(review: Review, *, text: str, by: Participant | None, at: datetime) -> Answer:
    """Keep an open question. Asked twice, it is one. Raises BadInput for an empty or a long one."""
    question = " ".join(plain_text("question", text, limit=QUESTION_LENGTH).split())
    there: Answer | None = review.answers.filter(question=question).first()
    return there or add_part(Answer, review, by=by, at=at, question=question)


def settle_unknown(answer: Answer, *, found: str, by: Participant | None, at: datetime) -> Answer:
    """Tick a question off with what was found out; without words it is open again."""
    text = plain_text("found", found, limit=FOUND_LENGTH) if found.strip() else ""
    return change_part(answer, by=by, at=at, text=text)
