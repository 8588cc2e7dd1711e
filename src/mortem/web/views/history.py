"""The record of a record: whether it is intact, and what every text has said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mortem.core.differences import Change
from mortem.core.errors import NotFound
from mortem.core.integrity import check, find
from mortem.core.record import Role
from mortem.core.versions import TextHistory, Version, histories
from mortem.web import access
from mortem.web.queries.integrity import history_and_now, lines_of
from mortem.web.queries.wordings import standing
from mortem.web.views.review_page import show

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from mortem.web.models import Review

NOUNS: dict[str, Promise] = {
    "review": _("The event or the plan"),
    "timeline_entry": _("On the timeline"),
    "cause": _("Causes"),
    "lesson": _("Lessons"),
    "action_item": _("What we will do"),
    "signal": _("What we watch"),
    "evidence": _("Evidence"),
}
FIELDS: dict[str, Promise] = {
    "title": _("Title"),
    "summary": _("Summary"),
    "where": _("Where"),
    "scope": _("How far it reached"),
    "hurt": _("Who is hurt"),
    "severity": _("Severity"),
    "near_miss": _("Near miss"),
    "success": _("Success"),
    "failure_sentence": _("The failure sentence"),
    "single_cause_reason": _("Why there is only one cause"),
    "override_reason": _("Why it is complete as it is"),
    "outside_summary": _("For outside: in short"),
    "outside_story": _("For outside: what happened"),
    "outside_doing": _("For outside: what we are doing"),
    "visibility": _("Who may read it"),
    "text": _("Text"),
    "kind": _("Fact or account"),
    "attributed_to": _("Whose account"),
    "when": _("When"),
    "measure": _("How we see that it worked"),
    "declined_reason": _("Why not"),
    "verdict": _("Verdict"),
    "verdict_note": _("What the verdict rests on"),
    "question": _("Question"),
    "threshold": _("Threshold"),
    "response": _("Response"),
    "name": _("Name"),
    "sha256": _("Seal (SHA-256)"),
    "started": _("When it started"),
    "detected": _("When it was noticed"),
    "acknowledged": _("When somebody took it on"),
    "mitigated": _("When the harm stopped"),
    "ended": _("When it was over"),
}


@require_safe
def history(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Say whether the record is intact and, to those who take part, what its texts have said."""
    seat = access.seat(request, review_id)
    lines, now = history_and_now(seat.review)
    integrity = check(lines, now)
    there = standing(seat.review) if seat.takes_part else set()
    texts = histories(lines) if seat.takes_part else ()
    kept = request.GET.get("digest", "").strip()
    return show(
        request,
        seat,
        "history/page.html",
        phase=seat.review.phase,
        integrity=integrity,
        findings=[gettext(one.template).format(**one.data) for one in integrity.findings],
        kept=kept,
        step=find(lines, kept) if kept else None,
        groups=_groups([one for one in texts if one.subject in there]),
        away=sum(one.subject not in there for one in texts),
    )


def _groups(found: list[TextHistory]) -> list[dict[str, Any]]:
    """Return the texts by noun, those first that were worded anew most often."""
    groups = []
    for noun, word in NOUNS.items():
        texts = [one for one in found if one.noun == noun]
        texts.sort(key=lambda one: -one.changes)
        if texts:
            groups.append({"noun": noun, "title": word, "texts": texts})
    return groups


@require_safe
def text(request: HttpRequest, review_id: UUID, subject: UUID) -> HttpResponse:
    """Show every wording of one text: who, when, and what changed."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    found = next((h for h in histories(lines_of(seat.review)) if h.subject == str(subject)), None)
    if found is None or found.noun not in NOUNS or found.subject not in standing(seat.review):
        raise NotFound("History says nothing of this.", hint="Reload the page it stood on.")
    names = {str(pk): name for pk, name in seat.review.participants.values_list("pk", "name")}
    return show(
        request,
        seat,
        "history/text.html",
        phase=seat.review.phase,
        found=found,
        noun=NOUNS[found.noun],
        versions=_shown(found, names),
        back=_anchor(seat.review, found),
    )


def _shown(found: TextHistory, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return the versions, the newest first, in words."""
    first: set[str] = set()
    rows = []
    for version in found.versions:
        rows.append(
            {
                "it": version,
                "field": FIELDS.get(version.field, version.field),
                "who": _who(version, names),
                "is_first": version.field not in first,
                "stretches": [(str(one.change), one.text) for one in version.stretches],
                "takes_out": any(one.change is Change.OUT for one in version.stretches),
            }
        )
        first.add(version.field)
    return rows[::-1]


def _who(version: Version, names: dict[str, str]) -> str:
    if version.who is None:
        return ""
    return names.get(version.who, "") or gettext("Somebody")


_PAGES = {
    "timeline_entry": ("evidence", "moment-{}"),
    "cause": ("causes", "cause-{}"),
    "lesson": ("lessons", "lesson-{}"),
    "action_item": ("actions", "{}"),
    "review": ("event", ""),
}


def _anchor(review: Review, found: TextHistory) -> dict[str, str]:
    """Return where in a look back the text stands: its page and the place on it."""
    if review.looks_ahead or found.noun not in _PAGES:
        return {}
    phase, anchor = _PAGES[found.noun]
    return {"phase": phase, "anchor": anchor.format(found.subject)}
