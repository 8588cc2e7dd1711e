"""Rows as a page shows them: the night as a tall picture, what was new in it, its lines."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from mortem.core.evidence.files import shown
from mortem.core.evidence.levels import LEVELS
from mortem.core.evidence.row import SECOND, Zone
from mortem.core.formats import svg
from mortem.core.stretches import edges
from mortem.web.models.evidence import lines_at
from mortem.web.queries.timeline import zone_for
from mortem.web.rows.asked import GRAVE
from mortem.web.rows.clocks import as_instant

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from mortem.web.access import Seat
    from mortem.web.forms.looking_for import LookingFor
    from mortem.web.rows.store import Kept, Store, Stretch
    from mortem.web.rows.together import Together

ROWS_A_PAGE: Final = 50
MOST_STRETCHES: Final = 36
_MOST_FIRST: Final = 12
_WARNING: Final = LEVELS.index("warning") + 1


class Seen:
    """What a page shows of rows, of one piece or of several, for what somebody looks for."""

    def __init__(self, store: Store | Together, looked: LookingFor, seat: Seat) -> None:
        self._store, self._looked, self._asked = store, looked, looked.asked
        self._about, self._takes_part = store.about, seat.takes_part
        # Clocks that are not settled are shown as they stood; they agree with nobody else's.
        self._zone: tzinfo = zone_for(seat.review) if self._about.knows_all else UTC

    def shown(self) -> dict[str, Any]:
        """Return what the template needs."""
        is_window = self._asked.since is not None or self._asked.until is not None
        night = self._night()
        return {
            "about": self._about,
            "total": sum(line.get("rows", 0) for line in night),
            "window": self._window() if is_window else None,
            "whole": self._looked.within(None, None).query,
            "night": night,
            "first_seen": self._first_seen() if is_window else [],
            "levels": list(enumerate(LEVELS, 1)),
            **self._lines(),
        }

    def _window(self) -> str:
        since, until = self._ends()
        end = until if self._asked.until is None else self._asked.until
        return f"{self._clock(since)}\N{EN DASH}{self._clock(end)}"

    def _ends(self) -> tuple[int, int]:
        asked, about = self._asked, self._about
        first = about.first if asked.since is None else max(asked.since, about.first)
        last = about.last if asked.until is None else min(asked.until - 1, about.last)
        return first, max(first, last)

    def _night(self) -> list[dict[str, Any]]:
        """Return one line a stretch of time; a long silence is one line, too."""
        first, last = self._ends()
        offset = self._local(first).utcoffset() or timedelta()
        cut = edges(first, last, most=MOST_STRETCHES, offset=offset // timedelta(microseconds=1))
        stretches = self._store.stretches(self._asked, cut)
        most = max((one.rows for one in stretches), default=0) or 1
        fine = cut[1] - cut[0]
        lines: list[dict[str, Any]] = []
        for one in stretches:
            if one.rows:
                lines.append(self._stretch(one, most, fine))
            elif lines and "since" in lines[-1]:
                lines[-1] = self._silence(lines[-1]["since"], one.until)
            else:
                lines.append(self._silence(one.since, one.until))
        return lines

    def _stretch(self, one: Stretch, most: int, fine: int) -> dict[str, Any]:
        return {
            "when": self._clock(one.since, fine=fine),
            "until": self._clock(one.until, fine=fine),
            "day": self._day(one.since),
            "rows": one.rows,
            "grave": one.grave,
            "bar": mark_safe(svg.bar(one.rows, one.grave, most)),  # noqa: S308 - drawn from numbers
            "query": self._looked.within(one.since, one.until).query,
            "new": self._brief(one.new) if one.new else "",
        }

    def _silence(self, since: int, until: int) -> dict[str, Any]:
        length = svg.span_words(timedelta(microseconds=until - since))
        return {"since": since, "silence": length, "day": self._day(since)}

    def _first_seen(self) -> list[dict[str, Any]]:
        return [self._row(row) for row in self._store.first_seen(self._asked, most=_MOST_FIRST)]

    def _lines(self) -> dict[str, Any]:
        looked = self._looked
        rows, more = self._store.page(
            self._asked, size=ROWS_A_PAGE, after=looked.after, before=looked.before
        )
        has_earlier = more if looked.before else bool(looked.after)
        has_later = bool(rows) if looked.before else more
        return {
            "rows": [self._row(row) for row in rows],
            "earlier": looked.from_row(before=rows[0].id).query if rows and has_earlier else "",
            "later": looked.from_row(after=rows[-1].id).query if rows and has_later else "",
        }

    def _row(self, row: Kept) -> dict[str, Any]:
        return {
            "id": str(row.id),
            "inside": row.inside,
            "line": str(row.line),
            "lines": lines_at(row.inside, row.line),
            "bytes": (row.first, row.last),
            "day": self._day(row.moment),
            "when": self._clock(row.moment, fine=row.moment % SECOND or SECOND),
            "level": LEVELS[row.level - 1] if row.level else "",
            "look": _look(row.level),
            "who": shown(row.who),
            "text": shown(row.text),
            "brief": self._brief(row),
            "may_land": self._takes_part and row.zone != Zone.UNKNOWN,
            "around": str(self._store.just_before(row.id)),
        }

    def _brief(self, row: Kept) -> str:
        text = " ".join(shown(row.text).split()) or shown(row.who)
        return f"{text[:90]}…" if len(text) > 90 else text  # noqa: PLR2004 - about a line

    def _local(self, moment: int) -> datetime:
        try:
            return as_instant(moment).astimezone(self._zone)
        except OverflowError:
            return as_instant(moment)

    def _clock(self, moment: int, *, fine: int = SECOND) -> str:
        at = self._local(moment)
        if fine < SECOND:
            return f"{at:%H:%M:%S}.{at.microsecond // 1000:03}"
        return f"{at:%H:%M}" if fine % (60 * SECOND) == 0 else f"{at:%H:%M:%S}"

    def _day(self, moment: int) -> str:
        at = self._local(moment)
        if self._about.dayless == self._about.rows:
            return gettext("Day not known")
        if self._about.asks_year:
            return gettext("%(day)s, year not known") % {"day": date_format(at, "j F")}
        return date_format(at, "l, j F Y")


def _look(level: int) -> str:
    if level >= GRAVE:
        return "is-grave"
    return "is-warning" if level >= _WARNING else ""
