"""What a signal showed before an action was done and since: a picture, and the numbers in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext, ngettext

from mortem.core.effect import Spread, before_and_since
from mortem.core.record import ReadingState
from mortem.web import words
from mortem.web.queries.effects import looks_around, numbers_around
from mortem.web.views.charts import Chart, drawn

if TYPE_CHECKING:
    from collections import Counter
    from datetime import datetime

    from mortem.web.models import ActionItem, Signal, Watch


_HUNDREDS = 1000


class Effect(NamedTuple):
    """The signal that is a measure, what it showed in words, and a picture where there are numbers."""

    signal: Signal
    before: str
    since: str
    chart: Chart | None = None


def effect_of(item: ActionItem, *, personal: bool, at: datetime) -> Effect | None:
    """Return what an action's signal shows; None without a signal, or before the action is done."""
    signal: Signal | None = item.signal
    if signal is None or signal.deleted_at is not None or item.done_at is None:
        return None
    watch: Watch | None = getattr(signal, "watch", None)
    if watch is None:
        before, since = looks_around(signal, item.done_at)
        return Effect(signal, _looks(before, personal), _looks(since, personal))
    samples = numbers_around(watch, item.done_at, at=at)
    first, then = before_and_since(samples, item.done_at)
    chart = drawn(watch, samples, done_at=item.done_at)
    return Effect(signal, _numbers(first), _numbers(then), chart)


def _numbers(spread: Spread | None) -> str:
    if spread is None:
        return gettext("no numbers")
    said = ngettext(
        "%(count)s number: %(middle)s",
        "%(count)s numbers, from %(low)s to %(high)s, in the middle %(middle)s",
        spread.count,
    )
    return said % {
        "count": spread.count,
        "low": _short(spread.low),
        "middle": _short(spread.middle),
        "high": _short(spread.high),
    }


def _short(value: float) -> str:
    """Return a number to be read: whole ones as they are, others to three digits."""
    if value.is_integer():
        return f"{value:.12g}"
    return f"{value:.3g}" if abs(value) < _HUNDREDS else f"{value:.0f}"


def _looks(seen: Counter[str], personal: bool) -> str:
    told = words.said("READING", personal=personal)
    parts = [f"{told[state]} ({seen[state]})" for state in ReadingState if seen[state]]
    return ", ".join(parts) or gettext("nobody looked")
