"""Which channels a person or a team keeps, and which a review's signals are told in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery

from mortem.core.playbooks import playbook
from mortem.core.record import Visibility
from mortem.web.models import ActionNews, Channel, whose

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mortem.web.models import Review, Team, User


def channels_kept(keeper: User | Team) -> QuerySet[Channel]:
    """Return the channels of one person, or of one team, oldest first."""
    return Channel.objects.filter(**whose(keeper))


def with_losses(channels: QuerySet[Channel]) -> QuerySet[Channel]:
    """Return channels with how many news of actions never arrived there, as `lost`, and `lost_because`."""
    dead = ActionNews.objects.filter(channel=OuterRef("pk")).exclude(dead_at=None)
    return channels.annotate(
        lost=Count("news", filter=Q(news__dead_at__isnull=False)),
        lost_because=Subquery(dead.order_by("-dead_at").values("trouble")[:1]),
    )


def team_told_of(review: Review) -> Team | None:
    """Return the team whose channels hear of a review's signals: the one that may read it.

    Nothing personal is ever a team's (METHOD C3).
    """
    is_open = review.visibility == Visibility.TEAM and not playbook(review.context).personal
    return review.team if is_open else None
