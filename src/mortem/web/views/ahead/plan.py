"""Plan: say what is about to happen, one question at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from mortem.core import phases
from mortem.core.errors import BadInput, NotFound
from mortem.core.playbooks import Playbook, Vagueness, named_date, plan_questions, playbook
from mortem.core.record import Mode, Role
from mortem.web.forms.plan import AnswerForm, FrameForm
from mortem.web.operations.plans import describe_plan, frame_review, today_of
from mortem.web.queries.company import company
from mortem.web.views.ahead.seats import seat_ahead
from mortem.web.views.doors import room_door
from mortem.web.views.review_page import show
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.core.playbooks import Question
    from mortem.web.access import Seat
    from mortem.web.models import Review

QUESTIONS = ("title", "success", "plan_date", "hurt")


def page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show the plan with the one question that comes next."""
    asked = request.GET.get("ask") or _first_open(seat.review)
    if asked not in QUESTIONS or not seat.facilitates:
        return _render(request, seat, None, None)
    form = AnswerForm(asked, initial={asked: _said(seat.review, asked)})
    return _render(request, seat, form, None)


def _render(
    request: HttpRequest, seat: Seat, form: AnswerForm | None, frame: FrameForm | None
) -> HttpResponse:
    review = seat.review
    asked = form.question if form else ""
    status = 422 if (form and form.errors) or (frame and frame.errors) else 200
    return show(
        request,
        seat,
        "ahead/plan.html",
        phase="plan",
        status=status,
        form=form,
        asked=_question(review, asked, again="again" in request.GET) if asked else None,
        answers=[_answer(review, name) for name in QUESTIONS if name != asked],
        next_url=_url(review, _after(review, asked)) if asked else "",
        frame=frame or FrameForm(initial={"minutes": review.minutes, "mode": review.mode}),
        presets=phases.PRESETS,
        modes=_modes(review),
        company=company(review, seat.me, phase="plan"),
        **room(review, seat),
    )


@require_POST
def answer_plan(request: HttpRequest, review_id: UUID, question: str) -> HttpResponse:
    """Keep one answer and go to the next question; a vague one is asked about once more."""
    seat = seat_ahead(request, review_id, need=Role.FACILITATOR)
    if question not in QUESTIONS:
        raise NotFound("This plan has no such question.")
    form = AnswerForm(question, request.POST)
    if not form.is_valid():
        return _render(request, seat, form, None)
    try:
        review = describe_plan(
            seat.review, by=seat.participant, at=timezone.now(), **form.cleaned_data
        )
    except BadInput as error:
        put_beside(form, error)
        return _render(request, seat, form, None)
    if _vague(review).get(question) and "again" not in request.POST:
        return HttpResponseRedirect(_url(review, question) + "&again=1")
    return HttpResponseRedirect(_url(review, _after(review, question)))


@require_POST
def frame(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Choose minutes and mode."""
    seat = seat_ahead(request, review_id, need=Role.FACILITATOR)
    form = FrameForm(request.POST)
    if form.is_valid():
        try:
            frame_review(seat.review, by=seat.participant, at=timezone.now(), **form.cleaned_data)
        except BadInput as error:
            put_beside(form, error)
        else:
            return HttpResponseRedirect(reverse("phase_page", args=[review_id, "plan"]) + "#frame")
    return _render(request, seat, None, form)


def room(review: Review, seat: Seat) -> dict[str, Any]:
    """Return what the facilitator may pass on: the room's link and letters, if it is open."""
    return {"door": room_door(review)} if seat.facilitates else {}


def _questions(review: Review) -> tuple[Question, ...]:
    return plan_questions(
        playbook(review.context),
        title=review.title,
        success=review.success,
        hurt=review.hurt,
        plan_date=review.plan_date,
    )


def _vague(review: Review) -> dict[str, str]:
    """Return what to ask back about answers that are there, by field."""
    return {q.field: q.text for q in _questions(review) if q.reason is not Vagueness.MISSING}


def _first_open(review: Review) -> str:
    """Return the question to begin with: a vague title first, then what is still empty."""
    if not (review.success or review.hurt or review.plan_date) and "title" in _vague(review):
        return "title"
    return next((name for name in QUESTIONS if not _said(review, name)), "")


def _after(review: Review, question: str) -> str:
    """Return the next question without an answer, or "none"."""
    later = QUESTIONS[QUESTIONS.index(question) + 1 :]
    return next((name for name in later if not _said(review, name)), "none")


def _said(review: Review, name: str) -> Any:
    """Return an answer; a day that the title names counts as one."""
    if name == "plan_date":
        today = today_of(review, timezone.now())
        return review.plan_date or named_date(review.title, today=today)
    return getattr(review, name)


def _url(review: Review, question: str) -> str:
    return f"{reverse('phase_page', args=[review.pk, 'plan'])}?ask={question}"


def _question(review: Review, name: str, *, again: bool) -> dict[str, Any]:
    book, vague = playbook(review.context), _vague(review).get(name, "")
    return {
        "name": name,
        "text": _text(book, name),
        "nudge": _nudge(name, vague) if vague and (again or name == "title") else "",
        "again": again and bool(vague),
    }


def _nudge(name: str, vague: str) -> str:
    closer = {
        "success": gettext("What would somebody see, count or hear by then, if it had gone well?"),
        "hurt": gettext("Which people, exactly? One of them is easier to imagine than everybody."),
    }
    return closer.get(name) or gettext(vague)


def _text(book: Playbook, name: str) -> str:
    asked = {
        "title": gettext("What are you about to do?"),
        "success": gettext(book.success_question) or gettext("What would success look like?"),
        "plan_date": gettext(book.date_question) or gettext("By when?"),
        "hurt": gettext(book.hurt_question) or gettext("Who is hurt if it goes wrong?"),
    }
    return asked[name]


def _answer(review: Review, name: str) -> dict[str, Any]:
    book = playbook(review.context)
    words = {
        "title": gettext("The plan"),
        "success": gettext("If it goes well") if book.personal else gettext("Success"),
        "plan_date": gettext("By when"),
        "hurt": gettext("Who is hurt"),
    }
    return {
        "name": name,
        "word": gettext(book.kind_words.get(words[name], words[name])),
        "value": _said(review, name),
        "url": _url(review, name),
    }


def _modes(review: Review) -> list[dict[str, Any]]:
    told = {
        Mode.NAMED: (
            gettext("With names"),
            gettext("Each card is kept with its writer's name; all see it once the cards turn."),
        ),
        Mode.ALIAS: (
            gettext("With aliases"),
            gettext("Each card is kept with the alias its writer chose when joining."),
        ),
        Mode.ANONYMOUS: (
            gettext("Anonymous"),
            gettext(
                "Who wrote a card is never stored: no name, no time, no address."
                " Only the writer's own browser can change it until the cards turn."
            ),
        ),
    }
    freer = list(Mode)[list(Mode).index(Mode(review.mode)) :]
    return [{"value": mode.value, "name": told[mode][0], "line": told[mode][1]} for mode in freer]
