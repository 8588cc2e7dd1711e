"""Actions as issues elsewhere: asked for, tied to one that is there, followed, let go.

What is asked for is kept before it is sent, with the mark that it will carry. Whoever is killed
between sending and keeping the answer leaves a row whose next try looks for that mark first.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from mortem.core.errors import NotFound, SomebodyWasFirst
from mortem.core.issues import MOST_TITLE
from mortem.web.models import Issue, Tracker
from mortem.web.operations.activity import append_activity
from mortem.web.operations.parts import plain_text, tidy

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from mortem.core import issues as core
    from mortem.web.models import ActionItem, Participant
    from mortem.web.tracking import Word

LEASE: Final = timedelta(minutes=5)
"""How long asking may take before another worker tries; longer than a whole round at one tracker."""

OPEN_EVERY: Final = timedelta(minutes=5)
CLOSED_EVERY: Final = timedelta(hours=1)
IN_VAIN_EVERY: Final = timedelta(days=1)
"""How often an issue is looked at that is gone there, or shut to its token."""

MOST_TRIES: Final = 30
"""How often making an issue is tried without a person asking again: about a day, as the waits grow."""

_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=1)


CLOSED: Final = "issue.closed"
REWORDED: Final = "issue.reworded"


class Did(NamedTuple):
    """What somebody did to an issue from here, as history tells it."""

    verb: str
    by: Participant


def ask_issue(
    item: ActionItem, tracker: Tracker, *, title: str, body: str, by: Participant, at: datetime
) -> Issue:
    """Have an issue made with exactly these words; asked twice, it is one. Raises BadInput."""
    clean = plain_text("title", " ".join(title.split()), limit=MOST_TITLE)
    new = Issue(action=item, tracker=tracker, title=clean, body=tidy(body))
    return _keep(new, "issue.asked", by, at)


def link_issue(
    item: ActionItem, tracker: Tracker, number: int, *, by: Participant, at: datetime
) -> Issue:
    """Follow an issue that is there already. Raises SomebodyWasFirst where the action has another."""
    url = tracker.project.address(number)
    kept = _keep(
        Issue(action=item, tracker=tracker, number=number, url=url), "issue.linked", by, at
    )
    if (kept.tracker_id, kept.number) != (tracker.pk, number):
        raise SomebodyWasFirst("This action has an issue already.", hint="Reload the page.")
    return kept


def _keep(issue: Issue, verb: str, by: Participant, at: datetime) -> Issue:
    """Keep the one issue of an action; where there is one already, return that."""
    issue.asked_at = issue.next_at = at
    try:
        with transaction.atomic():
            issue.save(force_insert=True)
            append_activity(issue.action.review, verb, by=by, at=at, id=issue.action_id)
    except IntegrityError:
        return Issue.objects.select_related("tracker").get(action=issue.action_id)
    return issue


@transaction.atomic
def end_issue(item: ActionItem, *, by: Participant, at: datetime) -> None:
    """Follow an action's issue no longer; there, it stays as it is. Raises NotFound."""
    gone, _each = Issue.objects.filter(action=item).delete()
    if not gone:
        raise NotFound("This action has no issue, or not any more.")
    append_activity(item.review, "issue.ended", by=by, at=at, id=item.pk)


@transaction.atomic
def try_issue_again(item: ActionItem, *, by: Participant, at: datetime) -> None:
    """Ask once more, now; a look at an issue that is there is nothing history keeps.

    Raises NotFound where there is nothing that could be asked.
    """
    asked = Issue.objects.filter(action=item).exclude(tracker=None)
    if asked.exclude(number=None).update(next_at=at):
        return
    if not asked.exclude(trouble="").update(next_at=at, trouble="", tries=1):
        raise NotFound("There is nothing to ask for again.", hint="Reload the page.")
    append_activity(item.review, "issue.revived", by=by, at=at, id=item.pk)


def look_now(tracker: Tracker, number: int, *, at: datetime) -> None:
    """Let an issue be looked at in the next round, because its tracker says that it changed.

    Whoever is just asking loses the lease: what they hear may be older than the change.
    """
    tracker.issues.filter(number=number).update(next_at=at)


