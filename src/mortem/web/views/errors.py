"""Errors as pages: what happened, why, and what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from mortem.core.errors import Broken, MortemError, NotAllowed, NotFound, TooLarge
from mortem.web import uploads

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def worded(request: HttpRequest, error: MortemError) -> HttpResponse:
    """Answer with the error in words, as a page or, under /api/, as problem+json (RFC 9457)."""
    message = gettext(error.template).format(**error.data)
    hint = gettext(error.hint) if error.hint else ""
    if request.path.startswith("/api/"):
        problem = {"type": f"about:blank#{error.code}", "title": message, "detail": hint}
        problem |= {"status": error.status, "code": error.code}  # type: ignore[dict-item]
        return JsonResponse(problem, status=error.status, content_type="application/problem+json")
    context = {"error": error, "message": message, "hint": hint}
    return render(request, "error.html", context, status=error.status)


def page_missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for an address that leads nowhere."""
    return worded(
        request,
        NotFound(
            "There is no such page, or it is not shared with you.",
            hint="Ask whoever sent you the link whether it is still open.",
        ),
    )


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be read as a request of ours."""
    if isinstance(exception, RequestDataTooBig):
        uploads.read_to_the_end(request)
        return worded(
            request,
            TooLarge(
                "This is more text than one form takes.",
                hint="Go back: what you typed is still there. Send a shorter part of it.",
            ),
        )
    return worded(request, MortemError("This request could not be read."))


def csrf_missing(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose proof of origin is gone."""
    return worded(
        request,
        NotAllowed(
            "This form was open for too long, or cookies are switched off.",
            hint="Go back, reload the page and send it again; what you typed is kept there.",
        ),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Answer for a defect of ours."""
    return worded(
        request,
        Broken(
            "Something broke on our side.",
            hint="What you typed is still in your browser: go back and try once more.",
        ),
    )
