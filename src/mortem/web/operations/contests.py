"""Contests: what somebody sees differently, kept beside its text until it is answered (METHOD C5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from mortem.core.errors import BadInput, NotAllowed, NotFound
from mortem.core.record import ContestState, Role
from mortem.web.models import ActionItem, Cause, Contest, Lesson, Participant, Review, TimelineEntry
from mortem.web.operations.activity import append_private, hold
from mortem.web.operations.parts import add_part, change_part, plain_text, tidy

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

CONTEST_LENGTH = 4_000  # characters
CONTESTABLE: dict[str, Any] = {
    "timeline_entry": TimelineEntry,
    "cause": Cause,
    "lesson": Lesson,
    "action_item": ActionItem,
}


def contested_text(review: Review, subject: UUID) -> tuple[str, str]:
    """Return the noun and the words of what can be contested: a part, or what is said of the event.

    Raises NotFound for anything else.
    """
    if subject == review.pk:
        return "review", review.summary or review.title
    for noun, model in CONTESTABLE.items():
        found = model.objects.filter(review=review, pk=subject).first()
        if found is not None:
            return noun, str(found.text)
    raise NotFound(
        "This is no longer here.", hint="Somebody may have put it away. Reload the page."
    )


@transaction.atomic
def contest(
    review: Review, *, subject: UUID, text: str, by: Participant | None, at: datetime
) -> Contest:
    """Say what one sees differently. Without `by` nobody can tell who did (METHOD P5).

    Sent twice, it is one. Raises BadInput for no words and NotFound for what is not there.
    """
    text = plain_text("text", text, limit=CONTEST_LENGTH)
    hold(review)
    noun, said = contested_text(review, subject)
    same: Contest | None = review.contests.filter(subject=subject, text=text).first()
    if same is not None:
        return same
    return add_part(
        Contest,
        review,
        by=by,
        at=at,
        subject=subject,
        noun=noun,
        said=said,
        text=text,
        participant=by,
    )


@transaction.atomic
def answer_contest(
    found: Contest, *, state: ContestState, answer: str, by: Participant, at: datetime
) -> Contest:
    """Answer: the text was reworded, both accounts stay (METHOD E4), or a reason.

    For whoever facilitates. Raises BadInput for a reason without words, for a text that still
    says what it said, and SomebodyWasFirst when it was answered meanwhile.
    """
    if by.role != Role.FACILITATOR:
        raise NotAllowed("Whoever facilitates answers this, once you have talked about it.")
    answer = tidy(answer)
    if state is ContestState.OPEN or (state is ContestState.ANSWERED and not answer):
        raise BadInput("answer", "A few words are needed here: why does it stay as it is?")
    if state is ContestState.REWORDED:
        _check_reworded(found)
    seen = {"state": found.state, "settles": found.settles}
    return change_part(found, by=by, at=at, seen=seen, state=state, answer=answer, settles=None)


def _check_reworded(found: Contest) -> None:
    try:
        _noun, now = contested_text(found.review, found.subject)
    except NotFound:
        return  # it was put away, and so it says nothing any more
    if now == found.said:
        raise BadInput(
            "state",
            "The text still says what it said. Reword it first, or choose another answer.",
        )


@transaction.atomic
def settle_contest(found: Contest, *, settles: bool, by: Participant, at: datetime) -> Contest:
    """Say whether the answer settles it; for whoever raised it with their name."""
    if found.participant_id != by.pk:
        raise NotAllowed("Only whoever raised this can say whether it is settled.")
    if found.state == ContestState.OPEN:
        raise BadInput("settles", "There is no answer yet.")
    return change_part(found, by=by, at=at, settles=settles)


@transaction.atomic
def mark_involved(me: Participant, *, involved: bool, at: datetime) -> None:
    """Say "I was part of this event", or take it back. History says that, not who."""
    Participant.objects.filter(pk=me.pk).update(involved=involved)
    append_private(me.review, "participant.involved", at=at)
