"""A moment typed by a person: day, time and how exactly it is known, in the review's zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mortem.core.record import Precision
from mortem.web import words
from mortem.web.operations.entries import When

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from mortem.web.models import EventTime, TimelineEntry

_CLOCK = re.compile(r"(\d{1,2})[:.h]?(\d{2})(?:[:.]?(\d{2}))?")
_YEARS = range(1900, 2201)
_END_OF_DAY = time(23, 59)
_NEVER = (99, 99, 99)


class ClockField(forms.CharField):
    """A time of day as people type it: 2:13, 02.13, 0213 or 02:13:45."""

    widget = forms.TextInput(attrs={"placeholder": "02:13", "autocomplete": "off", "size": 9})

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else _NEVER
        try:
            return time(hours, minutes, seconds)
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s” is not a time of day. Write it as 02:13 or 02:13:45."),
                params={"text": text[:40]},
            ) from None


class DayField(forms.DateField):
    """A day, from the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid": _("This is not a day. Write it as 2026-03-14.")}
        messages |= kwargs.pop("error_messages", {})
        super().__init__(**{"required": False, "error_messages": messages, **kwargs})

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and day.year not in _YEARS:
            raise forms.ValidationError(_("Years from 1900 to 2200 can be used here."))
        return day


def moment_fields(prefix: str = "") -> dict[str, forms.Field]:
    """Return the fields of one moment; their names begin with `prefix`."""
    return {
        f"{prefix}date": DayField(label=_("Day")),
        f"{prefix}time": ClockField(label=_("Time"), required=False),
        f"{prefix}precision": forms.ChoiceField(
            label=_("How exactly is it known?"),
            choices=words.choices(words.PRECISION),
            required=False,
        ),
        f"{prefix}until_date": DayField(label=_("Until, day")),
        f"{prefix}until_time": ClockField(label=_("Until, time"), required=False),
        f"{prefix}twice": forms.ChoiceField(
            label=_("Which of the two?"),
            choices=[("", _("Choose")), ("0", _("the first time")), ("1", _("the second time"))],
            required=False,
        ),
    }


def initial_of(
    moment: EventTime | TimelineEntry | When | None, zone: ZoneInfo, prefix: str = ""
) -> dict[str, Any]:
    """Return what the fields of a moment show for one that is kept already."""
    if moment is None or moment.at is None:
        return {f"{prefix}precision": Precision.MINUTE}
    at = moment.at.astimezone(zone)
    until = moment.until_at.astimezone(zone) if moment.until_at else None
    return {
        f"{prefix}date": at.date(),
        f"{prefix}time": "" if moment.precision == Precision.DAY else _clock(at),
        f"{prefix}precision": moment.precision,
        f"{prefix}until_date": until and until.date(),
        f"{prefix}until_time": _clock(until) if until else "",
        f"{prefix}twice": str(at.fold) if _comes_twice(at) else "",
    }


def _clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def read_moment(form: forms.Form, zone: ZoneInfo, prefix: str = "") -> When | None:
    """Return the moment that a cleaned form names, or None without one; adds the form's errors."""
    return _Reader(form, zone, prefix).read()


class _Reader:
    """Reads one moment out of a form and puts what is unclear about it beside its fields."""

    def __init__(self, form: forms.Form, zone: ZoneInfo, prefix: str) -> None:
        self.form, self.zone, self.prefix = form, zone, prefix

    def get(self, name: str) -> Any:
        return self.form.cleaned_data.get(f"{self.prefix}{name}")

    def refuse(self, name: str, message: str) -> None:
        field = f"{self.prefix}{name}"
        if field not in self.form.errors:
            self.form.add_error(field, message)

    def read(self) -> When | None:
        day, clock = self.get("date"), self.get("time")
        if day is None:
            if clock is not None:
                self.refuse("date", gettext("Which day was that?"))
            return None
        precision = _precision(self.get("precision"), clock)
        at = self.local(day, None if precision is Precision.DAY else clock, "time")
        if at is None or precision is not Precision.BETWEEN:
            return When(at, None, precision) if at else None
        until = self.until(day)
        if until is not None and until < at:
            self.refuse("until_time", gettext("It cannot end before it begins."))
            return None
        return When(at, until, precision) if until else None

    def until(self, day: date) -> datetime | None:
        last_day, clock = self.get("until_date"), self.get("until_time")
        if last_day is None and clock is None:
            self.refuse("until_time", gettext("Until when, at the latest?"))
            return None
        return self.local(last_day or day, clock or _END_OF_DAY, "until_time")

    def local(self, day: date, clock: time | None, name: str) -> datetime | None:
        """Place a time in the zone. The hour that a change of clocks skips or repeats is asked about."""
        at = datetime.combine(day, clock or time(0), self.zone)
        if clock is None or clock == _END_OF_DAY:
            return at.astimezone(UTC)
        said = {"clock": f"{clock:%H:%M}", "zone": self.zone.key}
        if at.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != at.replace(tzinfo=None):
            skipped = gettext(
                "On that day the clocks in %(zone)s skipped %(clock)s. Which time was it?"
            )
            self.refuse(name, skipped % said)
            return None
        if _comes_twice(at) and not self.get("twice"):
            twice = gettext(
                "The clocks in %(zone)s went back: %(clock)s came twice. Which of the two?"
            )
            self.refuse(name, twice % said)
            self.form.asks_twice = True  # type: ignore[attr-defined]
            return None
        return at.replace(fold=int(self.get("twice") or 0)).astimezone(UTC)


def _precision(chosen: str | None, clock: time | None) -> Precision:
    """Seconds that were typed are meant; without a time of day only the day is known."""
    precision = Precision(chosen or Precision.MINUTE)
    if precision is Precision.BETWEEN:
        return precision
    if clock is None:
        return Precision.DAY
    if precision is Precision.MINUTE and clock.second:
        return Precision.SECOND
    return precision


def _comes_twice(at: datetime) -> bool:
    early, late = at.replace(fold=0).utcoffset(), at.replace(fold=1).utcoffset()
    return early is not None and late is not None and early > late
