"""What a review still lacks: help that a page or the command line shows, never a wall.

A pre-mortem is complete when every top risk has an owner who can be reached, a
mitigation and a watched signal (METHOD P16); a post-mortem when its event, its
factors, its lessons and its promises can stand alone (E1, E7, E8, F5).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from mortem.core import postmortem, premortem
from mortem.core.missing import Facts, Missing
from mortem.core.own import gently, is_own
from mortem.core.record import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from mortem.core.record import Record

__all__ = ["Completeness", "Missing", "completeness", "missing"]


class Completeness(StrEnum):
    """Whether a review may be called an output."""

    COMPLETE = "complete"
    BY_DECISION = "complete_by_decision"
    INCOMPLETE = "incomplete"


def missing(record: Record, *, today: date, trust_addresses: bool = False) -> tuple[Missing, ...]:
    """All that `record` lacks on the day `today`, in the order in which a reader meets it.

    An owner counts when their address is confirmed. `trust_addresses` takes a written address for
    enough: a file beside the code has nobody to send a confirmation link.
    """
    facts = Facts(record, today=today, trust_addresses=trust_addresses)
    side = premortem if record.kind is Kind.PREMORTEM else postmortem
    lacking = side.lacks(facts)
    return tuple(gently(lacking) if is_own(record) else lacking)


def completeness(lacking: Iterable[Missing], record: Record) -> Completeness:
    """Whether the review is complete; a recorded reason completes it by decision."""
    if not any(lack.required for lack in lacking):
        return Completeness.COMPLETE
    return Completeness.BY_DECISION if record.override_reason.strip() else Completeness.INCOMPLETE
