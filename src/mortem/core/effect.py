"""What a measure's numbers did around the moment at which an action was done (METHOD F5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mortem.core.trend import Sample

SHORTEST: Final = timedelta(days=1)
_EARLIEST: Final = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers in short: how many, between what, and the one in the middle."""

    count: int
    low: float
    middle: float
    high: float


def looked_at_from(done_at: datetime, *, at: datetime) -> datetime:
    """Return from when on numbers are compared: as long before it was done as since, a day at least."""
    since = max(at - done_at, SHORTEST)
    return done_at - min(since, done_at - _EARLIEST)


def before_and_since(
    samples: Sequence[Sample], done_at: datetime
) -> tuple[Spread | None, Spread | None]:
    """Return the numbers before an action was done, and those since; None where there are none."""
    before = [one.value for one in samples if one.at < done_at]
    return _spread(before), _spread([one.value for one in samples if one.at >= done_at])


def _spread(values: Sequence[float]) -> Spread | None:
    if not values:
        return None
    return Spread(len(values), min(values), median(values), max(values))
