"""News of actions, brought to the channels that want it; what is refused is tried again for a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mortem.web import links
from mortem.web.jobs.in_turn import one_by_one
from mortem.web.notify.action_news import message
from mortem.web.notify.channels import post
from mortem.web.operations.action_news import (
    is_still_meant,
    note_not_taken,
    take_news,
    withdraw_news,
)
from mortem.web.operations.sending import note_sent
from mortem.web.queries.needs import action_phase

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import ActionItem, ActionNews

NEWS_IN_ONE_ROUND: Final = 20


def tell_of_actions(*, at: datetime) -> int:
    """Send what is to be sent now; return how many were taken."""
    return one_by_one(take_news, _send, at=at, most=NEWS_IN_ONE_ROUND)


def _send(news: ActionNews, at: datetime) -> None:
    if not is_still_meant(news):
        withdraw_news(news)
    elif why := post(news.channel, message(news, link=links.absolute(_place(news.action)))):
        note_not_taken(news, why=why, at=at)
    else:
        note_sent([news], at=at)


def _place(item: ActionItem) -> str:
    return links.in_review(item.review_id, action_phase(item.review), item.pk)
