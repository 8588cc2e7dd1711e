"""Were we warned? A post-mortem's factors beside the risks an earlier pre-mortem saw (METHOD E9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - dataclass annotation

from mortem.core.record import (
    ActionItem,
    ActionState,
    Cause,
    CauseKind,
    Foresight,
    Moment,
    ReadingState,
    Record,
    Signal,
)


@dataclass(frozen=True, slots=True)
class Warned:
    """One factor, how it had been seen, and the earlier risk where there is one."""

    factor: Cause
    foresight: Foresight
    risk: Cause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnedReport:
    """The answer, factor by factor. Triggers are left out: they set off, they do not explain (E7).

    `started_at` is when the event began, as far as that is known.
    """

    factors: tuple[Warned, ...]
    started_at: datetime | None = None

    def count(self, foresight: Foresight) -> int:
        """How many factors were seen in this way."""
        return sum(warned.foresight is foresight for warned in self.factors)

    @property
    def was_warned(self) -> bool:
        """Whether anything at all had been seen coming."""
        seen = (Foresight.FORESEEN, Foresight.LATE, Foresight.UNANSWERED)
        return any(warned.foresight in seen for warned in self.factors)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer in words, at most one sentence for each way of having been warned."""
        if not self.factors:
            return ("There are no contributing factors to compare yet.",)
        total = len(self.factors)
        counted = ((foresight, self.count(foresight)) for foresight in _SENTENCES)
        return tuple(_sentence(foresight, n, total) for foresight, n in counted if n)


_SENTENCES = {
    Foresight.FORESEEN: "had been written down before.",
    Foresight.LATE: "had been written down, and its mitigation came too late.",
    Foresight.UNANSWERED: "had a signal that spoke, and nobody answered it.",
    Foresight.MISSED: "had not crossed anybody's mind.",
    Foresight.UNKNOWN: "have not been compared yet.",
}


def warned(post: Record, pre: Record | None) -> WarnedReport:
    """Compare each contributing factor of `post` with the pre-mortem it follows, if there is one.

    What people decided stands. A factor that only names the risk it links to is judged from that
    risk's mitigations and signals.
    """
    risks = {cause.id: cause for cause in pre.causes} if pre is not None else {}
    started_at = _started_at(post)
    factors = []
    for factor in post.causes:
        if factor.kind is CauseKind.TRIGGER:
            continue
        risk = risks.get(factor.foreseen_by or "")
        foresight = factor.foresight
        if foresight is Foresight.UNKNOWN and risk is not None and pre is not None:
            foresight = judge(risk, pre, at=started_at)
        factors.append(Warned(factor, foresight, risk))
    return WarnedReport(factors=tuple(factors), started_at=started_at)


def judge(risk: Cause, pre: Record, *, at: datetime | None) -> Foresight:
    """How a risk that did come true had been met by `at`, the start of the event.

    A signal whose last reading by then leaned or tripped went unanswered: a quiet one after it
    says that somebody acted. A mitigation not done by then was late; otherwise it was foreseen.
    Without `at` only what is known for certain counts.
    """
    if any(_is_unanswered(signal, at) for signal in pre.signals if signal.cause == risk.id):
        return Foresight.UNANSWERED
    if any(_was_late(item, at) for item in pre.actions if item.cause == risk.id):
        return Foresight.LATE
    return Foresight.FORESEEN


def _started_at(post: Record) -> datetime | None:
    return next((t.at for t in post.event_times if t.moment is Moment.STARTED), None)


def _is_unanswered(signal: Signal, at: datetime | None) -> bool:
    heard = [reading for reading in signal.readings if at is None or reading.at <= at]
    last = max(heard, key=lambda reading: reading.at, default=None)
    return last is not None and last.state is not ReadingState.QUIET


def _was_late(item: ActionItem, at: datetime | None) -> bool:
    if item.state is ActionState.COMMITTED:
        return True
    if item.state is not ActionState.DONE or item.done_at is None or at is None:
        return False
    return item.done_at > at


def _sentence(foresight: Foresight, count: int, total: int) -> str:
    return f"{count} of {total} contributing factors {_SENTENCES[foresight]}"
