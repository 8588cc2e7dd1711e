"""Channels of one's own: tried when they are added, taken away in one press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.errors import BadInput, NotFound
from mortem.web import links
from mortem.web.access import signed_in
from mortem.web.forms.channels import FORMS, NewChannelForm
from mortem.web.models import Channel, ChannelForm
from mortem.web.notify.channels import Message, post
from mortem.web.operations.channels import MOST, channel_for, check_room, end_channel, keep_channel
from mortem.web.tries import Tries

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.models import User

tries = Tries(
    "Channels were tried out too often in the last minutes.",
    "Wait a few minutes; what you typed can stay as it is.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def channels(request: HttpRequest) -> HttpResponse:
    """Show where this account is told; a post tries one more, and keeps it when it took a message."""
    user = signed_in(request)
    if request.method != "POST":
        return _page(request, user, NewChannelForm())
    form = NewChannelForm(request.POST)
    if not form.is_valid():
        return _page(request, user, form, status=422)
    try:
        check_room(user)
    except BadInput as error:
        form.add_error("address", _(error.template).format(**error.data))
        return _page(request, user, form, status=422)
    here = request.META.get("REMOTE_ADDR", "")
    tries.check(here)
    tries.count(here)
    kind = ChannelForm(form.cleaned_data["form"])
    channel = channel_for(user, kind, form.cleaned_data["address"], at=timezone.now())
    hello = _("Mortem will tell you here when a signal of yours speaks.")
    if why := post(channel, Message("Mortem", hello, links.absolute("/"), channel.pk.hex)):
        form.add_error("address", _("No message arrived there. %(why)s") % {"why": why})
        return _page(request, user, form, status=422)
    keep_channel(channel)
    messages.success(request, _("A first message has arrived there."))
    return redirect("channels")


def _page(
    request: HttpRequest, user: User, form: NewChannelForm, *, status: int = 200
) -> HttpResponse:
    mine = [(one, FORMS[ChannelForm(one.form)]) for one in Channel.objects.filter(user=user)]
    context = {"here": "you", "form": form, "channels": mine, "is_full": len(mine) >= MOST}
    return render(request, "channels.html", context, status=status)


@require_POST
@login_required
def end(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Take a channel away."""
    user = signed_in(request)
    found = Channel.objects.filter(user=user, pk=channel_id).first()
    if found is None:
        raise NotFound("There is no such channel, or it is gone already.")
    end_channel(user, found)
    messages.success(request, _("Nothing is told there any more."))
    return redirect("channels")
