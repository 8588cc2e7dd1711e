"""Today: what needs me, and the loop at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mortem.core import phases
from mortem.core.formats.svg import loop_picture
from mortem.core.playbooks import playbook
from mortem.core.record import Kind
from mortem.core.signal import SignalState
from mortem.web import links, words
from mortem.web.access import readable_reviews, signed_in
from mortem.web.forms.account import NameForm
from mortem.web.forms.notebook import JottingForm
from mortem.web.operations.examples import load_examples
from mortem.web.queries.loop import loop_counts
from mortem.web.queries.needs import Need, NeedKind, needs
from mortem.web.queries.notebook import asks_now
from mortem.web.queries.own import planned_restarts
from mortem.web.queries.sealed import locks
from mortem.web.queries.stories import to_practise

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from mortem.web.models import Review, User


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what needs this person today; on the first day, what Mortem is for."""
    user = signed_in(request)
    reviews = readable_reviews(user)
    today = timezone.localdate()
    counts = loop_counts(reviews)
    found = needs(user, reviews=reviews, today=today)
    context = {
        "here": "today",
        "is_first_day": not (counts.plans or counts.events),
        "counts": counts,
        "groups": [*_groups(found, today), *_practice(user, today)],
        "sealed_due": locks().filter(owner=user, remind_date__lte=today),
        "loop": mark_safe(loop_picture(counts)),  # noqa: S308 - our own drawing of numbers
        "name_form": None if user.name else NameForm(),
        "jot": _to_note(user, reviews, today),
    }
    return render(request, "home.html", context)


def _to_note(user: User, reviews: QuerySet[Review], today: date) -> dict[str, Any]:
    """Return the line for the notebook: open for whoever writes one, or prepares a step at work."""
    asks = asks_now(user, today)
    writes = user.jottings.exists() or reviews.filter(keeper=user, context="promotion").exists()
    return {
        "form": JottingForm(auto_id="jot-%s"),
        "kinds": words.choices(words.JOTTING),
        "asks": asks,
        "is_open": asks or writes,
    }


def _groups(found: list[Need], today: date) -> list[dict[str, Any]]:
    """Return what needs doing, kind by kind, in the order in which a day asks for it."""
    titles = {
        NeedKind.TURN: gettext("Your turn"),
        NeedKind.CHECK_IN: gettext("Have a look"),
        NeedKind.ACTION: gettext("Agreed to do"),
        NeedKind.VERDICT: gettext("Did it hold?"),
        NeedKind.RISK: gettext("Still without an answer"),
        NeedKind.UNDERWAY: gettext("Under way"),
    }
    gentle = _ways_back(found, today)
    return [
        {"kind": kind.value, "title": title, "rows": rows}
        for kind, title in titles.items()
        if (rows := [_row(need, today, gentle) for need in found if need.kind is kind])
    ]


def _row(need: Need, today: date, gentle: dict[int, str]) -> dict[str, Any]:
    return {
        "text": need.text,
        "title": "" if need.title == need.text else need.title,
        "url": _url(need),
        "line": _line(need),
        "who": need.who,
        "day": need.day,
        "is_today": need.day == today,
        "is_past": need.day is not None and need.day < today,
        "gently": gentle.get(id(need), ""),
    }


def _url(need: Need) -> str:
    if need.kind is NeedKind.VERDICT:
        return reverse("judge_action", args=[need.review, need.anchor])
    return links.in_review(need.review, need.phase, need.anchor)


def _practice(user: User, today: date) -> list[dict[str, Any]]:
    """Return the stories whose day of practice has come; a day that passed is not counted."""
    rows = [
        {
            "text": story.title,
            "title": gettext("Two minutes, told aloud."),
            "url": reverse("story", args=[story.pk]),
        }
        for story in to_practise(user, today=today)
    ]
    title = gettext("Practise a story")
    return [{"kind": "practice", "title": title, "rows": rows}] if rows else []


def _ways_back(found: list[Need], today: date) -> dict[int, str]:
    """Return the way back in for each missed look at something of one's own (S5).

    The rule that was agreed on beforehand is said once a review, not beside every question.
    """
    missed = [need for need in found if _is_missed(need, today)]
    planned = planned_restarts({need.review for need in missed}) if missed else {}
    gentle: dict[int, str] = {}
    told = set()
    for need in missed:
        gentle[id(need)] = _one_look() if need.review in told else _way_back(need, planned)
        told.add(need.review)
    return gentle


def _way_back(need: Need, planned: dict[UUID, str]) -> str:
    if rule := planned.get(need.review):
        return gettext("A pause. You planned for it: “%s”") % rule
    own_words = playbook(need.context).restart_words
    return gettext(own_words) if own_words else _one_look()


def _is_missed(need: Need, today: date) -> bool:
    is_past = need.day is not None and need.day < today
    return need.kind is NeedKind.CHECK_IN and is_past and playbook(need.context).personal


def _one_look() -> str:
    return gettext("One look is enough, whenever you like.")


def _line(need: Need) -> str:
    personal = playbook(need.context).personal
    if need.spoke and need.spoke_at:
        return _spoken(need.spoke, need.spoke_at, personal=personal)
    if need.kind is NeedKind.RISK:
        if personal:
            return gettext("Something you wanted to be ready for is still open.")
        if need.count == 1:
            return gettext("One top risk waits for an owner, an answer or a signal.")
        return gettext("%d top risks wait for an owner, an answer or a signal.") % need.count
    if need.kind in {NeedKind.TURN, NeedKind.UNDERWAY}:
        kind = Kind.PREMORTEM if need.phase in _AHEAD else Kind.POSTMORTEM
        return gettext(phases.phase(kind, need.phase, personal=personal).purpose)
    return ""


def _spoken(state: str, at: datetime, *, personal: bool) -> str:
    """Return how a signal stands that waits for an answer; of oneself nobody says that nobody has."""
    said = words.said("SIGNAL_STATE", personal=personal)[SignalState(state)]
    day = date_format(timezone.localtime(at), "j F, H:i")
    since = gettext("%(state)s since %(day)s.") % {"state": said, "day": day}
    return since if personal else f"{since} {gettext('Nobody has answered yet.')}"


_AHEAD = frozenset(phases.phase_names(Kind.PREMORTEM))


@require_POST
@login_required
def load_example(request: HttpRequest) -> HttpResponseRedirect:
    """Bring in a look back and the look ahead that it follows, both from public facts."""
    load_examples(by=signed_in(request), at=timezone.now())
    messages.success(request, gettext("Here is an example pair. Put it away whenever you like."))
    return redirect("reviews")


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer load balancers and containers."""
    return HttpResponse("alive", content_type="text/plain")