def take_issues(*, at: datetime, most: int, only: UUID | None = None) -> list[Issue]:
    """Take the issues whose turn it is, each for this worker alone until its lease ends.

    `only` is the one that somebody waits for.
    """
    rested = Q(tracker__rests_until=None) | Q(tracker__rests_until__lte=at)
    due = Issue.objects.filter(
        rested,
        next_at__lte=at,
        tracker__isnull=False,
        action__deleted_at=None,
        action__review__deleted_at=None,
    )
    if only is not None:
        due = due.filter(pk__in=[only])
    found = due.order_by("next_at", "id").select_related("tracker", "action__review")[:most]
    return [issue for issue in found if _take(issue, at)]


def _take(issue: Issue, at: datetime) -> bool:
    """Take one issue. While it is being made it has no trouble, so that nobody asks for it once more."""
    mine = Issue.objects.filter(pk=issue.pk, next_at=issue.next_at)
    mine.filter(number=None).update(trouble="")
    issue.next_at = at + LEASE
    return bool(mine.update(next_at=issue.next_at, tries=F("tries") + 1))


def settle_issue(issue: Issue, word: Word, *, at: datetime, did: Did | None = None) -> None:
    """Keep what was heard of an issue that this worker has taken, and what somebody did there.

    Changes nothing once the lease is another's: then that one has its own word on it. What somebody
    did is kept all the same; the call about that very change may have taken the lease.
    """
    if word.rests:
        rests_until = at + timedelta(seconds=word.rests)
        Tracker.objects.filter(issues=issue.pk).update(rests_until=rests_until)
        _update(issue, trouble=word.trouble, next_at=rests_until)
    elif word.trouble:
        _update(issue, trouble=word.trouble, next_at=_after_trouble(issue, word, at))
    elif word.issue is None:
        _update(issue, trouble="", tries=0, seen_at=at, next_at=_following(issue.is_open, at))
    else:
        _note_seen(issue, word.issue, word.etag, at, did)


def _after_trouble(issue: Issue, word: Word, at: datetime) -> datetime | None:
    """Return when to try again; what is not made yet, never where only a person helps, or after a day."""
    if issue.number is None and (word.is_final or issue.tries >= MOST_TRIES):
        return None
    if word.is_final:
        return at + IN_VAIN_EVERY
    wait: timedelta = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(issue.tries, 8))
    return at + wait


def _following(is_open: bool, at: datetime) -> datetime:
    return at + (OPEN_EVERY if is_open else CLOSED_EVERY)


@transaction.atomic
def _note_seen(issue: Issue, seen: core.Issue, etag: str, at: datetime, did: Did | None) -> None:
    """Keep how an issue stands there; history has a line where that is news."""
    is_new = issue.number is None
    before = (issue.title, issue.is_open, issue.closed_by)
    now = (seen.title, seen.is_open, "" if seen.is_open else seen.closed_by)
    stands: dict[str, object] = {"title": now[0], "is_open": now[1], "closed_by": now[2]}
    if did or not issue.said_there:
        stands |= {"said_here": issue.action.text, "said_there": seen.title}
    mine = _update(
        issue,
        **stands,
        number=seen.number,
        url=issue.tracker.project.address(seen.number) if issue.tracker else issue.url,
        body="",
        etag=etag[:200],
        trouble="",
        tries=0,
        seen_at=at,
        next_at=_following(seen.is_open, at),
    )
    if did and not mine:
        mine = bool(Issue.objects.filter(pk=issue.pk).update(**stands))
    if mine and (is_new or did or before != now):
        verb = did.verb if did else "issue.made" if is_new else "issue.changed"
        by = did.by if did else None
        append_activity(issue.action.review, verb, by=by, at=at, id=issue.action_id)


def _update(issue: Issue, **values: object) -> bool:
    return bool(Issue.objects.filter(pk=issue.pk, next_at=issue.next_at).update(**values))
