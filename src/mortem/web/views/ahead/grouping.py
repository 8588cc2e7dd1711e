"""What one can do on the board of the reveal: each step one post, each can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.errors import BadInput, NotFound
from mortem.web.forms.grouping import CauseForm, ThemeForm
from mortem.web.models import Card, Cause, Theme
from mortem.web.operations import causes as do
from mortem.web.operations import themes as do_theme
from mortem.web.operations.cards import add_card
from mortem.web.queries.board import most_like
from mortem.web.views.ahead.board_steps import on_the_board, part_there, seat_at_board, to_board
from mortem.web.views.ahead.reveal import add_waits, page
from mortem.web.views.review_page import show
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mortem.web.access import Seat

# What a button on a cause may switch; a theme of "" takes the cause off its shelf.
_MARKS = ("elephant", "paper_tiger")


def _cause(seat: Seat, cause_id: object) -> Cause:
    """Return a cause of the board. Raises SomebodyWasFirst for one that has just gone."""
    found = _cause_ever(seat, cause_id)
    if found.deleted_at is not None:
        raise do.what_became_of(found)
    return found


def _cause_ever(seat: Seat, cause_id: object) -> Cause:
    """Return a cause of the review, wherever it is by now."""
    found: Cause = part_there(Cause.everything.filter(review=seat.review), cause_id)
    found.review = seat.review
    return found


@require_POST
@on_the_board
def add(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Add a cause: one's own, or one that a prompt offered."""
    seat = seat_at_board(request, review_id)
    form = CauseForm(request.POST, auto_id="added-%s")
    if not form.is_valid():
        return page(request, seat, added=form)
    text, now = form.cleaned_data["text"], timezone.now()
    if "offered" in request.POST:
        do.take_up_cause(seat.review, text=text, by=seat.participant, at=now)
        board = reverse("phase_page", args=[review_id, "reveal"])
        return HttpResponseRedirect(f"{board}?offered=1#offered")
    if add_waits(seat.review, down=seat.review.cards.filter(revealed=False).count()):
        key = seat.browser_key
        add_card(seat.review, text=text, by=seat.participant, browser_key=key, at=now)
        return to_board(review_id, late="1")
    do.add_cause(seat.review, text=text, by=seat.participant, at=now)
    return to_board(review_id)


@require_POST
@on_the_board
def change(request: HttpRequest, review_id: UUID, cause_id: UUID) -> HttpResponse:
    """Put a cause on a theme, mark it, or reword it: whatever the pressed button says."""
    seat = seat_at_board(request, review_id)
    cause = _cause(seat, cause_id)
    facts: dict[str, Any] = {
        mark: request.POST[mark] == "1" for mark in _MARKS if mark in request.POST
    }
    if "theme" in request.POST:
        chosen = request.POST["theme"]
        facts["theme"] = _theme(seat, chosen) if chosen else None
    if "text" in request.POST:
        form = CauseForm(request.POST, auto_id=f"cause-{cause.pk}-%s")
        if not form.is_valid():
            return page(request, seat, wrong=(cause.pk, form))
        facts["text"] = form.cleaned_data["text"]
    do.change_cause(cause, by=seat.participant, at=timezone.now(), **facts)
    return to_board(review_id)


def _theme(seat: Seat, theme_id: str) -> Theme:
    try:
        found: Theme = part_there(seat.review.themes, theme_id)
    except (ValueError, TypeError, ValidationError):
        raise NotFound("There is no such theme.") from None
    return found


@require_POST
@on_the_board
def delete(request: HttpRequest, review_id: UUID, cause_id: UUID) -> HttpResponse:
    """Put a cause away, for now."""
    seat = seat_at_board(request, review_id)
    do.delete_cause(_cause(seat, cause_id), by=seat.participant, at=timezone.now())
    return to_board(review_id, undo=f"put-away:{cause_id}")


@require_POST
@on_the_board
def restore(request: HttpRequest, review_id: UUID, cause_id: UUID) -> HttpResponse:
    """Undo: bring back a cause that was put away or joined to another."""
    seat = seat_at_board(request, review_id)
    do.restore_cause(_cause_ever(seat, cause_id), by=seat.participant, at=timezone.now())
    return to_board(review_id)


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_board
def same(request: HttpRequest, review_id: UUID, cause_id: UUID) -> HttpResponse:
    """Choose which other causes say the same; joining moves their cards here."""
    seat = seat_at_board(request, review_id)
    cause = _cause_ever(seat, cause_id)
    if request.method == "POST" and request.POST.getlist("same"):
        others = [_cause_ever(seat, other) for other in _ids(request.POST.getlist("same"))]
        do.merge_causes(cause, others, by=seat.participant, at=timezone.now())
        return to_board(review_id, undo=f"joined:{others[-1].pk}")
    cause = _cause(seat, cause_id)
    words = request.GET.get("words", "").strip()[:200]
    return show(
        request,
        seat,
        "ahead/reveal_same.html",
        phase="reveal",
        status=422 if request.method == "POST" else 200,
        cause=cause,
        words=words,
        others=most_like(seat.review, cause, words=words),
        nothing_chosen=request.method == "POST",
    )


