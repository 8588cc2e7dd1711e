"""A plan's signals as a `signals.toml` names them.

A signal that a file made carries an identifier made of the plan's and of its name in the file,
so that the same name is the same signal on every machine that has this record. A name which is
the beginning of a signal's own identifier means that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from mortem.core.record import SignalSource
from mortem.core.signals_file import RHYTHMS, Reading, SignalsFile, Wanted
from mortem.core.uuids import uuid_from
from mortem.core.watching import Direction
from mortem.web import source_secrets
from mortem.web.models import Signal

if TYPE_CHECKING:
    from mortem.web.models import Review, Watch

SHORT: Final = 8  # letters of an identifier that name a signal in a file
_WRITABLE: Final = (SignalSource.CHECK_IN, SignalSource.WATCHED)


def signal_named(review: Review, name: str) -> Signal | None:
    """Return the signal that a file calls so, one that was put away too."""
    every = Signal.everything.filter(review=review).select_related("watch", "owner", "cause")
    made: Signal | None = every.filter(pk=own_key(review, name)).first()
    if made is not None or len(name) < SHORT:
        return made
    found = [one for one in every if one.pk.hex.startswith(name)]
    return found[0] if len(found) == 1 else None


def own_key(review: Review, name: str) -> UUID:
    """Return the identifier of the signal that a file makes under a name."""
    return UUID(uuid_from(str(review.pk), "signals.toml", name))


def file_of(review: Review) -> SignalsFile:
    """Return a plan's signals as a file; secrets come as variables that are to be filled."""
    found = Signal.objects.filter(review=review, source__in=_WRITABLE)
    rows = found.select_related("watch", "owner", "cause")
    return SignalsFile(review.pk.hex[:SHORT], tuple(map(_as_wanted, rows)))


def _as_wanted(signal: Signal) -> Wanted:
    watch: Watch | None = getattr(signal, "watch", None)
    return Wanted(
        name=_name(signal),
        question=signal.question,
        risk=" ".join(signal.cause.text.split()) if signal.cause else "",
        owner=signal.owner.name if signal.owner else "",
        response=signal.response,
        threshold=signal.threshold,
        every_days=signal.cadence_days,
        reading=_as_reading(watch) if watch else None,
    )


def _as_reading(watch: Watch) -> Reading:
    kept = source_secrets.unseal(watch.sealed)
    every = min(RHYTHMS.values(), key=lambda minutes: abs(minutes - watch.every_minutes))
    return Reading(
        source=watch.source,
        values={name: text for name, text in watch.values.items() if text},
        secrets={name: f"SIGNAL_{_name(watch.signal)}_{name}".upper() for name in kept},
        threshold=watch.threshold,
        direction=Direction(watch.direction),
        hold_minutes=watch.hold_minutes,
        every_minutes=every,
        grace_minutes=watch.grace_minutes,
    )


def _name(signal: Signal) -> str:
    return signal.pk.hex[:SHORT]
