"""Teams: people who share reviews, and which reviews they may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mortem.core.playbooks import playbook
from mortem.core.record import Visibility
from mortem.web import access, links
from mortem.web.access import signed_in, team_of
from mortem.web.forms.account import NameForm, TeamForm
from mortem.web.models import Team, User
from mortem.web.operations.teams import (
    find_invitation,
    invite_to_team,
    join_team,
    leave_team,
    make_team,
    open_to_team,
)

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def teams(request: HttpRequest) -> HttpResponse:
    """List one's teams, or make one."""
    user = signed_in(request)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = make_team(form.cleaned_data["name"], by=user, at=timezone.now())
        return redirect("team", made.pk)
    context = {"here": "you", "form": form, "teams": _own_teams(user)}
    return render(request, "teams.html", context, status=422 if form.errors else 200)


def _own_teams(user: User) -> list[Team]:
    return list(Team.objects.filter(memberships__user=user).order_by("name", "id"))


@require_safe
@login_required
def team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Show who is in a team."""
    return _page(request, team_of(signed_in(request), team_id))


def _page(request: HttpRequest, team: Team, *, link: str = "") -> HttpResponse:
    people = team.memberships.select_related("user").order_by("joined_at", "id")
    return render(
        request, "team.html", {"here": "you", "team": team, "people": people, "link": link}
    )


@require_POST
@login_required
def invite(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Show a link into the team, once."""
    found = team_of(signed_in(request), team_id)
    path = reverse("join_team", args=[invite_to_team(found, at=timezone.now())])
    return _page(request, found, link=links.absolute(path))


@require_POST
@login_required
def leave(request: HttpRequest, team_id: UUID) -> HttpResponseRedirect:
    """Leave a team."""
    user = signed_in(request)
    found = team_of(user, team_id)
    leave_team(found, by=user)
    messages.success(request, _("You have left “%s”.") % found.name)
    return redirect("teams")


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; the button joins, with a new account if need be."""
    now = timezone.now()
    user = access.user_of(request)
    found = find_invitation(token, at=now).team
    form = NameForm(request.POST or None)
    if request.method == "POST" and (user or form.is_valid()):
        joined = join_team(token, by=user, name=form.data.get("name", ""), at=now)
        if user is None:
            auth.login(request, joined, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, _("You are in “%s” now.") % found.name)
        return redirect("home")
    context = {"team": found, "form": None if user else form}
    return render(request, "team_join.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def visibility(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Choose who may read a review besides those who take part."""
    user = signed_in(request)
    seat = access.kept_seat(request, review_id)
    own = _own_teams(user)
    if request.method == "POST":
        chosen = next((one for one in own if str(one.pk) == request.POST.get("team")), None)
        open_to_team(seat.review, chosen, by=seat.participant, at=timezone.now())
        return redirect("review", review_id)
    is_team = seat.review.visibility == Visibility.TEAM
    context = {
        "review": seat.review,
        "personal": playbook(seat.review.context).personal,
        "value": str(seat.review.team_id) if is_team else "private",
        "choices": _choices(own),
        "direction": "ahead" if seat.review.looks_ahead else "back",
    }
    return render(request, "visibility.html", context)


def _choices(own: list[Team]) -> list[dict[str, str]]:
    private = {
        "value": "private",
        "name": _("Only those who take part"),
        "line": _("You, and whoever you give a link to."),
    }
    teams = [
        {"value": str(one.pk), "name": one.name, "line": _("Everybody in this team may read it.")}
        for one in own
    ]
    return [private, *teams]
