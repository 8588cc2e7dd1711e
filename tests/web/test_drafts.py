"""The browser forgets a draft only when the server has accepted it."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from mortem.web.drafts import accepted_drafts

POST = RequestFactory().post("/", {"draft": "review-1 plan", "text": "A plan"})


def told(response: HttpResponse) -> str | None:
    cookie = accepted_drafts(lambda _: response)(POST).cookies.get("draft-accepted")
    return cookie.value if cookie else None


@pytest.mark.parametrize("response", [HttpResponse(), HttpResponseRedirect("/r/1/")])
def test_an_accepted_form_names_its_draft(response: HttpResponse) -> None:
    assert told(response) == "review-1%20plan"


@pytest.mark.parametrize("status", [400, 403, 409, 422, 500])
def test_a_refused_form_keeps_its_draft(status: int) -> None:
    assert told(HttpResponse(status=status)) is None


def test_being_sent_to_sign_in_keeps_the_draft() -> None:
    assert told(HttpResponseRedirect("/sign-in/?next=/r/1/")) is None


def test_reading_a_page_says_nothing() -> None:
    answer = accepted_drafts(lambda _: HttpResponse())(RequestFactory().get("/?draft=x"))
    assert list(answer.cookies) == []
