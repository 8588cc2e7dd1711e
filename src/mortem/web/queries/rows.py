"""What a page says of each piece of evidence: being read, read, or not yet, and what its times lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.errors import Damaged, Locked, NotFound
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
    at_work = {
        str(one.pk): work_on(piece_of(one)) for one in known
    }  # first: what ends now has rows
    abouts = {str(one.pk): _about(one) for one in known}
    states = {}
    for one in known:
        key = str(one.pk)
        about = abouts[key]
        zones = _zones(review, one, known, abouts)
        states[key] = _state(one, about, zones) if about else _unread(one, at_work[key])
    return states


def state_of(evidence: Evidence) -> State:
    """Return the state of one piece; what its siblings could tell of it is asked only once it was read."""
    work = work_on(piece_of(evidence))
    if _about(evidence) is None:
        return _unread(evidence, work)
    return states_of(evidence.review, evidence.review.evidence.all())[str(evidence.pk)]


def files_in(evidence: Evidence) -> list[File]:
    """Return what is packed in a piece, as far as its rows are read; nothing for what is one file."""
    with opened(piece_of(evidence)) as store:
        files = store.files(most=MOST_FILES_SHOWN) if store else []
    return [one for one in files if one.inside]


def _about(evidence: Evidence) -> About | None:
    with opened(piece_of(evidence)) as store:
        return store.about if store else None


def _unread(one: Evidence, work: Work | None) -> State:
    return State(work, None, may_have_rows=_may_have_rows(one))


def _state(one: Evidence, about: About, zones: tuple[ZoneOffer, ...]) -> State:
    until = one.added_at.astimezone(UTC).date() + timedelta(days=1)
    years = years_that_fit(about.yearless, until=until) if about.yearless else ()
    return State(None, about, zones, years[:MOST_YEARS])


def _may_have_rows(evidence: Evidence) -> bool:
    try:
        return may_have_rows(evidence.sha256)
    except (NotFound, Locked, Damaged):  # the page of the piece says which
        return False


def _zones(
    review: Review, one: Evidence, pieces: list[Evidence], abouts: dict[str, About | None]
) -> tuple[ZoneOffer, ...]:
    about = abouts[str(one.pk)]
    if about is None or one.zone or not about.asks_zone:
        return ()
    said = {zone_for(review).key: ""}
    for other in pieces:
        if other.zone and known_zone(other.zone).key == other.zone:
            said.setdefault(other.zone, other.name)
    said.setdefault("UTC", "")
    others = [
        (other.name, told)
        for other in pieces
        if other.pk != one.pk and (told := abouts[str(other.pk)]) and told.knows_all
    ]
    return tuple(_offer(zone, why, about, others) for zone, why in said.items())


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
