"""One's own days in a calendar program: an address to subscribe to, made and ended by oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mortem.core.formats import ics
from mortem.core.reminding import RESTS_AFTER
from mortem.web import links
from mortem.web.access import readable_reviews, signed_in
from mortem.web.documents import Document
from mortem.web.models import CalendarFeed
from mortem.web.notify.mail import mail_works
from mortem.web.operations.calendars import begin_feed, end_feed, find_feed
from mortem.web.operations.letterboxes import letterbox_of
from mortem.web.queries.calendar import Day, DayKind, days_of
from mortem.web.queries.needs import action_phase
from mortem.web.views.exports import as_download

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

    from mortem.web.models import Review


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Say what comes by calendar and by mail; a post makes an address, shows it once, ends an earlier one."""
    user = signed_in(request)
    link = ""
    if request.method == "POST":
        token = begin_feed(user, at=timezone.now())
        link = links.absolute(reverse("calendar_feed", args=[token]))
    feed = CalendarFeed.objects.filter(user=user).first()
    context = {
        "here": "you",
        "feed": feed,
        "link": link,
        "mail_works": mail_works(),
        "box": letterbox_of(user),
    }
    return render(request, "you_calendar.html", context)


@require_POST
@login_required
def end(request: HttpRequest) -> HttpResponseRedirect:
    """End the address, wherever it is in use."""
    end_feed(signed_in(request))
    messages.success(
        request, _("That address has ended. Calendars that read it find nothing any more.")
    )
    return redirect("calendar")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program; who holds the address needs no account, and changes nothing."""
    found = find_feed(token)
    days = days_of(
        found.user,
        reviews=readable_reviews(found.user),
        since=timezone.localdate() - RESTS_AFTER,
    )
    entries = [_entry(day, found) for day in days]
    text = ics.calendar("Mortem", entries, at=timezone.now())
    return as_download(Document("mortem.ics", "text/calendar; charset=utf-8", text.encode()))


def _entry(day: Day, feed: CalendarFeed) -> ics.Entry:
    if day.review is None:
        return ics.Entry(
            key=f"{feed.pk}-{day.day}",
            day=day.day,
            summary=_("Something of yours is due"),
            link=links.absolute(reverse("home")),
        )
    before = {DayKind.DUE: _("Due"), DayKind.CHECK: _("Did it hold?"), DayKind.LOOK: _("Look")}
    return ics.Entry(
        key=f"{day.key}-{day.kind}",
        day=day.day,
        summary=f"{before[day.kind]}: {' '.join(day.text.split())[:120]}",
        description=f"{day.text}\n\n{day.review.title}",
        link=links.absolute(_place(day, day.review)),
    )


def _place(day: Day, review: Review) -> str:
    if day.kind is DayKind.CHECK:
        return reverse("judge_action", args=[review.pk, day.key])
    phase = "watch" if day.kind is DayKind.LOOK else action_phase(review)
    return links.in_review(review.pk, phase, day.key)
