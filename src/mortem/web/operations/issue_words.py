"""Where an action and its issue say different things: a person chooses, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.action_news import changed
from mortem.core.errors import SomebodyWasFirst
from mortem.core.record import ActionState
from mortem.web.models import Issue
from mortem.web.operations.action_news import tell_of
from mortem.web.operations.activity import append_activity
from mortem.web.operations.parts import change_part, plain_text

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import ActionItem, Participant


@transaction.atomic
def take_their_words(
    item: ActionItem, *, here: str, there: str, by: Participant, at: datetime
) -> None:
    """Let the action say what its issue says. Raises SomebodyWasFirst where either moved on, BadInput for no words."""
    there = plain_text("text", there)
    _note_both(item, here=there, there=there)
    item = change_part(item, by=by, at=at, seen={"text": here}, text=there)
    tell_of(item, changed(ActionState(item.state), ["text"]), at=at)


@transaction.atomic
def leave_both_words(
    item: ActionItem, *, here: str, there: str, by: Participant, at: datetime
) -> None:
    """Let both say what they say, and ask no more. Raises SomebodyWasFirst where either moved on."""
    if not type(item).objects.filter(pk=item.pk, text=here).exists():
        raise _meanwhile()
    _note_both(item, here=here, there=there)
    append_activity(item.review, "issue.settled", by=by, at=at, id=item.pk)


def _note_both(item: ActionItem, *, here: str, there: str) -> None:
    seen = Issue.objects.filter(action=item, title=there)
    if not seen.update(said_here=here, said_there=there):
        raise _meanwhile()


def _meanwhile() -> SomebodyWasFirst:
    return SomebodyWasFirst("One of them says something else by now.", hint="Reload the page.")
