"""What a review still lacks, as lines that lead to where it is put right."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext

from mortem.core.formats.note import note
from mortem.core.own import is_own
from mortem.core.record import Disposition
from mortem.core.review import missing
from mortem.web import links, words
from mortem.web.queries.records import record_of
from mortem.web.views.review_page import today_of

if TYPE_CHECKING:
    from mortem.core.errors import MortemError
    from mortem.core.missing import Missing
    from mortem.core.record import Record
    from mortem.web.models import Review


def lacking(review: Review, record: Record | None = None) -> list[dict[str, object]]:
    """Return what is missing, in reading order."""
    record = record or record_of(review, history=False)
    return [_line(review, lack) for lack in missing(record, today=today_of(review))]


def completion(review: Review) -> dict[str, Any]:
    """Return whether a look ahead may be called an output, and what came of it (P16).

    `required` and `advice` are what is missing. Once every top risk has its owner, its mitigation
    and its signal there are `reached`, a sentence, and `note`, the text for a pull request; what
    the plan itself still leaves open stands in the note.
    """
    record = record_of(review, history=False)
    lines = lacking(review, record)
    required = [line for line in lines if line["required"]]
    guarded = all(line["phase"] == "plan" for line in required)
    done = {"reached": reached(record), "note": note_for(review, record)} if guarded else {}
    return {
        "required": required,
        "advice": [line for line in lines if not line["required"]],
        **done,
    }


def reached(record: Record) -> str:
    """Return what came of a complete look ahead, in a sentence with real numbers."""
    counts = Counter(cause.disposition for cause in record.causes)
    return words.what_came_of_it(
        top=counts[Disposition.TOP],
        watched=counts[Disposition.WATCH],
        let_go=counts[Disposition.LET_GO],
        personal=is_own(record),
    )


def note_for(review: Review, record: Record) -> str:
    """Return the note for a pull request, with a link where the link would open for others."""
    path = reverse("review", args=[review.pk])
    address = links.absolute(path) if links.works_for_others() else ""
    return note(record, today=today_of(review), address=address)


def worded(error: MortemError) -> str:
    """Return an error with its hint, translated."""
    said = gettext(error.template).format(**error.data)
    return f"{said} {gettext(error.hint)}" if error.hint else said


def _line(review: Review, lack: Missing) -> dict[str, object]:
    anchor = f"#{lack.subject}" if lack.subject else ""
    return {
        "text": gettext(lack.template).format(**lack.data),
        "url": reverse("phase_page", args=[review.pk, lack.where]) + anchor,
        "required": lack.required,
        "code": lack.code,
        "phase": lack.where,
    }
