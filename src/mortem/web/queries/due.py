"""What somebody may be reminded of: actions near their day, who runs their reviews, what was said."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from mortem.core.playbooks import playbook
from mortem.core.record import ActionState, Role
from mortem.core.reminding import RESTS_AFTER, SOON_BEFORE
from mortem.web.models import ActionItem, Letterbox, Participant, Review, Told

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from mortem.web.models import Signal, User

_A_DAY = timedelta(days=1)  # somewhere on earth it is tomorrow, and somewhere yesterday
Said = set[tuple["UUID", str, "date"]]


def actions_near_their_day(*, at: datetime) -> list[ActionItem]:
    """Return every action of which there may be something to say, wherever its people are."""
    today = at.date()
    first = today - RESTS_AFTER - _A_DAY
    due = Q(state=ActionState.COMMITTED, due_date__range=(first, today + SOON_BEFORE + _A_DAY))
    check = Q(state=ActionState.DONE, verdict="", check_date__range=(first, today + _A_DAY))
    here = Q(review__deleted_at=None, review__is_example=False)
    rows = ActionItem.objects.filter(due | check, here).select_related("review", "owner__user")
    return list(rows.order_by("due_date", "check_date", "id"))


def may_be_told(part: ActionItem | Signal) -> bool:
    """Tell whether a part's owner may hear of it: of a personal review only whoever keeps it (C3)."""
    owner, review = part.owner, part.review
    if owner is None or (owner.user is not None and not owner.user.is_active):
        return False
    mine = review.keeper_id is not None and owner.user_id == review.keeper_id
    return mine or not playbook(review.context).personal


def who_runs(reviews: Iterable[UUID]) -> dict[UUID, list[User]]:
    """Return, by review, the people with a confirmed address who facilitate it, or who keep it."""
    ids = set(reviews)
    seats = Participant.objects.filter(review__in=ids, role=Role.FACILITATOR, removed_at=None)
    found: dict[UUID, list[User]] = defaultdict(list)
    for seat in seats.select_related("user").order_by("joined_at", "id"):
        if seat.user is not None and seat.user.is_active and seat.user.has_address:
            found[seat.review_id].append(seat.user)
    for review in Review.objects.filter(pk__in=ids.difference(found)).select_related("keeper"):
        if review.keeper is not None and review.keeper.is_active and review.keeper.has_address:
            found[review.pk].append(review.keeper)
    return found


def letterboxes(addresses: Iterable[str]) -> dict[str, Letterbox]:
    """Return the letterboxes that there are, by their address."""
    return {box.address: box for box in Letterbox.objects.filter(address__in=set(addresses))}


def said_to(boxes: Iterable[Letterbox], *, actions: set[UUID]) -> dict[UUID, Said]:
    """Return what each letterbox was told of these actions: action, stage and day."""
    found: dict[UUID, Said] = defaultdict(set)
    for told in Told.objects.filter(letterbox__in=list(boxes), action__in=actions):
        found[told.letterbox_id].add((told.action_id, told.stage, told.day))
    return found
