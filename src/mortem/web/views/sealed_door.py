"""The door of sealed reviews: their pages are answered from memory, and kept sealed.

What is asked under /r/… of a review that is open for this sign-in goes to its own database; each
request that has written is answered only once its writing is stored, sealed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import Error as DatabaseError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from mortem.core.errors import MortemError, NotAllowed
from mortem.web import access
from mortem.web.models import SealedReview
from mortem.web.operations.sealing import write_back
from mortem.web.sealed import keyring, memory
from mortem.web.views.errors import broken, worded

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from mortem.web.models import User
    from mortem.web.sealed.keyring import Opened

    Handler = Callable[[HttpRequest], HttpResponseBase]

NOT_FOUND = 404
_REVIEW = re.compile(r"/r/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/")
# What asks by itself now and then is no sign that anybody is there.
_UNATTENDED = frozenset({"pulse", "standing"})
# What is for others, or would leave something outside of what is sealed.
_SHUT = frozenset(
    {
        *("invite", "open_room", "close_room", "who_can_see", "note_opening", "add_share"),
        *("revoke_share", "remove_participant", "let_back_in", "hand_over", "visibility"),
        *("days", "one_sitting", "mail_me", "present", "begin_meeting", "ask_owner", "claim_owner"),
        *("bring_files", "bring_text", "original_evidence", "delete_review", "restore_review"),
        *("all_rows", "rows", "stop_rows", "settle_clock", "promote_rows", "take_off_rows"),
        *("seal_review", "name_me", "take_notebook"),
        *("signal_source", "end_signal_source", "answer_signal", "send_again"),
        *("issue", "link_issue", "try_issue_again", "end_issue", "close_issue", "issue_words"),
    }
)


def sealed_reviews(get_response: Handler) -> Handler:
    """Lead the pages of an open sealed review to its own database, and of a locked one to its lock."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        found = _REVIEW.match(request.path_info)
        user = access.user_of(request) if found else None
        if found is None or user is None:
            return get_response(request)
        opened = keyring.opened_by(UUID(found[1]), request.session.session_key or "")
        if opened is not None:
            return _inside(request, get_response, opened)
        answer = get_response(request)
        return _at_the_lock(request, answer, UUID(found[1]), user)

    return handle


def _at_the_lock(
    request: HttpRequest, answer: HttpResponseBase, review_id: UUID, owner: User
) -> HttpResponseBase:
    """Lead the owner of a locked review to where it is opened; anybody else sees what they saw."""
    is_missing = answer.status_code == NOT_FOUND
    if not is_missing or not SealedReview.objects.filter(pk=review_id, owner=owner).exists():
        return answer
    lock = reverse("sealed", args=[review_id])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": lock})
    if request.method in {"GET", "HEAD"}:
        return redirect(lock)
    return worded(request, keyring.locked())


def _inside(request: HttpRequest, get_response: Handler, opened: Opened) -> HttpResponseBase:
    name = _name_of(request)
    if name in _SHUT:
        return worded(
            request,
            NotAllowed(
                "A sealed review is for you alone, and holds words only.",
                hint="To show it to somebody, or to bring files, make a readable copy of it first.",
            ),
        )
    if name not in _UNATTENDED:
        opened.touch()
    answer = _answered(request, get_response, opened)
    answer["Cache-Control"] = "no-store"
    return answer


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def _answered(request: HttpRequest, get_response: Handler, opened: Opened) -> HttpResponseBase:
    request.session.keys()  # read while this thread still speaks with the database
    request.sealed = opened  # type: ignore[attr-defined]  # for templates
    with opened.mutex:
        if not keyring.is_hanging(opened):
            return worded(request, keyring.locked())
        with memory.speaking_to(opened.base):
            answer = get_response(request)
            if answer.streaming:
                answer = _whole(answer)
        problem = _keep(request, opened)
    if problem is not None:
        keyring.lock(opened.review_id)  # memory is ahead of what is stored, so it goes
    return problem or answer


def _whole(answer: HttpResponseBase) -> HttpResponse:
    """Read a streamed answer to its end while its database is at hand."""
    whole = HttpResponse(b"".join(answer), status=answer.status_code)
    for name, value in answer.items():
        whole[name] = value
    return whole


def _keep(request: HttpRequest, opened: Opened) -> HttpResponse | None:
    """Store what was written; return what to answer instead when that was not possible."""
    try:
        write_back(opened)
    except MortemError as error:
        return worded(request, error)
    except (DatabaseError, OSError):
        return broken(request)
    return None
