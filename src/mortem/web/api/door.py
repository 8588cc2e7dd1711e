"""The API's door: who may enter, and how it says no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, JsonResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import django_auth

from mortem import __version__
from mortem.core.errors import BadDocument, BadInput, MortemError, NotFound
from mortem.web.api.reviews import router

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# No page of documentation is served: the usual one loads scripts from elsewhere.
api = NinjaAPI(
    title="Mortem",
    version=__version__,
    auth=django_auth,
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", router)


@api.exception_handler(MortemError)
def worded(_request: HttpRequest, error: MortemError) -> HttpResponse:
    """Answer with one of the product's own errors (RFC 9457)."""
    more: dict[str, object] = {}
    if isinstance(error, BadInput):
        more["field"] = error.field
    if isinstance(error, BadDocument):
        more |= {"line": error.line, "column": error.column}
    title = gettext(error.template).format(**error.data)
    return problem(
        error.status, error.code, title, gettext(error.hint) if error.hint else "", **more
    )


@api.exception_handler(ValidationError)
def not_valid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a request whose parameters cannot be used."""
    first = error.errors[0]
    field = str(first["loc"][-1])
    return problem(422, "bad_input", f"{field}: {first['msg']}", field=field)


@api.exception_handler(AuthenticationError)
def who_are_you(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Answer somebody who is not signed in."""
    return problem(401, "not_signed_in", gettext("Sign in first."))


@api.exception_handler(HttpError)
def refused(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what the framework itself refuses, such as a post without its proof of origin."""
    return problem(error.status_code, "not_allowed", str(error))


@api.exception_handler(Http404)
def missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    """Answer for an address that leads nowhere."""
    return worded(request, NotFound("There is no such page, or it is not shared with you."))


def problem(status: int, code: str, title: str, detail: str = "", **more: object) -> JsonResponse:
    """Return an error as problem+json."""
    body = {"type": f"about:blank#{code}", "title": title, "status": status, "code": code, **more}
    if detail:
        body["detail"] = detail
    return JsonResponse(body, status=status, content_type="application/problem+json")
