"""What people read in the mails of a review that is held over days.

Everybody gets the same words, whatever they have done so far: a mail must not tell who has
written (METHOD P5). What the review is about stays out of it (C3); the link leads there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mortem.core import phases
from mortem.core.playbooks import playbook
from mortem.core.record import Kind
from mortem.web.zones import known_zone

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review


class Letter(NamedTuple):
    """One mail before it is addressed."""

    subject: str
    body: str


def until_words(review: Review, ends_at: datetime) -> str:
    """Return a deadline as people say it, in the review's zone: Thursday, 5 March, 17:00 (Europe/Berlin)."""
    zone = known_zone(review.zone)
    local = timezone.localtime(ends_at, zone)
    return f"{date_format(local, 'l, j F, H:i')} ({zone.key})"


def _step(review: Review) -> dict[str, str]:
    personal = playbook(review.context).personal
    phase = phases.phase(Kind(review.kind), review.phase, personal=personal)
    return {"step": _(phase.label), "what": _(phase.purpose)}


def opened(review: Review, ends_at: datetime, link: str) -> Letter:
    """Return the mail that says that a step has begun."""
    said = {**_step(review), "until": until_words(review, ends_at), "link": link}
    body = _(
        "Hello,\n\na review you take part in has come to its next step: %(step)s.\n\n%(what)s\n\n"
        "There is time until %(until)s. This link opens the room:\n\n%(link)s\n"
    )
    return Letter(_("%(step)s: until %(until)s") % said, body % said)


def ending(review: Review, ends_at: datetime, link: str) -> Letter:
    """Return the mail that comes once before a step ends."""
    said = {**_step(review), "until": until_words(review, ends_at), "link": link}
    body = _(
        "Hello,\n\nthis goes to everybody who asked for it, whether they were here or not:"
        " the step “%(step)s” ends %(until)s.\n\n%(what)s\n\nThis link opens the room:\n\n%(link)s\n"
    )
    return Letter(_("%(step)s ends %(until)s") % said, body % said)


def over(review: Review, ends_at: datetime, link: str) -> Letter:
    """Return the mail to the facilitator when a step's time is over and people have to decide."""
    said = {**_step(review), "until": until_words(review, ends_at), "link": link}
    body = _(
        "Hello,\n\nthe time for the step “%(step)s” of your review was over %(until)s. It did not go on"
        " by itself, because that is yours to decide: give it more days, or go on.\n\n%(link)s\n"
    )
    return Letter(_("“%(step)s” waits for you") % said, body % said)


def with_way_out(letter: Letter, link: str) -> str:
    """Return the text of a mail with the line that ends such mails."""
    last = _("No more of these mails: %(link)s") % {"link": link}
    return f"{letter.body}\n{last}\n"
