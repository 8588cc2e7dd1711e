"""Doors for alerts, one's own and a team's: made, shown once, ended; and the alerts that come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.alerts import read_alert
from mortem.core.errors import BadInput, NotFound, TooLarge
from mortem.web import links, vault
from mortem.web.access import signed_in, team_of
from mortem.web.forms.alert_doors import NewDoorForm
from mortem.web.models import Team
from mortem.web.operations.alert_doors import MOST, MOST_BYTES, end_door, make_door, take_alert
from mortem.web.queries.alert_doors import door_kept_by, doors_of, find_door
from mortem.web.queries.evidence import begin_to_read
from mortem.web.tries import alert_flow

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Show by which doors alerts come to this account; a post makes one more, and shows its address once."""
    return _doors(request, signed_in(request))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def of_team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Show by which doors alerts come to a team; a post makes one more, as `own` does."""
    return _doors(request, team_of(signed_in(request), team_id))


def _doors(request: HttpRequest, keeper: User | Team) -> HttpResponse:
    if request.method != "POST":
        return _page(request, keeper, NewDoorForm())
    form = NewDoorForm(request.POST)
    token = _made(request, keeper, form) if form.is_valid() else ""
    if not token:
        return _page(request, keeper, form, status=422)
    link = links.absolute(reverse("hear_alert", args=[token]))
    return _page(request, keeper, NewDoorForm(), link=link)


def _made(request: HttpRequest, keeper: User | Team, form: NewDoorForm) -> str:
    """Make a door; where that cannot be, the form says why."""
    try:
        name = form.cleaned_data["name"]
        return make_door(keeper, name, by=signed_in(request), at=timezone.now())
    except BadInput as error:
        form.add_error("name", _(error.template).format(**error.data))
        return ""


def _page(
    request: HttpRequest,
    keeper: User | Team,
    form: NewDoorForm,
    *,
    link: str = "",
    status: int = 200,
) -> HttpResponse:
    doors = list(doors_of(keeper))
    example = links.absolute(reverse("hear_alert", args=["TOKEN"])).replace("TOKEN", "…")
    context = {
        "here": "you",
        "team": keeper if isinstance(keeper, Team) else None,
        "doors": doors,
        "form": form,
        "link": link,
        "address": link or example,
        "is_only_here": not links.works_for_others(reverse("hear_alert", args=["TOKEN"])),
        "is_full": len(doors) >= MOST,
    }
    return render(request, "alert_doors.html", context, status=status)


@require_POST
@login_required
def end(request: HttpRequest, door_id: UUID) -> HttpResponse:
    """End a door, wherever its address is in use."""
    found = door_kept_by(signed_in(request), door_id)
    if found is None:
        raise NotFound("There is no such door, or it has ended already.")
    end_door(found)
    messages.success(request, _("That door has ended. What came in by it is still there."))
    return redirect("team_alerts", found.team_id) if found.team_id else redirect("alerts")


@csrf_exempt
@require_POST
def hear(request: HttpRequest, token: str) -> JsonResponse:
    """Take an alert from whoever has the address: 201 where it began a look back, else 202.

    An answer means that it is on the disk.
    """
    door = find_door(token)
    alert_flow.take(str(door.pk))
    body = _body(request)
    alert, sealed = read_alert(body), vault.seal([body], limit=MOST_BYTES)
    taken = take_alert(door, alert, sealed, at=timezone.now())
    if taken.evidence is not None:
        begin_to_read([taken.evidence])
    address = links.absolute(reverse("review", args=[taken.review.pk]))
    return JsonResponse({"review": address}, status=201 if taken.is_new else 202)


def _body(request: HttpRequest) -> bytes:
    # What comes in pieces has no length beforehand, and Django takes that for an empty body.
    is_in_pieces = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    source = request.META["wsgi.input"] if is_in_pieces else request
    body = source.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise TooLarge(
            "This alert is larger than {kilobytes} kB, the most that is taken.",
            kilobytes=MOST_BYTES // 1024,
            hint="Let the sender put fewer alerts into one message.",
        )
    return bytes(body)
