"""An action as an issue elsewhere: the words that would leave shown first, then how it stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.errors import BadInput, NotAllowed, NotFound, SomebodyWasFirst
from mortem.core.issues import Wish, title_of
from mortem.core.record import Role
from mortem.web import access, links
from mortem.web.forms.trackers import IssueForm, LinkForm
from mortem.web.jobs.follow_issues import change_issue, follow_issues
from mortem.web.models import Issue
from mortem.web.operations.issue_words import leave_both_words, take_their_words
from mortem.web.operations.issues import (
    CLOSED,
    REWORDED,
    Did,
    ask_issue,
    end_issue,
    link_issue,
    try_issue_again,
)
from mortem.web.operations.parts import tidy
from mortem.web.queries.trackers import offered, tracker_leading_to, trackers_for
from mortem.web.views.actions import home_phase
from mortem.web.views.parts import part_of
from mortem.web.views.review_page import show

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

    from mortem.web.access import Seat
    from mortem.web.models import ActionItem


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Show an action's issue, or what would become one; a post makes it of exactly what was sent."""
    seat, item = _action(request, review_id, key)
    if request.method != "POST" or _issue_of(item):
        return _page(request, seat, item)
    trackers = trackers_for(seat.review, access.user_of(request))
    form = IssueForm(request.POST, trackers=trackers)
    if not form.is_valid():
        return _page(request, seat, item, form=form)
    values = form.cleaned_data
    try:
        made = ask_issue(item, **values, by=seat.participant, at=timezone.now())
    except BadInput as error:
        form.add_error("title", _(error.template).format(**error.data))
        return _page(request, seat, item, form=form)
    return _followed(made)


@require_POST
def link(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Follow an issue that is there already, found by its address."""
    seat, item = _action(request, review_id, key)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, item, link=form)
    trackers = trackers_for(seat.review, access.user_of(request))
    found = tracker_leading_to(trackers, form.cleaned_data["address"])
    if found is None:
        form.add_error("address", _("It belongs to none of the places that are set up."))
        return _page(request, seat, item, link=form)
    try:
        kept = link_issue(item, *found, by=seat.participant, at=timezone.now())
    except SomebodyWasFirst:
        return redirect("issue", review_id, key)
    return _followed(kept)


@require_POST
def again(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Ask once more, now."""
    seat, item = _action(request, review_id, key)
    try_issue_again(item, by=seat.participant, at=timezone.now())
    return _followed(Issue.objects.get(action=item))


@require_POST
def end(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Follow the issue no longer."""
    seat, item = _action(request, review_id, key)
    end_issue(item, by=seat.participant, at=timezone.now())
    return redirect("issue", review_id, key)


@require_POST
def close(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Close the issue there, if it stands there as it was seen here."""
    seat, item = _action(request, review_id, key)
    wish = Wish(seen_title=request.POST.get("there", ""))
    return _changed(request, seat, item, wish, Did(CLOSED, seat.participant))


@require_POST
def words(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Choose between two wordings: theirs, ours, or both as they are."""
    seat, item = _action(request, review_id, key)
    here, there = (tidy(request.POST.get(name, "")) for name in ("here", "there"))
    choice = request.POST.get("choice", "")
    if choice == "ours":
        if item.text != here:
            raise SomebodyWasFirst("The action has other words by now.", hint="Reload the page.")
        wish = Wish(seen_title=there, title=title_of(here))
        return _changed(request, seat, item, wish, Did(REWORDED, seat.participant))
    settle = {"theirs": take_their_words, "both": leave_both_words}.get(choice)
    if settle is None:
        raise BadInput("choice", "Choose their words, yours, or both as they are.")
    settle(item, here=here, there=there, by=seat.participant, at=timezone.now())
    return redirect("issue", review_id, key)


def _changed(
    request: HttpRequest, seat: Seat, item: ActionItem, wish: Wish, did: Did
) -> HttpResponse:
    issue = _issue_of(item)
    if issue is None:
        raise NotFound("This action has no issue, or not any more.")
    if not _may_change(request, seat, issue):
        raise NotAllowed(
            "Only whoever connected this project, or their team, can change the issue from here.",
            hint="Ask them, or change it there yourself.",
        )
    is_so = change_issue(issue, wish, did, at=timezone.now())
    issue.refresh_from_db(fields=["trouble"])
    if is_so:
        messages.success(request, _("Changed there."))
    elif issue.trouble:
        messages.warning(
            request,
            _(
                "It did not answer, so we do not know whether it was changed. Look again in a moment."
            ),
        )
    else:
        messages.warning(request, _("Nothing was changed there. This is how it stands now."))
    return redirect("issue", item.review_id, item.pk)


def _action(request: HttpRequest, review_id: UUID, key: UUID) -> tuple[Seat, ActionItem]:
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    return seat, part_of(seat.review.actions.select_related("issue__tracker"), key)


def _issue_of(item: ActionItem) -> Issue | None:
    return getattr(item, "issue", None)


def _may_change(request: HttpRequest, seat: Seat, issue: Issue | None) -> bool:
    """Tell whether this person may act there by the issue's tracker: as who may send actions to it."""
    places = trackers_for(seat.review, access.user_of(request))
    return issue is not None and issue.tracker in places


def _followed(issue: Issue) -> HttpResponseRedirect:
    """Ask at once, for whoever waits; what does not come now is followed by the rounds."""
    follow_issues(at=timezone.now(), only=issue.pk)
    return redirect("issue", issue.action.review_id, issue.action_id)


def _page(
    request: HttpRequest,
    seat: Seat,
    item: ActionItem,
    *,
    form: IssueForm | None = None,
    link: LinkForm | None = None,
) -> HttpResponse:
    phase = home_phase(seat.review)
    trackers = trackers_for(seat.review, access.user_of(request))
    said = offered(item, link=links.absolute(links.in_review(seat.review.pk, phase, item.pk)))
    return show(
        request,
        seat,
        "issue.html",
        phase=phase,
        status=422 if form or link else 200,
        item=item,
        issue=_issue_of(item),
        may_change=_may_change(request, seat, _issue_of(item)),
        form=form or IssueForm(initial=said._asdict(), trackers=trackers),
        link=link or LinkForm(),
        has_trackers=bool(trackers),
    )
