"""What is done at every start, so that nothing waits for a timer nobody set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.web.operations.purging import purge_parts, purge_reviews, purge_tokens
from mortem.web.operations.reminders import forget_ended

if TYPE_CHECKING:
    from datetime import datetime


def keep_house(*, at: datetime) -> None:
    """Purge what was deleted more than 30 days ago, links that have ended, and addresses nobody needs."""
    purge_reviews(at=at)
    purge_parts(at=at)
    purge_tokens(at=at)
    forget_ended(at=at)
