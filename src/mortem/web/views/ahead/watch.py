"""Watch: look at the signals while the plan runs, and see what is still promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mortem.core.playbooks import About, playbook
from mortem.core.record import ActionState, Disposition
from mortem.core.signal import SignalState
from mortem.web.models import ActionItem, Cause
from mortem.web.queries.own import own_answer
from mortem.web.queries.pages import page_of
from mortem.web.queries.protection import bring_charts, watched_signals
from mortem.web.queries.watching import undelivered
from mortem.web.views.ahead import reverse, sure
from mortem.web.views.companions import companions_of
from mortem.web.views.lacking import completion
from mortem.web.views.lists import number_of
from mortem.web.views.parts import undo_of
from mortem.web.views.review_page import show, today_of
from mortem.web.views.watcher import watcher_line

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mortem.core.playbooks import Playbook
    from mortem.web.access import Seat
    from mortem.web.models import Review
    from mortem.web.queries.protection import WatchedSignal

CAUSES_SHOWN = 100


def page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show what wants a look first, then what is promised, then the way to the end."""
    review, today = seat.review, today_of(seat.review)
    book = playbook(review.context)
    signals = watched_signals(review, today=today, with_charts=False)
    shown = page_of(signals, number_of(request))
    bring_charts(shown.rows)
    items = list(ActionItem.objects.filter(review=review).select_related("owner", "issue"))
    promised = [item for item in items if item.state == ActionState.COMMITTED]
    watched_causes = Cause.objects.filter(review=review, disposition=Disposition.WATCH)
    return show(
        request,
        seat,
        "ahead/watch.html",
        phase="watch",
        page_obj=shown,
        asking=[one for one in shown.rows if wants_a_look(one)],
        resting=[one for one in shown.rows if not wants_a_look(one)],
        wanting=sum(map(wants_a_look, signals)),
        **_one_step(promised) if book.personal else {"promised": promised},
        done=[item for item in items if item.state == ActionState.DONE],
        watched_causes=watched_causes[:CAUSES_SHOWN],
        horizon_has_come=bool(review.horizon_date and review.horizon_date <= today),
        **_for_one(review, book),
        watcher=watcher_line(signals),
        undelivered=undelivered(review),
        is_paused=any(one.state is SignalState.STALE for one in signals),
        today=today,
        undo=undo_of(request, review),
        **companions_of(seat),
        **sure.shift(review),
        **reverse.question(request, seat),
        **completion(review),
    )


def _one_step(promised: list[ActionItem]) -> dict[str, Any]:
    """Return the nearest thing to do, and what can wait: one alone gets a step and no list."""
    nearest = sorted(promised, key=lambda item: (item.due_date is None, item.due_date))
    return {"promised": nearest[:1], "later": nearest[1:]}


def _for_one(review: Review, book: Playbook) -> dict[str, Any]:
    """Return the way back in and the one small step, for somebody alone with something of their own."""
    if not book.personal:
        return {}
    return {
        "restart_rule": own_answer(review, About.RESTART),
        "restart_words": book.restart_words,
        "next_step": own_answer(review, About.NEXT_STEP),
    }


def wants_a_look(one: WatchedSignal) -> bool:
    """Tell whether a signal comes first: a look is due, it is silent, or it has spoken."""
    if one.watch is not None:
        return one.unanswered is not None
    return one.due or one.state in {SignalState.TRIPPED, SignalState.STALE}
