"""Which lines of evidence stand behind a timeline entry or a cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.web.models import Cause, Citation, Evidence, TimelineEntry
from mortem.web.operations.causes import add_cause, change_cause

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from mortem.web.models import Participant, Review


@dataclass(frozen=True, slots=True)
class Cite:
    """A piece of evidence, or lines of it. Lines count from 1; without lines all of it is meant.

    `inside` names the file that is meant in a package.
    """

    evidence: Evidence
    first_line: int | None = None
    last_line: int | None = None
    inside: str = ""


def cite(backed: TimelineEntry | Cause, new: Cite | None, *, keep: Collection[UUID] = ()) -> None:
    """Let an entry or a cause rest on the citations in `keep` and on a new one.

    Runs inside the operation's transaction. Raises BadInput for lines that end before they begin
    and for evidence of another review.
    """
    backed.citations.exclude(pk__in=keep).delete()
    if new is None:
        return
    if new.evidence.review_id != backed.review_id:
        raise BadInput("evidence", "This evidence belongs to another review.")
    first, last = new.first_line, new.last_line or new.first_line
    if first is None and last is not None:
        first = last
    if first is not None and last is not None and last < first:
        raise BadInput(
            "last_line",
            "The lines end ({last}) before they begin ({first}).",
            first=first,
            last=last,
        )
    whose = {"entry": backed} if isinstance(backed, TimelineEntry) else {"cause": backed}
    Citation.objects.create(
        evidence=new.evidence, first_line=first, last_line=last, inside=new.inside, **whose
    )


@transaction.atomic
def add_cited_cause(
    review: Review, *, cites: Cite | None, by: Participant | None, at: datetime, **facts: Any
) -> Cause:
    """Add a cause with the lines it rests on; `facts` as for add_cause."""
    cause = add_cause(review, by=by, at=at, **facts)
    cite(cause, cites)
    return cause


@transaction.atomic
def change_cited_cause(
    cause: Cause,
    *,
    cites: Cite | None,
    keep: Collection[UUID],
    by: Participant | None,
    at: datetime,
    **facts: Any,
) -> Cause:
    """Change a cause; of its citations those in `keep` stay, and `cites` comes to them."""
    changed = change_cause(cause, by=by, at=at, **facts)
    cite(changed, cites, keep=keep)
    return changed
