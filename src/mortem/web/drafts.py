"""Tell the browser which draft has arrived, so that it may forget its own copy.

`static/js/drafts.js` keeps what is typed in a form until the server has it, and sends the draft's
key along as the field `draft`. Only the answer to an accepted form names the key in a cookie; a
refused form (status 400 and above), a lost connection or a sign-in in between leave the copy alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.shortcuts import resolve_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

COOKIE = "draft-accepted"
_LONGEST_KEY = 200
_REFUSED = 400
_FIVE_MINUTES = 300
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def accepted_drafts(get_response: Handler) -> Handler:
    """Name the accepted draft in a cookie that the page's script reads and removes."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # A refused form is left unread: it may be a large upload that nobody should receive.
        key = _key_of(request) if _accepts(response) else ""
        if key:
            response.set_cookie(COOKIE, quote(key, safe=""), max_age=_FIVE_MINUTES, samesite="Lax")
        return response

    return handle


def _key_of(request: HttpRequest) -> str:
    if request.method != "POST" or request.content_type not in _FORMS:
        return ""
    return request.POST.get("draft", "")[:_LONGEST_KEY]


def _accepts(response: HttpResponse) -> bool:
    sent_to_sign_in = response.get("Location", "").startswith(resolve_url("sign_in"))
    return response.status_code < _REFUSED and not sent_to_sign_in
