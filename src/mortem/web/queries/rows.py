"""What a page says of each piece of evidence: being read, read, or not yet, and what its times lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.errors import NotFound
from mortem.core.years import years_that_fit
from mortem.web.insides import may_have_rows
from mortem.web.queries.timeline import zone_for
from mortem.web.rows.clocks import as_instant
from mortem.web.rows.piece import piece_of
from mortem.web.rows.store import opened
from mortem.web.rows.works import work_on
from mortem.web.zones import known_zone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.web.models import Evidence, Review
    from mortem.web.rows.about import About
    from mortem.web.rows.contents import File
    from mortem.web.rows.works import Work

MOST_YEARS = 3
MOST_FILES_SHOWN = 200


class ZoneOffer(NamedTuple):
    """A zone that a clock may have shown, what speaks for it, and when its rows would then be.

    `said_for` names another piece for which somebody said so; empty for the review's own zone.
    `meets` names a piece that tells of the same time then.
    """

    zone: str
    said_for: str
    first_at: datetime | None
    last_at: datetime | None
    meets: str


@dataclass(frozen=True, slots=True)
class State:
    """How far a piece is, and what is asked about its clock."""

    work: Work | None
    about: About | None
    zones: tuple[ZoneOffer, ...] = ()
    years: tuple[int, ...] = ()
    may_have_rows: bool = True

    @property
    def asks(self) -> bool:
        return bool(self.about and (self.about.asks_zone or self.about.asks_year))

    @property
    def asks_zone(self) -> bool:
        return bool(self.zones)

    @property
    def first_day(self) -> date | None:
        """The day of the first line without a year, in a leap year that stands in."""
        said = self.about.yearless if self.about else None
        return date(1972, said.month, said.day) if said else None


def states_of(review: Review, pieces: Iterable[Evidence]) -> dict[str, State]:
    """Return the state of each piece of a review, by its identifier."""
    known = list(pieces)
    abouts = {str(one.pk): _about(one) for one in known}
    return {str(one.pk): _state(review, one, known, abouts) for one in known}


def state_of(evidence: Evidence) -> State:
    """Return the state of one piece; what its siblings could tell of it is asked only once it was read."""
    if _about(evidence) is None:
        return _state(evidence.review, evidence, [], {str(evidence.pk): None})
    return states_of(evidence.review, evidence.review.evidence.all())[str(evidence.pk)]


def files_in(evidence: Evidence) -> list[File]:
    """Return what is packed in a piece, as far as its rows are read; nothing for what is one file."""
    with opened(piece_of(evidence)) as store:
        files = store.files(most=MOST_FILES_SHOWN) if store else []
    return [one for one in files if one.inside]


def _about(evidence: Evidence) -> About | None:
    with opened(piece_of(evidence)) as store:
        return store.about if store else None


def _state(
    review: Review, one: Evidence, pieces: list[Evidence], abouts: dict[str, About | None]
) -> State:
    about = abouts[str(one.pk)]
    if about is None:
        return State(work_on(piece_of(one)), None, may_have_rows=_may_have_rows(one))
    zones = _zones(review, one, pieces, abouts) if about.asks_zone and not one.zone else ()
    until = one.added_at.astimezone(UTC).date() + timedelta(days=1)
    years = years_that_fit(about.yearless, until=until) if about.yearless else ()
    return State(None, about, zones, years[:MOST_YEARS])


def _may_have_rows(evidence: Evidence) -> bool:
    try:
        return may_have_rows(evidence.sha256)
    except NotFound:
        return False


def _zones(
    review: Review, one: Evidence, pieces: list[Evidence], abouts: dict[str, About | None]
) -> tuple[ZoneOffer, ...]:
    said = {zone_for(review).key: ""}
    for other in pieces:
        if other.zone and known_zone(other.zone).key == other.zone:
            said.setdefault(other.zone, other.name)
    said.setdefault("UTC", "")
    others = [
        (other.name, about)
        for other in pieces
        if other.pk != one.pk and (about := abouts[str(other.pk)]) and about.knows_all
    ]
    about = abouts[str(one.pk)]
    return tuple(_offer(zone, why, about, others) for zone, why in said.items() if about)


def _offer(zone: str, said_for: str, about: About, others: list[tuple[str, About]]) -> ZoneOffer:
    if about.yearless or not about.rows:
        return ZoneOffer(zone, said_for, None, None, "")
    first, last = as_instant(about.first, zone), as_instant(about.last, zone)
    meets = [
        name
        for name, other in others
        if other.rows and as_instant(other.first) <= last and as_instant(other.last) >= first
    ]
    return ZoneOffer(zone, said_for, first, last, meets[0] if meets else "")
