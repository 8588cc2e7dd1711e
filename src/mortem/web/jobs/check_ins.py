"""Reminders of sealed reviews: that a check-in is due is all that is known, and all that is said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mortem.web import links
from mortem.web.models import SealedReview
from mortem.web.notify.mail import mail_works, send_mail
from mortem.web.queries.sealed import locks
from mortem.web.zones import known_zone

if TYPE_CHECKING:
    from datetime import datetime


def remind_owners(*, at: datetime) -> int:
    """Send one mail for each check-in that has become due, in the owner's own zone. Returns how many.

    A compare-and-set, so any number of processes may do it; without mail, the owner's first page says it.
    """
    if not mail_works():
        return 0
    waiting = (
        locks()
        .filter(
            is_reminded=False,
            remind_date__lte=at.date() + timedelta(days=1),
            owner__address_confirmed_at__isnull=False,
            owner__is_active=True,
        )
        .select_related("owner")
    )
    return sum(_remind(row) for row in waiting if _is_due(row, at))


def _is_due(row: SealedReview, at: datetime) -> bool:
    today = timezone.localdate(at, timezone=known_zone(row.owner.zone))
    return row.remind_date is not None and row.remind_date <= today


def _remind(row: SealedReview) -> bool:
    """Send the mail, unless another process does; one that is not taken is tried no second time."""
    mine = SealedReview.objects.filter(pk=row.pk, remind_date=row.remind_date, is_reminded=False)
    if not mine.update(is_reminded=True):
        return False
    return send_mail(
        to=row.owner.address,
        subject=_("Your check-in is due"),
        body=_("Hello,\n\nyour check-in is due:\n\n%(link)s\n")
        % {"link": links.absolute(reverse("every_sealed"))},
    )
