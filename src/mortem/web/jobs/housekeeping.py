"""What is done at every start, so that nothing waits for a timer nobody set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.web.models import Card
from mortem.web.operations.purging import purge_parts, purge_reviews, purge_tokens
from mortem.web.traces import sweep_after

if TYPE_CHECKING:
    from datetime import datetime


def keep_house(*, at: datetime) -> None:
    """Purge what was deleted more than 30 days ago, links that have ended, and traces of cards.

    A server that was killed may have had no time to sweep behind the last card.
    """
    purge_reviews(at=at)
    purge_parts(at=at)
    purge_tokens(at=at)
    sweep_after(Card, ended=True)
