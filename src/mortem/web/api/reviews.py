"""Reviews for programs: listed, read, brought in."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID  # noqa: TC003 - ninja reads it at run time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from mortem.core.errors import TooLarge
from mortem.core.formats import json_form
from mortem.core.integrity import check
from mortem.core.integrity import find as find_step
from mortem.web import access, links
from mortem.web.api.shapes import (
    ActivityLine,
    Brought,
    FoundLine,
    IntegrityLine,
    NeedLine,
    Piece,
    ReviewPage,
)
from mortem.web.archive import decoded
from mortem.web.documents import Reader, record_for
from mortem.web.models import Activity
from mortem.web.operations.imports import import_review
from mortem.web.queries.integrity import history_and_now
from mortem.web.queries.needs import needs as needs_of
from mortem.web.queries.wordings import standing
from mortem.web.search import find

PAGE = 50
MOST_BYTES = 12 * 1024 * 1024
router = Router()

Page = Annotated[int, Field(ge=1, le=10_000)]
After = Annotated[int, Field(ge=0, le=2**31 - 1)]
Digest = Annotated[str, Field(max_length=80)]
Words = Annotated[str, Field(max_length=500)]


@router.get("/reviews", response=ReviewPage)
def reviews(request: HttpRequest, page: Page = 1) -> dict[str, Any]:
    """List the reviews that the account may open, newest first, fifty a page."""
    start = (page - 1) * PAGE
    rows = list(access.readable_reviews(access.signed_in(request))[start : start + PAGE + 1])
    return {"reviews": rows[:PAGE], "next": page + 1 if len(rows) > PAGE else None}


@router.post("/reviews", response={201: Brought})
def bring(request: HttpRequest) -> dict[str, Any]:
    """Import one review in the JSON form; the account keeps it. 409 when it is here already."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise TooLarge(
            "This document is larger than {megabytes} MB.", megabytes=MOST_BYTES // 1024 // 1024
        )
    record = json_form.parse(decoded(request.body, "document"))
    review = import_review(record, by=access.signed_in(request), at=timezone.now())
    url = links.absolute(reverse("review", args=[review.pk]))
    return {"id": review.pk, "title": review.title, "url": url}


@router.get(
    "/reviews/{review_id}", openapi_extra={"responses": {200: {"description": "JSON form"}}}
)
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Return one review in the JSON form, without what may not be read yet."""
    seat = access.seat(request, review_id)
    record = record_for(seat.review, _reader(request, seat))
    return HttpResponse(json_form.render(record), content_type="application/json")


@router.get("/reviews/{review_id}/activity", response=list[ActivityLine])
def activity(
    request: HttpRequest,
    review_id: UUID,
    after: After = 0,
) -> list[dict[str, Any]]:
    """Return the lines of history after a number, at most fifty."""
    seat = access.seat(request, review_id)
    found = Activity.objects.filter(review=seat.review, number__gt=after)
    rows = found.prefetch_related("wordings")[:PAGE]
    there = standing(seat.review) if seat.takes_part else set()
    return [
        {
            "number": row.number,
            "at": row.at,
            "verb": row.verb,
            "actor": row.actor_id,
            "data": row.data,
            "digest": row.digest,
            "wordings": [one for one in row.wordings.all() if str(one.subject) in there],
        }
        for row in rows
    ]


@router.get("/reviews/{review_id}/integrity", response=IntegrityLine)
def integrity(request: HttpRequest, review_id: UUID, digest: Digest = "") -> dict[str, Any]:
    """Say whether the record is intact, and which of its steps has the given digest."""
    lines, now = history_and_now(access.seat(request, review_id).review)
    found = check(lines, now)
    same = ("holds", "count", "intact", "newest", "erased")
    return {
        **{name: getattr(found, name) for name in same},
        "findings": [one.message for one in found.findings],
        "step": find_step(lines, digest) if digest else None,
    }


@router.get("/search", response=list[FoundLine])
def search(request: HttpRequest, q: Words = "") -> list[dict[str, Any]]:
    """Find words in everything the account may read, best first."""
    hits = find(q, reviews=access.readable_reviews(access.signed_in(request)))
    return [
        {
            "review": hit.review,
            "noun": hit.noun,
            "id": hit.id,
            "excerpt": [Piece(text=text, found=found) for text, found in hit.pieces],
        }
        for hit in hits
    ]


@router.get("/needs", response=list[NeedLine])
def needs(request: HttpRequest) -> list[Any]:
    """Return what waits for the account today, the nearest first."""
    user = access.signed_in(request)
    readable = access.readable_reviews(user)
    return needs_of(user, reviews=readable, today=timezone.localdate())


def _reader(request: HttpRequest, seat: access.Seat) -> Reader:
    user = access.user_of(request)
    return Reader(role=seat.role, readable=access.readable_reviews(user), me=seat.me, user=user)
