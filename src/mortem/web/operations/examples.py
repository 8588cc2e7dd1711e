"""A pair of reviews to look at: a real failure from public sources, and a look ahead invented for it."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from mortem.core import record as r
from mortem.core.formats import markdown
from mortem.core.references import renamed
from mortem.core.uuids import uuid_from
from mortem.web import vault
from mortem.web.models import Review
from mortem.web.operations.imports import import_review

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import User

AHEAD = "gitlab-2017-ahead"
BACK = "gitlab-2017-back"
_FOLDER = files("mortem.web") / "examples"


@transaction.atomic
def load_examples(*, by: User, at: datetime) -> tuple[Review, Review]:
    """Give somebody the example pair: the look ahead and the look back that follows it.

    Each account has a pair of its own. Asked again, it is the same pair, brought back where
    it had been put away.
    """
    ahead = _load(_with_ratings(_read(AHEAD, at)), by, at)
    back = _load(_with_sources(_read(BACK, at)), by, at)
    return ahead, back


def _read(name: str, at: datetime) -> r.Record:
    return markdown.parse((_FOLDER / f"{name}.md").read_text(encoding="utf-8"), at=at)


def _load(record: r.Record, by: User, at: datetime) -> Review:
    """Import under identifiers that belong to this account, or return what is there."""
    named = renamed(record, lambda name: uuid_from("example", str(by.pk), name))
    known = Review.objects.filter(pk=named.id)
    if known.exists():
        known.update(deleted_at=None)
        return known.get()
    sealed = frozenset(one.sha256 for one in named.evidence)
    return import_review(named, by=by, at=at, brought=sealed, example=True)


def _with_ratings(record: r.Record) -> r.Record:
    """Add what the Markdown form leaves out: the private answers, without anybody's name."""
    answers = tomllib.loads((_FOLDER / "ratings.toml").read_text(encoding="utf-8"))
    ratings = tuple(
        r.Rating(id=f"{cause}-{n}", cause=cause, plausibility=plausibility, cost=cost)
        for cause, given in answers.items()
        for n, (plausibility, cost) in enumerate(given)
    )
    return replace(record, ratings=ratings)


def _with_sources(record: r.Record) -> r.Record:
    """Seal the sources' text and attach it, so that each entry leads to its line."""
    raw = (_FOLDER / "sources.txt").read_bytes()
    vault.seal([raw], limit=settings.EVIDENCE_MAX_BYTES)
    sha256 = hashlib.sha256(raw).hexdigest()
    evidence = tuple(replace(one, sha256=sha256, size=len(raw)) for one in record.evidence)
    return replace(record, evidence=evidence)
