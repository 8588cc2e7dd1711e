"""What becomes of an action, told in the channels that want to hear of it.

News of a review that is personal, or sealed, goes nowhere (METHOD C3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from mortem.core.action_news import ActionEvent
from mortem.core.playbooks import playbook
from mortem.core.telling import after_quiet, told_at
from mortem.web.models import ActionNews, Channel
from mortem.web.operations.sending import CHOICE, note_refused, still_waiting, take
from mortem.web.queries.channels import team_told_of
from mortem.web.zones import zone_of_person

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from mortem.web.models import ActionItem, Review


def tell_of(item: ActionItem, event: ActionEvent | None, *, at: datetime) -> None:
    """Have an event told in the channels of the action's owner and of the team that may read it.

    Part of the transaction in which it happens. Where the same waits already, that one tells it.
    """
    if event is None:
        return
    for channel in _meant(item):
        goes_at = _wished(channel, item.review, at)
        _tell_in(channel, item, event, {"made_at": at, "next_at": goes_at})


def _tell_in(
    channel: Channel, item: ActionItem, event: ActionEvent, when: dict[str, datetime]
) -> None:
    waiting = {"sent_at": None, "dead_at": None}
    ActionNews.objects.get_or_create(
        action=item, channel=channel, event=event, **waiting, defaults=when
    )


def _wished(channel: Channel, review: Review, at: datetime, *, again: bool = False) -> datetime:
    """Return when this may be told, for the first time or `again`: a person in their own time, a team at once."""
    user = channel.user
    if user is None:
        return at
    when = after_quiet if again else told_at
    return when(at, user.wishes, zone_of_person(user, review), is_tripped=False)


def _meant(item: ActionItem) -> QuerySet[Channel]:
    """Return where news of an action may go now."""
    review: Review = item.review
    if playbook(review.context).personal:
        return Channel.objects.none()
    whose = Q(team=team_told_of(review)) & Q(team__isnull=False)
    owner = item.owner.user if item.owner is not None else None
    if owner is not None:
        whose |= Q(user=owner)
    return Channel.objects.filter(whose, hears_actions=True).select_related("user")


def is_still_meant(news: ActionNews) -> bool:
    """Tell whether a message may go: who answers and who may read can have changed since."""
    return _meant(news.action).filter(pk=news.channel_id).exists()


def take_news(*, at: datetime) -> ActionNews | None:
    """Take the news whose turn it is, for this worker alone until its lease ends."""
    there = ActionNews.objects.filter(action__deleted_at=None, action__review__deleted_at=None)
    waiting = still_waiting(there, at=at).order_by("next_at", "made_at")
    beside = ("action__review__team", "action__owner__user", "channel__user")
    rows = waiting.select_related(*beside)[:CHOICE]
    return next((news for news in rows if take(news, at=at)), None)


def note_not_taken(news: ActionNews, *, why: str, at: datetime) -> None:
    """Keep why news was not taken; it is tried again when its reader may be told."""

    def when(moment: datetime) -> datetime:
        return _wished(news.channel, news.action.review, moment, again=True)

    note_refused(news, why=why, at=at, since=news.made_at, when=when)


def withdraw_news(news: ActionNews) -> None:
    """Take back a message that was not sent."""
    ActionNews.objects.filter(pk=news.pk, sent_at=None).delete()


@transaction.atomic
def send_again(channel: Channel, *, at: datetime) -> None:
    """Send what was given up in a channel once more. Where the same waits by now, that one tells it."""
    lost = ActionNews.objects.filter(channel=channel).exclude(dead_at=None)
    for news in list(lost.select_related("action")):
        news.delete()
        _tell_in(channel, news.action, ActionEvent(news.event), {"made_at": at, "next_at": at})