def _ids(given: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in given]
    except ValueError:
        raise BadInput("same", "Choose causes of this review.") from None


@require_POST
@on_the_board
def drop(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Put a cause where it was dragged to: on a theme, or on another cause that says the same."""
    seat = seat_at_board(request, review_id)
    now = timezone.now()
    cause = _cause_ever(seat, *_ids([request.POST.get("cause", "")]))
    if onto := request.POST.get("onto"):
        into = _cause_ever(seat, *_ids([onto]))
        do.merge_causes(into, [cause], by=seat.participant, at=now)
        return to_board(review_id, undo=f"joined:{cause.pk}")
    theme = _theme(seat, request.POST.get("theme", ""))
    do.change_cause(cause, by=seat.participant, at=now, theme=theme)
    return to_board(review_id)


@require_POST
@on_the_board
def keep_apart(request: HttpRequest, review_id: UUID, cause_id: UUID) -> HttpResponse:
    """Answer "same thing?" with no."""
    seat = seat_at_board(request, review_id)
    other = _cause(seat, *_ids([request.POST.get("other", "")]))
    do.keep_apart(_cause(seat, cause_id), other, by=seat.participant, at=timezone.now())
    return to_board(review_id)


@require_POST
@on_the_board
def split(request: HttpRequest, review_id: UUID, cause_id: UUID, card_id: UUID) -> HttpResponse:
    """Give one card of a joined cause a cause of its own again."""
    seat = seat_at_board(request, review_id)
    card: Card = part_there(seat.review.cards.filter(revealed=True), card_id)
    do.split_cause(_cause(seat, cause_id), card, by=seat.participant, at=timezone.now())
    return to_board(review_id)


@require_POST
@on_the_board
def take_back(request: HttpRequest, review_id: UUID, card_id: UUID) -> HttpResponse:
    """Bring a card that was put aside back onto the board."""
    seat = seat_at_board(request, review_id)
    card: Card = part_there(seat.review.cards.filter(revealed=True), card_id)
    do.cause_from_card(card, by=seat.participant, at=timezone.now())
    return to_board(review_id)


@require_POST
@on_the_board
def add_theme(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Add a theme of one's own."""
    seat = seat_at_board(request, review_id)
    form = ThemeForm(request.POST, auto_id="theme-%s")
    if form.is_valid():
        try:
            do_theme.add_theme(
                seat.review, by=seat.participant, at=timezone.now(), **form.cleaned_data
            )
        except BadInput as error:
            put_beside(form, error)
        else:
            return to_board(review_id)
    return page(request, seat, theme=form)


@require_POST
@on_the_board
def rename_theme(request: HttpRequest, review_id: UUID, theme_id: UUID) -> HttpResponse:
    """Give a theme another name."""
    seat = seat_at_board(request, review_id)
    form = ThemeForm(request.POST, auto_id="theme-%s")
    if not form.is_valid():
        return page(request, seat, theme=form)
    theme: Theme = part_there(seat.review.themes, theme_id)
    do_theme.rename_theme(theme, by=seat.participant, at=timezone.now(), **form.cleaned_data)
    return to_board(review_id)


@require_POST
@on_the_board
def delete_theme(request: HttpRequest, review_id: UUID, theme_id: UUID) -> HttpResponse:
    """Put a theme away; the causes on it stay, without a theme."""
    seat = seat_at_board(request, review_id)
    theme: Theme = part_there(seat.review.themes, theme_id)
    do_theme.delete_theme(theme, by=seat.participant, at=timezone.now())
    return to_board(review_id, undo=f"theme:{theme_id}")


@require_POST
@on_the_board
def restore_theme(request: HttpRequest, review_id: UUID, theme_id: UUID) -> HttpResponse:
    """Undo: bring a theme back, with the causes that were on it."""
    seat = seat_at_board(request, review_id)
    gone: Theme = part_there(Theme.everything.filter(review=seat.review), theme_id)
    do_theme.restore_theme(gone, by=seat.participant, at=timezone.now())
    return to_board(review_id)
