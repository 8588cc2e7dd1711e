"""Channels of one's own and of a team: tried when they are added, taken away in one press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.errors import BadInput, NotFound
from mortem.web import links
from mortem.web.access import signed_in, team_of
from mortem.web.forms.channels import ACTIONS, FORMS, HEARD, SIGNALS, NewChannelForm
from mortem.web.forms.telling import TellingForm, initial
from mortem.web.models import Channel, ChannelForm, Team, User
from mortem.web.notify.channels import Message, post
from mortem.web.operations.action_news import send_again
from mortem.web.operations.channels import MOST, channel_for, check_room, end_channel, keep_channel
from mortem.web.operations.users import choose_when_told
from mortem.web.queries.channels import channels_kept, with_losses
from mortem.web.tries import Tries
from mortem.web.zones import zone_shown

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

tries = Tries(
    "Channels were tried out too often in the last minutes.",
    "Wait a few minutes; what you typed can stay as it is.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def channels(request: HttpRequest) -> HttpResponse:
    """Show where this account is told; a post tries one more, and keeps it when it took a message."""
    return _channels(request, signed_in(request))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def team_channels(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Show where a team is told, to whoever is in it; a post adds one more as `channels` does."""
    return _channels(request, team_of(signed_in(request), team_id))


def _channels(request: HttpRequest, keeper: User | Team) -> HttpResponse:
    if request.method != "POST":
        return _page(request, keeper, NewChannelForm())
    form = NewChannelForm(request.POST)
    if not form.is_valid() or not _is_added(request, keeper, form):
        return _page(request, keeper, form, status=422)
    messages.success(request, _("A first message has arrived there."))
    return redirect(_place(keeper))


def _is_added(request: HttpRequest, keeper: User | Team, form: NewChannelForm) -> bool:
    """Try a channel and keep it; where that cannot be, the form says why."""
    try:
        check_room(keeper)
    except BadInput as error:
        form.add_error("address", _(error.template).format(**error.data))
        return False
    here = request.META.get("REMOTE_ADDR", "")
    tries.check(here)
    tries.count(here)
    chosen = form.cleaned_data
    channel = channel_for(
        keeper,
        ChannelForm(chosen["form"]),
        chosen["address"],
        at=timezone.now(),
        hears_signals=SIGNALS in chosen["hears"],
        hears_actions=ACTIONS in chosen["hears"],
    )
    if why := post(channel, Message("Mortem", _hello(keeper), links.absolute("/"), channel.pk.hex)):
        form.add_error("address", _("No message arrived there. %(why)s") % {"why": why})
        return False
    keep_channel(channel)
    return True


def _hello(keeper: User | Team) -> str:
    if isinstance(keeper, Team):
        return _("Mortem will say here when a signal in a review of “%(team)s” speaks.") % {
            "team": keeper.name
        }
    return _("Mortem will tell you here when a signal of yours speaks.")


def _place(keeper: User | Team) -> str:
    """Return the address of the page on which somebody's channels stand."""
    is_team = isinstance(keeper, Team)
    return reverse("team_channels", args=[keeper.pk]) if is_team else reverse("channels")


def _page(
    request: HttpRequest,
    keeper: User | Team,
    form: NewChannelForm,
    *,
    telling: TellingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = keeper if isinstance(keeper, User) else None
    kept = [
        (one, FORMS[ChannelForm(one.form)], _heard(one))
        for one in with_losses(channels_kept(keeper))
    ]
    context = {
        "here": "you",
        "team": None if user else keeper,
        "telling": telling or (user and TellingForm(initial=initial(user.wishes))),
        "zone": _zone(user) if user else "",
        "form": form,
        "channels": kept,
        "is_full": len(kept) >= MOST,
    }
    return render(request, "channels.html", context, status=status)


def _heard(channel: Channel) -> list[object]:
    """Return what is told in a channel, in words."""
    hears = {SIGNALS: channel.hears_signals, ACTIONS: channel.hears_actions}
    return [HEARD[one] for one, is_told in hears.items() if is_told]


def _zone(user: User) -> str:
    """Return by whose clock somebody's hours are: the zone they chose, or that of this browser."""
    return user.zone or zone_shown().key


@require_POST
@login_required
def when(request: HttpRequest) -> HttpResponse:
    """Keep when this account wants to be told."""
    user = signed_in(request)
    form = TellingForm(request.POST)
    if not form.is_valid():
        return _page(request, user, NewChannelForm(), telling=form, status=422)
    choose_when_told(user, form.wishes(), zone=_zone(user))
    messages.success(request, _("Saved."))
    return redirect("channels")


@require_POST
@login_required
def end(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Take a channel of one's own away."""
    return _end(request, signed_in(request), channel_id)


@require_POST
@login_required
def end_for_team(request: HttpRequest, team_id: UUID, channel_id: UUID) -> HttpResponse:
    """Take a team's channel away, as whoever is in it."""
    return _end(request, team_of(signed_in(request), team_id), channel_id)


def _end(request: HttpRequest, keeper: User | Team, channel_id: UUID) -> HttpResponse:
    end_channel(keeper, _channel_of(keeper, channel_id))
    messages.success(request, _("Nothing is told there any more."))
    return redirect(_place(keeper))


@require_POST
@login_required
def again(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Send what never arrived in a channel of one's own once more."""
    return _again(request, signed_in(request), channel_id)


@require_POST
@login_required
def again_for_team(request: HttpRequest, team_id: UUID, channel_id: UUID) -> HttpResponse:
    """Send what never arrived in a team's channel once more, as whoever is in it."""
    return _again(request, team_of(signed_in(request), team_id), channel_id)


def _again(request: HttpRequest, keeper: User | Team, channel_id: UUID) -> HttpResponse:
    send_again(_channel_of(keeper, channel_id), at=timezone.now())
    messages.success(request, _("They go once more."))
    return redirect(_place(keeper))


def _channel_of(keeper: User | Team, channel_id: UUID) -> Channel:
    found = channels_kept(keeper).filter(pk=channel_id).first()
    if found is None:
        raise NotFound("There is no such channel, or it is gone already.")
    return found
