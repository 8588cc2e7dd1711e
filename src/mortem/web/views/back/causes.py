"""Causes: one set, written as a why tree, drawn twice, and compared with what was foreseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from mortem.core.causes import theme_numbers
from mortem.core.errors import BadInput
from mortem.core.formats import svg
from mortem.core.playbooks import playbook
from mortem.core.record import CauseKind, Foresight, Role
from mortem.web import access, words
from mortem.web.access import readable_reviews, user_of
from mortem.web.forms.whys import CauseForm, ForesightForm, SingleCauseForm
from mortem.web.models import Cause
from mortem.web.models.evidence import lines_at
from mortem.web.operations import causes as operations
from mortem.web.operations.citations import add_cited_cause, change_cited_cause
from mortem.web.operations.foresight import compare_cause
from mortem.web.operations.reviews import describe_review
from mortem.web.queries.causes import MOST_IN_A_PICTURE, forest, whys_of
from mortem.web.queries.foresight import offered, warning_of
from mortem.web.queries.records import record_of
from mortem.web.views.back.comparison import comparison, foresight_form, readable_before
from mortem.web.views.back.frame import back_for_more, ready, show_back, tell
from mortem.web.views.back.recurrences import similar
from mortem.web.views.back.unknown import unknowns
from mortem.web.views.back.unsigned import author, stays_unsigned
from mortem.web.views.parts import after_deletion, id_in, number_in, part_of
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.core.record import Record
    from mortem.web.access import Seat
    from mortem.web.models import Review
    from mortem.web.queries.causes import Node, Whys

_SEEN = frozenset({Foresight.FORESEEN, Foresight.LATE, Foresight.UNANSWERED})


def page(
    request: HttpRequest,
    seat: Seat,
    *,
    form: CauseForm | None = None,
    editing: UUID | None = None,
    under: UUID | None = None,
    foresight: ForesightForm | None = None,
    comparing: UUID | None = None,
) -> HttpResponse:
    """Show the whys with one of them open to be written, and the two pictures of them."""
    review = seat.review
    record = record_of(review, history=False)
    whys = whys_of(record.causes, page=number_in(request.GET.get("page")))
    editing, under = _opened(request, seat, form, editing, under)
    warned = warning_of(record, readable_before(request, seat))
    context = {
        "whys": whys,
        "nodes": _rows(record, whys),
        "editing": str(editing or ""),
        "under": str(under or ""),
        "inner": _inner_form(seat, form, editing, under),
        "unsigned": _stays_unsigned(request, seat, editing),
        **_address(request, seat, whys),
        "top": None if editing or under else _top_form(request, review, form),
        "pictures": _pictures(record),
        "asked": _asked(review, len(record.causes)),
        "single": _single(record),
        "unknown": None if playbook(review.context).personal else unknowns(review, record),
        "warned": warned,
        **comparison(request, seat, warned, foresight, comparing),
        "similar": similar(request, seat) if record.causes else [],
        "offered": offered(review, readable_reviews(user_of(request))) if record.causes else None,
    }
    bound = (form, foresight)
    status = 422 if any(one and one.errors for one in bound) else 200
    return show_back(
        request, seat, "back/causes.html", phase="causes", record=record, status=status, **context
    )


def _address(request: HttpRequest, seat: Seat, whys: Whys) -> dict[str, str]:
    """Return where links of this page lead: to the same page of the tree."""
    here = reverse("phase_page", args=[seat.review.pk, "causes"])
    if whys.number == 1:
        return {"here": here, "join": "?"}
    return {"here": f"{here}?page={whys.number}", "join": "&"}


def _opened(
    request: HttpRequest,
    seat: Seat,
    form: CauseForm | None,
    editing: UUID | None,
    under: UUID | None,
) -> tuple[UUID | None, UUID | None]:
    """Return which cause is open to be changed, and under which one a why is being written."""
    if form is not None or not seat.takes_part:
        return editing, under
    return id_in(request.GET.get("edit")), id_in(request.GET.get("why"))


def _inner_form(
    seat: Seat, form: CauseForm | None, editing: UUID | None, under: UUID | None
) -> CauseForm | None:
    if form is not None:
        return form
    if editing:
        cause = Cause.objects.filter(review=seat.review, pk=editing).first()
        return CauseForm(seat.review, cause=cause) if cause else None
    return CauseForm(seat.review, parent=under) if under else None


def _stays_unsigned(request: HttpRequest, seat: Seat, editing: UUID | None) -> bool:
    cause = Cause.objects.filter(review=seat.review, pk=editing).first() if editing else None
    return cause is not None and stays_unsigned(request, cause)


def _top_form(request: HttpRequest, review: Review, form: CauseForm | None) -> CauseForm:
    form = form or CauseForm(review)
    if request.GET.get("next") == "cause":
        ready(form, "text")
    return form


def _rows(record: Record, whys: Whys) -> list[dict[str, Any]]:
    themes = {theme.id: theme.name for theme in record.themes}
    numbers = theme_numbers(record.themes)
    names = {one.id: one.name for one in record.evidence}
    return [_row(node, themes, numbers, names) for node in whys.nodes]


def _row(
    node: Node, themes: dict[str, str], numbers: dict[str, int], names: dict[str, str]
) -> dict[str, Any]:
    cause = node.cause
    return {
        "node": node,
        "id": cause.id,
        "text": cause.text,
        "theme": themes.get(cause.theme or "", ""),
        "number": numbers.get(cause.theme or "", 0),
        "is_trigger": cause.kind is CauseKind.TRIGGER,
        "foresight": ""
        if cause.foresight is Foresight.UNKNOWN
        else words.FORESIGHT[cause.foresight],
        "seen": cause.foresight in _SEEN,
        "citations": [
            {
                "evidence": one.evidence,
                "name": one.path_in(names[one.evidence]),
                "lines": lines_at(one.inside, one.first_line),
                "line": one.first_line,
                "last": one.last_line,
            }
            for one in cause.citations
            if one.evidence in names
        ],
    }


def _pictures(record: Record) -> dict[str, Any] | None:
    if not 0 < len(record.causes) <= MOST_IN_A_PICTURE:
        return None
    causes, event = forest(record.causes), record.title
    return {
        "tree": svg.why_tree(causes, record.themes, event),
        "tree_text": svg.why_tree_text(causes, event),
        "fish": svg.fishbone(causes, record.themes, event),
        "fish_text": svg.fishbone_text(causes, record.themes),
    }


def _asked(review: Review, count: int) -> dict[str, Any]:
    """Choose a how and a what to stand beside the why; others come as the tree grows."""
    book = playbook(review.context)
    shelves = {"why": book.why_prompts, "how": book.how_prompts, "what": book.what_prompts}
    beside = (book.how_prompts, book.what_prompts)
    now = [gettext(all_of[count % len(all_of)]) for all_of in beside if all_of]
    rest = {name: [gettext(text) for text in all_of] for name, all_of in shelves.items()}
    return {"now": now, "rest": rest, "often": [gettext(text) for text in book.often_reveals]}


def _single(record: Record) -> SingleCauseForm | None:
    """Ask for a reason only where there is exactly one factor (METHOD E7)."""
    factors = [cause for cause in record.causes if cause.kind is CauseKind.FACTOR]
    reason = record.single_cause_reason
    if len(factors) != 1:
        return None
    return SingleCauseForm(initial={"reason": reason}, auto_id="single-%s")


@require_POST
def add(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Write down a cause of the event, or of another cause."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    under = id_in(request.POST.get("parent"))
    form = CauseForm(seat.review, request.POST, parent=under)
    if form.is_valid():
        try:
            cause = add_cited_cause(
                seat.review,
                cites=form.cite(),
                by=author(request, seat),
                at=timezone.now(),
                **form.facts(),
            )
            if under:
                return back_to(seat.review.pk, "causes", f"cause-{cause.pk}")
            return back_for_more(seat.review, "causes", "cause")
        except BadInput as refused:
            tell(form, refused)
    return page(request, seat, form=form, under=under)


@require_POST
def change(request: HttpRequest, review_id: UUID, cause_id: UUID) -> HttpResponse:
    """Word a cause anew, give it a theme, hang it under another one."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    cause = part_of(seat.review.causes, cause_id)
    form = CauseForm(seat.review, request.POST, cause=cause)
    if form.is_valid():
        try:
            change_cited_cause(
                cause,
                cites=form.cite(),
                keep=form.keeps(),
                by=author(request, seat),
                at=timezone.now(),
                **form.facts(),
            )
            return back_to(seat.review.pk, "causes", f"cause-{cause_id}")
        except BadInput as refused:
            tell(form, refused)
    return page(request, seat, form=form, editing=cause_id)


