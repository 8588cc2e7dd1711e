"""Trackers of one's own and of a team: tried when they are added, taken away in one press, and what they call."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.errors import BadInput, NotFound
from mortem.core.issues import TrackerKind
from mortem.web import links
from mortem.web.access import signed_in, team_of
from mortem.web.forms.trackers import KINDS, NewTrackerForm
from mortem.web.models import Team, Tracker
from mortem.web.operations.issues import look_now
from mortem.web.operations.trackers import (
    MOST,
    access_to,
    end_tracker,
    hook_secret,
    keep_tracker,
    tracker_for,
)
from mortem.web.queries.trackers import kept_by, tracker_kept_by
from mortem.web.tracking import is_open_to
from mortem.web.tries import Tries

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.models import User

tries = Tries(
    "Trackers were tried out too often in the last minutes.",
    "Wait a few minutes; what you typed can stay as it is.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Show where one's own actions may become issues; a post tries one more, and keeps it."""
    return _trackers(request, signed_in(request))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def of_team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Show where a team's actions may become issues; a post tries one more, and keeps it."""
    return _trackers(request, team_of(signed_in(request), team_id))


def _trackers(request: HttpRequest, keeper: User | Team) -> HttpResponse:
    if request.method != "POST":
        return _page(request, keeper, NewTrackerForm())
    form = NewTrackerForm(request.POST)
    if form.is_valid() and _is_kept(request, keeper, form):
        messages.success(request, _("It has answered. Actions may become issues there now."))
        return redirect(request.path)
    return _page(request, keeper, form, status=422)


def _is_kept(request: HttpRequest, keeper: User | Team, form: NewTrackerForm) -> bool:
    """Try a tracker and keep it; where it does not answer, the form says why."""
    here, now = request.META.get("REMOTE_ADDR", ""), timezone.now()
    tries.check(here)
    tries.count(here)
    tracker = tracker_for(keeper, form.cleaned_data["project"], form.cleaned_data["token"], at=now)
    word = asyncio.run(is_open_to(access_to(tracker), at=now))
    if word.trouble:
        form.add_error("name", _("Nothing can be asked there. %(why)s") % {"why": word.trouble})
        return False
    try:
        keep_tracker(keeper, tracker)
    except BadInput as error:
        form.add_error("name", _(error.template).format(**error.data))
        return False
    return True


def _page(
    request: HttpRequest, keeper: User | Team, form: NewTrackerForm, *, status: int = 200
) -> HttpResponse:
    rows = [
        {
            "tracker": one,
            "kind": KINDS[TrackerKind(one.kind)],
            "hook": links.absolute(reverse("hear_tracker", args=[one.pk])),
            "secret": hook_secret(one),
        }
        for one in kept_by(keeper)
    ]
    team = keeper if isinstance(keeper, Team) else None
    context = {
        "here": "you",
        "form": form,
        "rows": rows,
        "team": team,
        "is_full": len(rows) >= MOST,
    }
    return render(request, "trackers.html", context, status=status)


@require_POST
@login_required
def end(request: HttpRequest, tracker_id: UUID) -> HttpResponse:
    """Take a tracker away."""
    found = tracker_kept_by(signed_in(request), tracker_id)
    if found is None:
        raise NotFound("There is no such tracker, or it is gone already.")
    end_tracker(found)
    messages.success(request, _("Nothing is sent there any more, and the token is gone."))
    return redirect("team_trackers", found.team_id) if found.team_id else redirect("trackers")


@csrf_exempt
@require_POST
def hear(request: HttpRequest, tracker_id: UUID) -> HttpResponse:
    """Hear from a tracker that something changed there; what it is, Mortem asks by itself.

    So a call that comes twice, late, or out of order changes nothing. Without the tracker's proof
    it is answered as an address that there is not.
    """
    found = Tracker.objects.filter(pk=tracker_id).first()
    if found is None or not _is_proven(request, found):
        raise NotFound("There is no such page.")
    try:
        number = found.project.told_of(json.loads(request.body))
    except ValueError:
        number = None
    if number is not None:
        look_now(found, number, at=timezone.now())
    return HttpResponse(status=204)


def _is_proven(request: HttpRequest, tracker: Tracker) -> bool:
    """GitHub signs what it sends (X-Hub-Signature-256), GitLab sends the secret (X-Gitlab-Token)."""
    secret = hook_secret(tracker).encode()
    if tracker.kind == TrackerKind.GITLAB:
        given, known = request.headers.get("X-Gitlab-Token", ""), secret
    else:
        given = request.headers.get("X-Hub-Signature-256", "")
        known = f"sha256={hmac.new(secret, request.body, hashlib.sha256).hexdigest()}".encode()
    return hmac.compare_digest(given.encode(), known)
