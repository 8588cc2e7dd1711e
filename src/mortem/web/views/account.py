"""You: name, address, zone, colours, links to sign in with, and your data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.web import links
from mortem.web.access import signed_in
from mortem.web.forms.account import AddressForm, EraseForm, NameForm, YouForm, zones
from mortem.web.models import Team, Token
from mortem.web.notify.mail import mail_works, send_mail
from mortem.web.operations.erasure import erase_user, own_reviews
from mortem.web.operations.users import (
    ask_to_confirm,
    choose_zone,
    confirm_address,
    find_token,
    issue_sign_in,
    name_user,
)
from mortem.web.views.sealed import forget_keys

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

    from mortem.web.models import User

_SCHEMES = ("light", "dark")
_YEAR = 60 * 60 * 24 * 365


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def you(request: HttpRequest) -> HttpResponse:
    """Show everything about this account; a post changes name and zone."""
    user = signed_in(request)
    if request.method != "POST":
        return _page(request, user)
    form = YouForm(request.POST)
    if not form.is_valid():
        return _page(request, user, form=form, status=422)
    with transaction.atomic():
        name_user(user, form.cleaned_data["name"], at=timezone.now())
        choose_zone(user, form.cleaned_data["zone"])
    messages.success(request, _("Saved."))
    return redirect("you")


def _page(
    request: HttpRequest,
    user: User,
    *,
    form: YouForm | None = None,
    address_form: AddressForm | None = None,
    status: int = 200,
    **more: str,
) -> HttpResponse:
    context = {
        "here": "you",
        "form": form or YouForm(initial={"name": user.name, "zone": user.zone}),
        "address_form": address_form or AddressForm(initial={"address": user.address}),
        "zones": zones(),
        "mail_works": mail_works(),
        "teams": Team.objects.filter(memberships__user=user).order_by("name"),
        **more,
    }
    return render(request, "you.html", context, status=status)


@require_POST
@login_required
def name(request: HttpRequest) -> HttpResponse:
    """Take the one word that the first page asks for."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return render(request, "name.html", {"form": form, "here": "today"}, status=422)
    name_user(signed_in(request), form.cleaned_data["name"], at=timezone.now())
    return redirect("home")


@require_POST
@login_required
def scheme(request: HttpRequest) -> HttpResponseRedirect:
    """Keep this browser light or dark, or let it follow the system."""
    response = redirect("you")
    chosen = request.POST.get("scheme", "")
    if chosen in _SCHEMES:
        response.set_cookie(
            "scheme", chosen, max_age=_YEAR, secure=settings.SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie("scheme", samesite="Lax")
    return response


@require_POST
@login_required
def address(request: HttpRequest) -> HttpResponse:
    """Ask for an address to be confirmed: by mail, or by a link to copy where none is set up."""
    user = signed_in(request)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, user, address_form=form, status=422)
    wanted = form.cleaned_data["address"]
    token = ask_to_confirm(user, wanted, at=timezone.now())
    link = links.absolute(reverse("confirm_address", args=[token]))
    if not mail_works():
        return _page(request, user, address_form=form, confirm_link=link)
    body = _("Hello,\n\nthis link confirms your address in Mortem, within two days:\n\n%s\n")
    if send_mail(to=wanted, subject=_("Is this your address?"), body=body % link):
        messages.success(request, _("A link is on its way to %s. Open it to confirm.") % wanted)
    else:
        messages.warning(
            request, _("The mail could not be handed over. Whoever runs Mortem can see why.")
        )
    return redirect("you")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; the button confirms."""
    now = timezone.now()
    if request.method == "POST":
        user = confirm_address(token, at=now)
        return render(request, "address_confirmed.html", {"address": user.address})
    found = find_token(token, Token.Purpose.CONFIRM_ADDRESS, at=now)
    return render(request, "address_confirm.html", {"address": found.address})


@require_POST
@login_required
def sign_in_elsewhere(request: HttpRequest) -> HttpResponse:
    """Show a link that signs this person in once, in another browser."""
    user = signed_in(request)
    path = reverse("sign_in_link", args=[issue_sign_in(user, at=timezone.now())])
    return _page(request, user, sign_in_link_once=links.absolute(path))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Say what would go and what would stay, then erase once the words are typed."""
    user = signed_in(request)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        erase_user(user, at=timezone.now())
        forget_keys(request)
        auth.logout(request)
        response = render(request, "erased.html")
        response.delete_cookie("scheme", samesite="Lax")
        return response
    going = own_reviews(user)
    context = {"here": "you", "form": form, "going": going[:20], "count": going.count()}
    return render(request, "erase.html", context, status=422 if form.errors else 200)
