"""All that somebody wrote here, in one file to take away."""

from __future__ import annotations

import json
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from mortem.web import access
from mortem.web.documents import document
from mortem.web.models import Card, Reminder, SealedReview, StepOpinion, Team
from mortem.web.operations.letterboxes import letterbox_of
from mortem.web.operations.sealing import package_of
from mortem.web.queries.alert_doors import doors_of
from mortem.web.queries.channels import channels_kept
from mortem.web.queries.notebook import as_markdown, as_table, jottings_of
from mortem.web.queries.reviews import taken_part_in
from mortem.web.queries.stories import stories_as_markdown, stories_of
from mortem.web.queries.trackers import kept_by
from mortem.web.sealed import file
from mortem.web.views.reports import reader_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.http import HttpRequest

    from mortem.web.models import Review, User

_IN_MEMORY = 8 * 1024 * 1024  # bytes; a larger archive grows on the disk
_FORMS = ("md", "json")


@require_safe
@login_required
def export_everything(request: HttpRequest) -> FileResponse:
    """Hand out each review one takes part in as Markdown and as JSON, what is sealed as it is, and what is kept of oneself."""
    user = access.signed_in(request)
    made = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
    try:
        _fill(made, request, user)
    except BaseException:
        made.close()
        raise
    made.seek(0)
    response = FileResponse(made, as_attachment=True, filename="mortem.zip")
    response["Cache-Control"] = "private, no-store"
    return response


def _fill(made: IO[bytes], request: HttpRequest, user: User) -> None:
    now = timezone.now()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("you.json", json.dumps(_you(user), indent=2, ensure_ascii=False))
        for name, content in _kept_privately(user):
            archive.writestr(name, content)
        for review in taken_part_in(access.readable_reviews(user), user):
            _add(archive, request, review, now)
        for row in SealedReview.objects.filter(owner=user):
            archive.writestr(f"{str(row.pk)[:8]}{file.ENDING}", file.render(package_of(row)))


def _kept_privately(user: User) -> Iterator[tuple[str, str]]:
    """Yield what belongs to the account alone, where there is any."""
    if lines := jottings_of(user):
        yield "notebook.md", as_markdown(lines, helped=gettext("helped:"))
        yield "notebook.csv", as_table(lines)
    if stories := stories_of(user):
        yield "stories.md", stories_as_markdown(stories)


def _add(archive: ZipFile, request: HttpRequest, review: Review, at: datetime) -> None:
    reader = reader_of(request, access.seat(request, review.pk))
    for form in _FORMS:
        made = document(review, form, reader=reader, at=at)
        archive.writestr(
            f"{review.created_at:%Y-%m-%d} {str(review.pk)[:8]} {made.name}", made.content
        )


def _you(user: User) -> dict[str, Any]:
    """Return what is kept of one person, with their cards that nobody else has seen yet."""
    silent = Card.objects.filter(participant__user=user, revealed=False)
    box = letterbox_of(user)
    return {
        "name": user.name,
        "address": user.address,
        "zone": user.zone,
        "since": user.created_at.isoformat(),
        "told of signals": {
            "one letter a day": user.is_told_daily,
            "not between": [str(hour) for hour in (user.quiet_from, user.quiet_until) if hour],
            "what has tripped may come at any hour": user.may_wake,
            "also in": [f"{one.form}: {one.host}" for one in channels_kept(user)],
        },
        "reminded of actions": box is not None and box.stopped_at is None,
        "teams": list(
            Team.objects.filter(memberships__user=user)
            .order_by("name")
            .values_list("name", flat=True)
        ),
        "issues are in": [str(tracker) for tracker in kept_by(user)],
        "alerts come in from": [str(door) for door in doors_of(user)],
        "told by mail": [
            {"review": str(one.participant.review_id), "address": one.address}
            for one in Reminder.objects.filter(participant__user=user)
            .exclude(address="")
            .select_related("participant")
        ],
        "said of steps": [
            {"team": one.team.name, "quarter": one.quarter, "step": one.step, "worth": one.worth}
            for one in StepOpinion.objects.filter(user=user)
            .select_related("team")
            .order_by("quarter", "step")
        ],
        "cards not turned yet": [
            {"review": str(card.review_id), "text": card.text} for card in silent
        ],
    }
