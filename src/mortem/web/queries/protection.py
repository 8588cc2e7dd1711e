"""The risks of a look ahead with everything that protects from them, in few queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F, prefetch_related_objects

from mortem.core import risk
from mortem.core.record import ActionState, Disposition
from mortem.core.signal import SignalState, is_due, last_watched_at, state
from mortem.core.watching import LOUD
from mortem.web.models import ActionItem, Cause, Flip, Signal, Watch
from mortem.web.queries.records import cause_of, ratings_of, signal_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from mortem.web.models import Review

_PROMISED = {ActionState.COMMITTED, ActionState.DONE}


@dataclass(frozen=True, slots=True)
class Risk:
    """A rated cause: its number in the ranking, the pooled view, and what stands against it."""

    cause: Cause
    ranked: risk.Ranked | None
    actions: list[ActionItem] = field(default_factory=list)
    signals: list[WatchedSignal] = field(default_factory=list)

    @property
    def is_top(self) -> bool:
        return self.cause.disposition == Disposition.TOP

    @property
    def wants(self) -> str:
        """What a top risk still wants: an action, then a signal, then nothing (P13)."""
        if not any(item.state in _PROMISED for item in self.actions):
            return "action"
        return "" if self.signals else "signal"


@dataclass(frozen=True, slots=True)
class WatchedSignal:
    """A signal and where it stands today.

    `watch` is there when Mortem reads it by itself, and `flip` is then what brought it to where
    it stands.
    """

    signal: Signal
    state: SignalState
    due: bool
    last_watched_at: datetime | None
    last_note: str = ""
    watch: Watch | None = None
    flip: Flip | None = None

    @property
    def unanswered(self) -> Flip | None:
        """The flip that waits for an answer, if there is one (METHOD S4)."""
        flip = self.flip
        return flip if flip and not flip.answer and flip.state in LOUD else None

    @property
    def urgency(self) -> tuple[int, int]:
        """The place in a list that is sorted by what needs people most."""
        loud = _URGENT.get(self.state, len(_URGENT))
        answered = self.watch is not None and self.unanswered is None
        return (
            len(_URGENT) if answered and not self.due else loud - self.due,
            self.signal.position,
        )


_URGENT = {SignalState.TRIPPED: 0, SignalState.LEANING: 1, SignalState.STALE: 2}


def watched(signal: Signal, *, today: date, flip: Flip | None) -> WatchedSignal:
    """Return where one signal stands, brought there by `flip`; its readings should be fetched already."""
    watch: Watch | None = getattr(signal, "watch", None)
    if watch is not None:
        state_now = SignalState(watch.state)
        return WatchedSignal(signal, state_now, False, watch.read_at, watch=watch, flip=flip)
    value = signal_of(signal)
    return WatchedSignal(
        signal,
        state(value, today=today),
        is_due(value, today=today),
        last_watched_at(value),
        value.readings[-1].note if value.readings else "",
    )


def current(signal: Signal) -> Flip | None:
    """Return the flip that brought a signal to where it stands; None where Mortem does not read it."""
    if not has_watch(signal):
        return None
    return signal.watch.flips.filter(number=signal.watch.flip_count).first()


def watched_signals(
    review: Review, *, today: date, with_charts: bool = True
) -> list[WatchedSignal]:
    """Return a review's signals, those that need people most first.

    What charts are drawn from is most of what there is to read; without it, `bring_charts` to
    those that are shown.
    """
    found = Signal.objects.filter(review=review).select_related("owner", "cause", "watch")
    rows = list(found if with_charts else found.defer("watch__coarse"))
    prefetch_related_objects([row for row in rows if not has_watch(row)], "readings")
    flips = Flip.objects.filter(watch__signal__review=review, number=F("watch__flip_count"))
    by_watch = {flip.watch_id: flip for flip in flips}
    signals = [
        watched(row, today=today, flip=by_watch.get(row.watch.pk) if has_watch(row) else None)
        for row in rows
    ]
    return sorted(signals, key=lambda one: one.urgency)


def bring_charts(signals: Iterable[WatchedSignal]) -> None:
    """Read at once what the charts of these are drawn from."""
    watches = {one.watch.pk: one.watch for one in signals if one.watch}
    for key, coarse in Watch.objects.filter(pk__in=watches).values_list("pk", "coarse"):
        watches[key].coarse = coarse


def has_watch(signal: Signal) -> bool:
    """Tell whether Mortem reads a signal by itself; asks nothing where that was fetched already."""
    return getattr(signal, "watch", None) is not None


def risks(review: Review, *, today: date) -> list[Risk]:
    """Return every cause of a look ahead, the ranked ones first and in their order."""
    causes = list(
        Cause.objects.filter(review=review)
        .select_related("theme", "outcome")
        .prefetch_related("citations")
    )
    ranked = {one.pooled.cause: one for one in ranking(review, causes)}
    actions, signals = _by_cause(review, today)
    found = [
        Risk(cause, ranked.get(str(cause.pk)), actions[cause.pk], signals[cause.pk])
        for cause in causes
    ]
    return sorted(found, key=lambda one: one.ranked.number if one.ranked else len(found) + 1)


def ranking(review: Review, causes: list[Cause]) -> tuple[risk.Ranked, ...]:
    """Return the pooled ranking; empty while rating is not over."""
    return risk.rank(risk.pool(map(cause_of, causes), ratings_of(review)))


def _by_cause(
    review: Review, today: date
) -> tuple[dict[UUID | None, list[ActionItem]], dict[UUID | None, list[WatchedSignal]]]:
    actions: dict[UUID | None, list[ActionItem]] = defaultdict(list)
    for item in ActionItem.objects.filter(review=review).select_related("owner", "issue"):
        actions[item.cause_id].append(item)
    signals: dict[UUID | None, list[WatchedSignal]] = defaultdict(list)
    for one in watched_signals(review, today=today):
        signals[one.signal.cause_id].append(one)
    return actions, signals
