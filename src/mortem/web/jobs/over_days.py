"""Reviews held over days: moved on when their time is over, and people told by mail.

Called every half minute by `mortem serve`. Each message is marked before it goes, by a
compare-and-set, so that with any number of workers nobody gets it twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from mortem.core.pace import remind_at
from mortem.core.record import Role
from mortem.web import links
from mortem.web.models import Deadline
from mortem.web.notify import over_days as letters
from mortem.web.notify.mail import mail_works, send_mail
from mortem.web.operations.pace import move_on_in_time
from mortem.web.operations.reminders import stop_proof
from mortem.web.queries.pace import current_deadline, is_over, reminders_to_send, reviews_over_days
from mortem.web.views.over_days import room_link

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Reminder, Review
    from mortem.web.notify.over_days import Letter


def keep_time(*, at: datetime) -> None:
    """Move on what is over, and tell people what has begun and what will end."""
    for review in reviews_over_days():
        move_on_in_time(review, at=at)
        deadline = current_deadline(review)
        if deadline is not None and mail_works():
            _tell(review, deadline, at)


def _tell(review: Review, deadline: Deadline, at: datetime) -> None:
    ends_at, link = deadline.at, room_link(review)
    if is_over(review, at=at):
        if _first(deadline, "over_told_at", at):
            _send_to_facilitators(review, letters.over(review, ends_at, link))
    elif _first(deadline, "opened_told_at", at):
        _send_to_all(review, letters.opened(review, ends_at, link))
    elif at >= remind_at(deadline.opened_at or at, ends_at) and _first(deadline, "reminded_at", at):
        _send_to_all(review, letters.ending(review, ends_at, link))


def _first(deadline: Deadline, mark: str, at: datetime) -> bool:
    """Tell whether this worker is the first to come to this message."""
    return bool(Deadline.objects.filter(pk=deadline.pk, **{mark: None}).update(**{mark: at}))


def _send_to_all(review: Review, letter: Letter) -> None:
    for reminder in reminders_to_send(review):
        _send(reminder, letter)


def _send(reminder: Reminder, letter: Letter) -> None:
    stop = reverse("stop_mail", args=[reminder.pk, stop_proof(reminder.pk)])
    body = letters.with_way_out(letter, links.absolute(stop))
    send_mail(to=reminder.address, subject=letter.subject, body=body)


def _send_to_facilitators(review: Review, letter: Letter) -> None:
    """Tell those who run the review, at the address they left here or at their account's own."""
    left = {one.participant_id: one for one in reminders_to_send(review)}
    runs_it = review.participants.filter(role=Role.FACILITATOR, removed_at=None)
    for seat in runs_it.select_related("user"):
        if seat.pk in left:
            _send(left[seat.pk], letter)
        elif seat.user and seat.user.has_address:
            send_mail(to=seat.user.address, subject=letter.subject, body=letter.body)
