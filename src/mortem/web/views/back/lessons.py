"""Lessons of six kinds. What went right and where luck helped come before what will change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse  # noqa: TC002 - views are annotated with it
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mortem.core.playbooks import playbook
from mortem.core.record import LessonKind, Role
from mortem.web import access, words
from mortem.web.forms.lessons import LessonForm
from mortem.web.models import Lesson
from mortem.web.operations import lessons as operations
from mortem.web.queries.records import record_of
from mortem.web.views.back.frame import back_for_more, ready, show_back
from mortem.web.views.back.unsigned import author, stays_unsigned
from mortem.web.views.parts import after_deletion, id_in, part_of
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.access import Seat

ORDER = (
    LessonKind.WENT_RIGHT,
    LessonKind.LUCKY,
    LessonKind.SURPRISED,
    LessonKind.WENT_WRONG,
    LessonKind.LEARNED,
    LessonKind.DIFFERENTLY,
)
# A look back at something of one's own is nobody else's: no "we", no "wrong".
_OWN_WORDS: words.Words = {
    LessonKind.WENT_RIGHT: _("What went right"),
    LessonKind.LUCKY: _("What happened to help"),
    LessonKind.SURPRISED: _("What surprised you"),
    LessonKind.WENT_WRONG: _("What was hard"),
    LessonKind.LEARNED: _("What you learned"),
    LessonKind.DIFFERENTLY: _("What you would like to try"),
}


def page(
    request: HttpRequest,
    seat: Seat,
    *,
    kind: str = "",
    form: LessonForm | None = None,
    editing: UUID | None = None,
) -> HttpResponse:
    """Show the six questions, each with what was answered so far."""
    review = seat.review
    editing = editing or id_in(request.GET.get("edit"))
    lessons = list(Lesson.objects.filter(review=review))
    edited = next((one for one in lessons if one.pk == editing), None)
    book = playbook(review.context)
    prompts, titles = book.lesson_prompts, _OWN_WORDS if book.personal else words.LESSON
    following = request.GET.get("next", "")
    sections: list[dict[str, Any]] = [
        {
            "kind": one.value,
            "title": titles[one],
            "prompt": gettext(prompts[one]) if one in prompts else "",
            "lessons": [lesson for lesson in lessons if lesson.kind == one],
            "form": form if kind == one and not editing else _form(one, following),
        }
        for one in ORDER
    ]
    return show_back(
        request,
        seat,
        "back/lessons.html",
        phase="lessons",
        record=record_of(review, history=False),
        status=422 if form and form.errors else 200,
        sections=sections,
        editing=editing,
        edited=(form if editing else None) or _edited(edited),
        unsigned=edited is not None and stays_unsigned(request, edited),
    )


def _form(kind: LessonKind, following: str) -> LessonForm:
    form = LessonForm(auto_id=f"{kind.value}-%s")
    if kind == following:
        ready(form, "text")
    return form


def _edited(found: Lesson | None) -> LessonForm | None:
    return LessonForm(initial={"text": found.text}, auto_id="edited-%s") if found else None


@require_POST
def add(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Write a lesson down."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    kind = request.POST.get("kind", "")
    known = kind in set(LessonKind)
    form = LessonForm(request.POST, auto_id=f"{kind}-%s" if known else True)
    if not form.is_valid() and known:
        return page(request, seat, kind=kind, form=form)
    operations.add_lesson(
        seat.review,
        kind=kind,
        text=form.cleaned_data.get("text", ""),
        by=author(request, seat),
        at=timezone.now(),
    )
    return back_for_more(seat.review, "lessons", kind)


@require_POST
def change(request: HttpRequest, review_id: UUID, lesson_id: UUID) -> HttpResponse:
    """Word a lesson anew."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    lesson = part_of(seat.review.lessons, lesson_id)
    form = LessonForm(request.POST, auto_id="edited-%s")
    if not form.is_valid():
        return page(request, seat, form=form, editing=lesson_id)
    operations.change_lesson(
        lesson, text=form.cleaned_data["text"], by=author(request, seat), at=timezone.now()
    )
    return back_to(seat.review.pk, "lessons", lesson.kind)


@require_POST
def delete(request: HttpRequest, review_id: UUID, lesson_id: UUID) -> HttpResponse:
    """Put a lesson away."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    lesson = part_of(seat.review.lessons, lesson_id)
    operations.delete_lesson(lesson, by=seat.participant, at=timezone.now())
    return after_deletion(seat.review, "lessons", "lesson", lesson_id, lesson.kind)


@require_POST
def restore(request: HttpRequest, review_id: UUID, lesson_id: UUID) -> HttpResponse:
    """Bring a lesson back."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    lesson = part_of(Lesson.everything.filter(review=seat.review), lesson_id)
    operations.restore_lesson(lesson, by=seat.participant, at=timezone.now())
    return back_to(seat.review.pk, "lessons", lesson.kind)
