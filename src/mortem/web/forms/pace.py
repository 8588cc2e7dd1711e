"""Until when each step of a review lasts that is held over days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mortem.core import phases
from mortem.core.pace import timed_phases
from mortem.core.record import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review

_ERRORS = {
    "required": _("Until when? Choose a day and an hour."),
    "invalid": _("Write it as 2026-03-05 17:00, or pick it."),
}


class Moment(forms.DateTimeInput):
    """A day and an hour, picked or typed, in the zone of the review."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DaysForm(forms.Form):
    """One moment for each step that is still to come. Times are those of the review's zone."""

    def __init__(self, review: Review, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = Kind(review.kind)
        names = phases.phase_names(kind)
        for name in timed_phases(kind):
            if names.index(name) >= names.index(review.phase):
                label = gettext(phases.phase(kind, name).label)
                self.fields[name] = forms.DateTimeField(
                    widget=Moment(), label=label, error_messages=_ERRORS
                )

    def deadlines(self) -> dict[str, datetime]:
        """Return the moments by phase."""
        return dict(self.cleaned_data)
