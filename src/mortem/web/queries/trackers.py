"""Which trackers there are for whom, and what is offered as the words of an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _

from mortem.core.issues import title_of
from mortem.core.playbooks import playbook
from mortem.core.private_words import without_secrets
from mortem.web.models import Tracker, whose

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from mortem.web.models import ActionItem, Review, Team, User


class Offered(NamedTuple):
    """What a form of an issue begins with."""

    title: str
    body: str


def kept_by(keeper: User | Team) -> QuerySet[Tracker]:
    """Return the trackers that are a person's own, or a team's."""
    return Tracker.objects.filter(**whose(keeper))


def trackers_of(user: User) -> QuerySet[Tracker]:
    """Return a person's own trackers and those of their teams."""
    return Tracker.objects.filter(Q(user=user) | Q(team__memberships__user=user)).distinct()


def trackers_for(review: Review, user: User | None) -> list[Tracker]:
    """Return where this person may send an action; a personal review's to their own alone (C3)."""
    if user is None:
        return []
    found = trackers_of(user).select_related("team")
    return list(found.filter(user=user) if playbook(review.context).personal else found)


def tracker_leading_to(trackers: list[Tracker], address: str) -> tuple[Tracker, int] | None:
    """Return the tracker that an issue's address belongs to, and its number."""
    for tracker in trackers:
        number = tracker.project.number_in(address)
        if number is not None:
            return tracker, number
    return None


def offered(item: ActionItem, *, link: str) -> Offered:
    """Return words for an issue: of the action alone, without who owns it, and without secrets.

    Of a personal review there is nothing beside what is to be done.
    """
    title = title_of(" ".join(without_secrets(item.text.split("\n"))))
    if playbook(item.review.context).personal:
        return Offered(title, "")
    lines = []
    if item.measure:
        lines.append(_("Seen by: %(measure)s") % {"measure": item.measure})
    if item.due_date:
        lines.append(_("By %(day)s.") % {"day": formats.date_format(item.due_date, "j F Y")})
    return Offered(title, "\n\n".join([*without_secrets(lines), link]))


def tracker_kept_by(user: User, tracker_id: UUID) -> Tracker | None:
    """Return a tracker that this person may take away: their own, or a team's of theirs."""
    return trackers_of(user).filter(pk=tracker_id).first()
