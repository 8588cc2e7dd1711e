"""Signing in and out by one-time links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import auth
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.web import links
from mortem.web.forms.account import AddressForm
from mortem.web.models import Token
from mortem.web.notify.mail import mail_works, send_mail
from mortem.web.operations.users import account_at, find_token, issue_sign_in, use_token
from mortem.web.tries import mail_tries
from mortem.web.views.sealed import forget_keys

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Mail a link to whoever confirmed the address; the answer never tells whether somebody did."""
    form = AddressForm(request.POST or None)
    sent = request.method == "POST" and mail_works() and form.is_valid()
    if sent:
        here = request.META.get("REMOTE_ADDR", "")
        mail_tries.check(here)
        mail_tries.count(here)
        _mail_link(form.cleaned_data["address"])
    context = {"form": form, "mail_works": mail_works(), "sent": sent}
    return render(request, "sign_in.html", context, status=422 if form.errors else 200)


def _mail_link(address: str) -> None:
    user = account_at(address)
    if user is None:
        return
    token = issue_sign_in(user, at=timezone.now())
    link = links.absolute(reverse("sign_in_link", args=[token]))
    body = _("Hello %(name)s,\n\nthis link signs you in once, within the hour:\n\n%(link)s\n")
    send_mail(
        to=user.address,
        subject=_("Your link to sign in"),
        body=body % {"name": user.name, "link": link},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing, mail scanners do that too; the page's button signs in."""
    now = timezone.now()
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect("home")
        find_token(token, Token.Purpose.SIGN_IN, at=now)
        return render(request, "sign_in_link.html")
    user = use_token(token, Token.Purpose.SIGN_IN, at=now).user
    auth.login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    """End this browser's sign-in; what was sealed is locked with it."""
    forget_keys(request)
    auth.logout(request)
    return redirect("sign_in")
