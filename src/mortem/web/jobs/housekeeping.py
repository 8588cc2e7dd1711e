"""What is done at every start, so that nothing waits for a timer nobody set up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mortem.web import vault
from mortem.web.operations.purging import purge_parts, purge_reviews, purge_tokens

if TYPE_CHECKING:
    from datetime import datetime


def keep_house(*, at: datetime) -> None:
    """Purge what was deleted more than 30 days ago, links that have ended, and half a file."""
    purge_reviews(at=at)
    purge_parts(at=at)
    purge_tokens(at=at)
    vault.sweep(before=at - timedelta(days=1))
