"""Which channels a person or a team keeps, and which a review's signals are told in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.playbooks import playbook
from mortem.core.record import Visibility
from mortem.web.models import Channel, whose

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mortem.web.models import Review, Team, User


def channels_kept(keeper: User | Team) -> QuerySet[Channel]:
    """Return the channels of one person, or of one team, oldest first."""
    return Channel.objects.filter(**whose(keeper))


def team_told_of(review: Review) -> Team | None:
    """Return the team whose channels hear of a review's signals: the one that may read it.

    Nothing personal is ever a team's (METHOD C3).
    """
    is_open = review.visibility == Visibility.TEAM and not playbook(review.context).personal
    return review.team if is_open else None
