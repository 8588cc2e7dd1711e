"""What is done at every start, so that nothing waits for a timer nobody set up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from mortem.web import source_secrets, vault
from mortem.web.models import Card, Channel, Evidence, Tracker, Watch
from mortem.web.operations.letterboxes import forget_letterboxes, forget_old_words
from mortem.web.operations.purging import purge_parts, purge_reviews, purge_tokens
from mortem.web.operations.reminders import forget_ended
from mortem.web.rows import piece
from mortem.web.traces import sweep_after

if TYPE_CHECKING:
    from datetime import datetime


def keep_house(*, at: datetime) -> None:
    """Purge what nobody needs any more, and put what is sealed under the key of today.

    What was deleted more than 30 days ago, links that have ended, half a file, rows nobody has any more, addresses
    whose review is over or that nobody has any more, what reminders said long ago, and traces of cards: a server that was killed may have had no time
    to sweep behind the last one.
    """
    purge_reviews(at=at)
    purge_parts(at=at)
    purge_tokens(at=at)
    vault.sweep(before=at - timedelta(days=1))
    vault.seal_anew()
    _seal_secrets_anew()
    piece.sweep(
        {piece.piece_of(one).place for one in Evidence.objects.all()}, before=at - timedelta(days=1)
    )
    forget_ended(at=at)
    forget_letterboxes()
    forget_old_words(at=at)
    sweep_after(Card, ended=True)


def _seal_secrets_anew() -> None:
    """Put the secrets of signals, channels and trackers under the key of today, where there was one before it."""
    if not settings.OLD_SECRET_KEYS:
        return
    for kind in (Watch, Channel, Tracker):
        for pk, sealed in kind.objects.exclude(sealed="").values_list("pk", "sealed"):
            renewed = source_secrets.sealed_anew(sealed)
            if renewed != sealed:
                kind.objects.filter(pk=pk, sealed=sealed).update(sealed=renewed)
