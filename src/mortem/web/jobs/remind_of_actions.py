"""Reminders of actions, gathered into one letter a person and day.

Called every few minutes by any number of processes. A letter is taken by a compare-and-set before
it goes, so that nobody gets it twice; one that is refused is written anew the next day.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse

from mortem.core.playbooks import playbook
from mortem.core.reminding import Stage, is_humane, stage_of
from mortem.web import links
from mortem.web.access import is_still_for, opened_by
from mortem.web.notify.actions_due import Line, letter
from mortem.web.notify.mail import mail_works, send_mail
from mortem.web.operations.deliveries import address_of
from mortem.web.operations.letterboxes import give_back, take_day, way_out
from mortem.web.queries.due import (
    actions_near_their_day,
    letterboxes,
    may_be_told,
    said_to,
    who_runs,
)
from mortem.web.queries.needs import action_phase
from mortem.web.queries.records import action_of
from mortem.web.zones import known_zone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from mortem.web.models import ActionItem, Letterbox, User
    from mortem.web.notify.over_days import Letter

    Due = tuple[ActionItem, Stage, date]


log = logging.getLogger(__name__)


@dataclass(slots=True)
class Reader:
    """Whom one letter is for, and what is due for them; `runs` are actions of reviews they run."""

    address: str
    name: str = ""
    user: User | None = None
    zone: str = ""
    owns: list[ActionItem] = field(default_factory=list)
    runs: list[ActionItem] = field(default_factory=list)

    def all(self) -> list[ActionItem]:
        """Return every action that there may be something to say of."""
        return [*self.owns, *self.runs]

    def is_called(self, user: User | None, name: str) -> None:
        """Take the account and the name, where none is known yet."""
        self.user, self.name = self.user or user, self.name or name

    def local(self, at: datetime) -> datetime:
        """Return a moment on this reader's own clock; without one, on that of the review."""
        own = self.user.zone if self.user else ""
        return at.astimezone(known_zone(own or self.zone))


def remind_of_actions(*, at: datetime) -> int:
    """Write to everybody for whom something has become due; return how many letters were taken."""
    if not mail_works():
        return 0
    readers = [one for one in _readers(at) if is_humane(one.local(at))]
    boxes = letterboxes(one.address for one in readers)
    said = said_to(boxes.values(), actions={item.pk for one in readers for item in one.all()})
    sent = 0
    for one in readers:
        box = boxes.get(one.address)
        today = one.local(at).date()
        if box is not None and (box.stopped_at or box.told_date == today):
            continue
        told = said[box.pk] if box else set()
        dues = [due for due in _dues(one, today) if (due[0].pk, due[1], due[2]) not in told]
        sent += bool(dues) and _write(one, dues, box, at)
    return sent


def _readers(at: datetime) -> list[Reader]:
    """Return who answers for what is near its day: its owner, or else whoever runs the review."""
    items = actions_near_their_day(at=at)
    running = who_runs(item.review_id for item in items)
    found: dict[str, Reader] = {}
    for item in items:
        address = address_of(item.owner).lower() if may_be_told(item) else ""
        if address and item.owner:
            one = found.setdefault(address, Reader(address, zone=item.review.zone))
            one.is_called(item.owner.user, item.owner.name)
            one.owns.append(item)
        if playbook(item.review.context).personal:
            continue
        for user in running.get(item.review_id, []):
            if (other := user.address.lower()) != address:
                one = found.setdefault(other, Reader(other, zone=item.review.zone))
                one.is_called(user, user.name)
                one.runs.append(item)
    return list(found.values())


def _dues(one: Reader, today: date) -> Iterator[Due]:
    """Yield what there is to say to this reader: as the owner, or once nobody else has answered."""
    for item in one.owns:
        if found := stage_of(action_of(item), today=today):
            yield item, _as_owner(found[0]), found[1]
    for item in one.runs:
        found = stage_of(action_of(item), today=today)
        if found and not address_of(item.owner):
            yield item, _as_owner(found[0]), found[1]
        elif found and found[0] is Stage.ESCALATED:
            yield item, *found


def _as_owner(stage: Stage) -> Stage:
    return Stage.STILL_LATE if stage is Stage.ESCALATED else stage


def _write(one: Reader, dues: list[Due], box: Letterbox | None, at: datetime) -> bool:
    opened = opened_by(one.user, [item.review_id for item, _stage, _day in dues])
    dues = [due for due in dues if is_still_for(due[0].owner, due[0].review_id, opened)]
    today, seen = one.local(at).date(), box.told_date if box else None
    if not dues:
        return False
    taken = take_day(one.address, seen=seen, today=today, of=dues, at=at)
    if taken is None:
        return False
    if not _sent(one, dues, taken, opened):
        give_back(taken, at=at)
    return True


def _sent(one: Reader, dues: list[Due], box: Letterbox, opened: set[UUID]) -> bool:
    try:
        said = _letter(one, dues, box, opened)
        return send_mail(to=one.address, subject=said.subject, body=said.body)
    except Exception as error:  # noqa: BLE001 - one letter's defect must not keep the others
        log.warning("a reminder was not written: %s", type(error).__name__)
        return False


def _letter(one: Reader, dues: list[Due], box: Letterbox, opened: set[UUID]) -> Letter:
    personal = [due for due in dues if playbook(due[0].review.context).personal]
    lines = [_line(one, due, opened) for due in dues if due not in personal]
    mine = reverse("actions") + "?whose=mine"
    return letter(
        lines,
        name=one.name,
        own=bool(personal),
        link=links.absolute(mine) if one.user else "",
        stop=links.absolute(reverse("reminders_by_link", args=[box.pk, way_out(box.pk)])),
    )


def _line(one: Reader, due: Due, opened: set[UUID]) -> Line:
    item, stage, day = due
    who = item.owner.name if item.owner and item in one.runs else ""
    link = _link(item, stage) if item.review_id in opened else ""
    return Line(stage, day, item.text, item.review.title, link, who)


def _link(item: ActionItem, stage: Stage) -> str:
    if stage is Stage.CHECK:
        return links.absolute(reverse("judge_action", args=[item.review_id, item.pk]))
    return links.absolute(links.in_review(item.review_id, action_phase(item.review), item.pk))
