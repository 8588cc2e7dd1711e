"""Issues elsewhere: made where they were asked for, and looked at again and again.

Called every few seconds by any number of processes. Trackers are asked side by side, each about
one issue after the other; what all of them said is kept when the last one has answered.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import OperationalError
from django.utils.translation import gettext

from mortem.core.errors import CannotRead
from mortem.web.operations.issues import look_now, settle_issue, take_issues
from mortem.web.operations.trackers import access_to
from mortem.web.tracking import Draft, Word, change, look, make

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from mortem.core.issues import Wish
    from mortem.web.models import Issue
    from mortem.web.operations.issues import Did
    from mortem.web.tracking import Access

    Job = tuple[Issue, Access]

log = logging.getLogger(__name__)

ISSUES_IN_ONE_ROUND: Final = 10
CLOCKS_DIFFER: Final = timedelta(hours=1)
"""By how much a tracker's clock may be behind when it is asked what was made since."""


def follow_issues(*, at: datetime, only: UUID | None = None) -> int:
    """Make or look at what is due, or at the one that somebody waits for; return how many."""
    taken = take_issues(at=at, most=ISSUES_IN_ONE_ROUND, only=only)
    by_tracker: dict[object, list[Job]] = defaultdict(list)
    for issue in taken:
        access = _access(issue, at)
        if access is not None:
            by_tracker[issue.tracker_id].append((issue, access))
    for issue, word in asyncio.run(_side_by_side([*by_tracker.values()], at)):
        _settle(issue, word, at)
    return len(taken)


def _settle(issue: Issue, word: Word, at: datetime) -> None:
    """Keep what was heard; what cannot be kept is asked again when its lease ends, and harms no other.

    A database that is busy or gone is no fault of any.
    """
    try:
        settle_issue(issue, word, at=at)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - one issue's defect must not stop the others
        log.warning("an issue could not be settled: %s", type(error).__name__)


def change_issue(issue: Issue, wish: Wish, did: Did, *, at: datetime) -> bool:
    """Change an issue there, as somebody wishes who saw how it stands; tell whether it is so now.

    Where it stands otherwise by now, only that is kept, and where it does not answer, why.
    """
    if issue.tracker is None or issue.number is None:
        return False
    look_now(issue.tracker, issue.number, at=at)
    for taken in take_issues(at=at, most=1, only=issue.pk):
        access = _access(taken, at)
        if access is None:
            return False
        word, was_sent = asyncio.run(change(access, issue.number, wish, at=at))
        is_so = word.issue is not None and wish.is_true_of(word.issue)
        settle_issue(taken, word, at=at, did=did if was_sent and is_so else None)
        return is_so
    return False


def _access(issue: Issue, at: datetime) -> Access | None:
    """Return what opens its tracker; where that is sealed with another key, a person must help."""
    if issue.tracker is None:
        return None
    try:
        return access_to(issue.tracker)
    except CannotRead as error:
        words = gettext(error.template).format(**error.data)
        settle_issue(issue, Word(trouble=words, is_final=True), at=at)
        return None


async def _side_by_side(queues: list[list[Job]], at: datetime) -> list[tuple[Issue, Word]]:
    found = await asyncio.gather(*(_one_after_the_other(jobs, at) for jobs in queues))
    return [one for some in found for one in some]


async def _one_after_the_other(jobs: list[Job], at: datetime) -> list[tuple[Issue, Word]]:
    """Ask a tracker about each issue, until it does not answer or wants to be left alone."""
    found: list[tuple[Issue, Word]] = []
    last = Word()
    for issue, access in jobs:
        if not (last.rests or (last.trouble and not last.is_final)):
            last = await _heard(issue, access, at)
        found.append((issue, last))
    return found


async def _heard(issue: Issue, access: Access, at: datetime) -> Word:
    try:
        if issue.number is not None:
            return await look(access, issue.number, issue.etag, at=at)
        return await make(access, _draft(issue), at=at)
    except Exception as error:  # noqa: BLE001 - one issue's defect must not stop the others
        log.warning("an issue could not be followed: %s", type(error).__name__)
        return Word(trouble=gettext("Something broke while it was asked."))


def _draft(issue: Issue) -> Draft:
    since = issue.asked_at - CLOCKS_DIFFER
    return Draft(issue.title, issue.body, issue.mark, since, is_retry=issue.tries > 0)
