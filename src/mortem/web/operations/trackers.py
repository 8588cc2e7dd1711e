"""Trackers: kept once they have answered, ended at once; their tokens are sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.web import source_secrets, tokens
from mortem.web.models import Tracker, whose
from mortem.web.operations.keepers import hold
from mortem.web.queries.trackers import kept_by
from mortem.web.tracking import Access

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.core.issues import Project
    from mortem.web.models import Team, User

MOST: Final = 10  # of one person, and of one team


def tracker_for(keeper: User | Team, project: Project, token: str, *, at: datetime) -> Tracker:
    """Return a tracker that is not kept yet: a person's own, or a team's."""
    return Tracker(
        **whose(keeper),
        kind=project.kind,
        server=project.server,
        name=project.name,
        sealed=source_secrets.seal({"token": token}),
        created_at=at,
    )


def access_to(tracker: Tracker) -> Access:
    """Return what opens it. Raises CannotRead where this installation's key is another one."""
    return Access(tracker.project, source_secrets.unseal(tracker.sealed)["token"])


@transaction.atomic
def keep_tracker(keeper: User | Team, tracker: Tracker) -> Tracker:
    """Keep a tracker; the same project again gets the new token, and what was in trouble is asked anew.

    Raises BadInput beyond MOST.
    """
    hold(keeper)
    kept = kept_by(keeper)
    same = kept.filter(kind=tracker.kind, server=tracker.server, name=tracker.name)
    if same.update(sealed=tracker.sealed, rests_until=None):
        known: Tracker = same.get()
        known.issues.exclude(trouble="").update(next_at=tracker.created_at)
        return known
    if kept.count() >= MOST:
        raise BadInput("name", "{most} are the most. Take one away first.", most=MOST)
    tracker.save(force_insert=True)
    return tracker


def end_tracker(tracker: Tracker) -> None:
    """Take a tracker and its token away; issues made in it stay there, and are followed no longer."""
    Tracker.objects.filter(pk=tracker.pk).delete()


def hook_secret(tracker: Tracker) -> str:
    """Return what a tracker proves itself with when it calls; no table holds it."""
    return tokens.own_token("mortem.tracker.hook", tracker.pk)