@require_POST
def delete(request: HttpRequest, review_id: UUID, cause_id: UUID) -> HttpResponse:
    """Put a cause away, with the whys under it."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    cause = part_of(seat.review.causes, cause_id)
    operations.delete_cause(cause, by=seat.participant, at=timezone.now())
    return after_deletion(seat.review, "causes", "cause", cause_id, "whys")


@require_POST
def restore(request: HttpRequest, review_id: UUID, cause_id: UUID) -> HttpResponse:
    """Bring a cause back, with what hung under it."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    cause = part_of(Cause.everything.filter(review=seat.review), cause_id)
    operations.restore_cause(cause, by=seat.participant, at=timezone.now())
    return back_to(seat.review.pk, "causes", f"cause-{cause_id}")


@require_POST
def compare(request: HttpRequest, review_id: UUID, cause_id: UUID) -> HttpResponse:
    """Say whether a cause had been seen coming."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    cause = part_of(seat.review.causes, cause_id)
    warned = warning_of(record_of(seat.review, history=False), readable_before(request, seat))
    if warned is None:
        return back_to(seat.review.pk, "causes")
    form = foresight_form(cause, warned, request.POST)
    if form.is_valid():
        try:
            compare_cause(
                cause,
                foresight=Foresight(form.cleaned_data["foresight"]),
                earlier=form.cleaned_data["earlier"],
                by=seat.participant,
                at=timezone.now(),
            )
            return back_to(seat.review.pk, "causes", "warned")
        except BadInput as refused:
            tell(form, refused)
    return page(request, seat, foresight=form, comparing=cause_id)


@require_POST
def explain_single(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Record why there is one factor only."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    form = SingleCauseForm(request.POST)
    if form.is_valid():
        describe_review(
            seat.review,
            single_cause_reason=form.cleaned_data["reason"],
            by=seat.participant,
            at=timezone.now(),
        )
    return back_to(seat.review.pk, "causes", "single")
