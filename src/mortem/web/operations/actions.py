"""Action items: parked as ideas, agreed, done or declined, and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from mortem.core.action_news import ActionEvent, changed, moved
from mortem.core.errors import BadInput, SomebodyWasFirst
from mortem.core.record import ActionState, Verdict
from mortem.web.models import ActionItem, Cause
from mortem.web.operations.action_news import tell_of
from mortem.web.operations.owners import owner_named
from mortem.web.operations.parts import add_part, change_part, plain_text, tidy

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Participant, Review, User

_LEGAL = {
    ActionState.IDEA: {ActionState.COMMITTED, ActionState.DECLINED},
    ActionState.COMMITTED: {ActionState.IDEA, ActionState.DONE, ActionState.DECLINED},
    ActionState.DONE: {ActionState.COMMITTED},
    ActionState.DECLINED: {ActionState.IDEA},
}


@transaction.atomic
def add_action(
    review: Review,
    *,
    text: str,
    by: Participant | None,
    at: datetime,
    owner: str | User = "",
    cause: Cause | None = None,
    state: ActionState = ActionState.IDEA,
    **values: Any,
) -> ActionItem:
    """Park an idea, or agree on it at once with `state=committed`; `owner` as in `owner_named`.

    The same words for the same cause are the same item: a form sent twice adds one.
    """
    text = plain_text("text", text)
    same: ActionItem | None = ActionItem.objects.filter(
        review=review, cause=cause, text=text, state=state
    ).first()
    if same is not None:
        return same
    item = add_part(
        ActionItem,
        review,
        by=by,
        at=at,
        text=text,
        owner=owner_named(review, owner, at=at),
        cause=cause,
        state=state,
        **values,
    )
    tell_of(item, moved(ActionState.IDEA, state), at=at)
    return item


@transaction.atomic
def change_action(
    item: ActionItem,
    *,
    by: Participant,
    at: datetime,
    owner: str | User | None = None,
    **values: Any,
) -> ActionItem:
    """Change what the item says; `owner` is as in `owner_named`, None leaves it as it is."""
    changes = _clean(item, owner, values, at)
    item = change_part(item, by=by, at=at, **changes)
    tell_of(item, changed(ActionState(item.state), changes), at=at)
    return item


@transaction.atomic
def agree_action(
    item: ActionItem,
    *,
    by: Participant,
    at: datetime,
    owner: str | User | None = None,
    **values: Any,
) -> ActionItem:
    """Make a parked idea a commitment, with who, by when and how one will see that it worked (F2).

    Raises SomebodyWasFirst when the idea is not parked any more.
    """
    changes = _clean(item, owner, values, at)
    seen = {"state": ActionState.IDEA}
    item = change_part(item, by=by, at=at, seen=seen, state=ActionState.COMMITTED, **changes)
    tell_of(item, ActionEvent.AGREED, at=at)
    return item


def _clean(
    item: ActionItem, owner: str | User | None, values: dict[str, Any], at: datetime
) -> dict[str, Any]:
    if "text" in values:
        values["text"] = plain_text("text", values["text"])
    if owner is not None:
        values["owner"] = owner_named(item.review, owner, at=at)
    return values


@transaction.atomic
def move_action(
    item: ActionItem, *, to: ActionState, by: Participant, at: datetime, reason: str = ""
) -> ActionItem:
    """Agree on an item, mark it done, take that back, or decline it with a reason (F2).

    Moving it to where it is changes nothing. Raises BadInput without a reason for declining,
    SomebodyWasFirst when it had moved meanwhile.
    """
    was = ActionState(item.state)
    if was is to:
        return item
    if to not in _LEGAL[was]:
        raise SomebodyWasFirst("This item has moved on meanwhile.", hint="Reload the page.")
    if to is ActionState.DECLINED:
        reason = plain_text("reason", reason)
    item = change_part(
        item,
        by=by,
        at=at,
        seen={"state": was},
        state=to,
        done_at=at if to is ActionState.DONE else None,
        declined_reason=reason if to is ActionState.DECLINED else "",
    )
    tell_of(item, moved(was, to), at=at)
    return item


@transaction.atomic
def judge_action(
    item: ActionItem, *, verdict: Verdict, note: str, by: Participant, at: datetime
) -> ActionItem:
    """Say whether a done item worked, with its measure's number in `note` (F5)."""
    if item.state != ActionState.DONE:
        raise BadInput(
            "verdict", "A verdict comes after the work is done.", hint="Mark it as done first."
        )
    item = change_part(item, by=by, at=at, verdict=verdict, verdict_note=tidy(note), verdict_at=at)
    tell_of(item, ActionEvent.JUDGED, at=at)
    return item
