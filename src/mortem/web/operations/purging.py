"""What goes for good: reviews and parts whose time to come back is over, ended links."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from mortem.web import search, vault
from mortem.web.models import Contest, Evidence, Jotting, Review, Story, Token
from mortem.web.models.part import Part
from mortem.web.operations.chain import erase_words, forget_said, words_about
from mortem.web.operations.evidence import drop_rows
from mortem.web.operations.reviews import UNDO_DAYS
from mortem.web.queries.wordings import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet


@transaction.atomic
def purge_reviews(*, at: datetime) -> int:
    """Remove for good what was deleted more than 30 days ago. Returns how many reviews."""
    return purge(Review.objects.filter(deleted_at__lt=at - timedelta(days=UNDO_DAYS)))


def purge(reviews: QuerySet[Review]) -> int:
    """Remove reviews with all that is in them, the bytes of their evidence too.

    Part of the caller's transaction; bytes go after it, and stay where another review has
    brought the same ones.
    """
    ids = list(reviews.values_list("pk", flat=True))
    gone = Review.objects.filter(pk__in=ids)
    _drop_bytes(Evidence.everything.filter(review__in=ids))
    search.drop_reviews(gone)
    gone.delete()
    return len(ids)


@transaction.atomic
def purge_parts(*, at: datetime) -> int:
    """Remove for good what was deleted more than 30 days ago: parts, lines of notebooks, stories.

    What history and contests say of the parts goes too; that it was said stays. Returns how many.
    """
    ended = Q(deleted_at__lt=at - timedelta(days=UNDO_DAYS))
    _drop_bytes(Evidence.everything.filter(ended))
    for model in PARTS.values():
        gone = list(model.everything.filter(ended).values_list("pk", flat=True))
        erase_words(words_about(gone), at=at)
        forget_said(Contest.everything.filter(subject__in=gone), at=at)
    models: tuple[Any, ...] = (*_part_models(), Jotting, Story)
    return sum(model.everything.filter(ended).delete()[0] for model in models)


@transaction.atomic
def purge_tokens(*, at: datetime) -> int:
    """Forget links that were used or whose time is over. Returns how many."""
    return Token.objects.filter(Q(used_at__isnull=False) | Q(expires_at__lt=at)).delete()[0]


def _part_models() -> Iterator[type[Part]]:
    return (model for model in apps.get_app_config("web").get_models() if issubclass(model, Part))


def _drop_bytes(evidence: QuerySet[Evidence]) -> None:
    seals = set(evidence.values_list("sha256", flat=True))

    def drop_unused() -> None:
        kept = Evidence.everything.filter(sha256__in=seals).values_list("sha256", flat=True)
        for sha256 in seals.difference(kept):
            vault.forget(sha256)
        drop_rows(seals)

    transaction.on_commit(drop_unused)
