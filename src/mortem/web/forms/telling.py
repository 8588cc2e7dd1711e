"""When somebody wants to be told of signals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.telling import Wishes
from mortem.web.forms.moments import ClockField

AT_ONCE, DAILY = "at_once", "daily"


class TellingForm(forms.Form):
    """At once or once a day, not at night, and what may wake them."""

    often = forms.ChoiceField(
        label=_("When something happens"),
        choices=[
            (AT_ONCE, _("Tell me at once")),
            (DAILY, _("Gather it for one letter a day, in the morning")),
        ],
        widget=forms.RadioSelect,
    )
    quiet_from = ClockField(label=_("Leave me in peace from"), required=False)
    quiet_until = ClockField(label=_("until"), required=False)
    may_wake = forms.BooleanField(
        label=_("What has tripped may reach me at any hour"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hour in (("quiet_from", "22:00"), ("quiet_until", "07:00")):
            self.fields[name].widget.attrs["placeholder"] = hour

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        begins, ends = values["quiet_from"], values["quiet_until"]
        if (begins is None) != (ends is None):
            missing = "quiet_until" if ends is None else "quiet_from"
            self.add_error(missing, _("Write both hours, or neither."))
        elif begins is not None and begins == ends:
            self.add_error("quiet_until", _("Leave a part of the day in which we may tell you."))
        return values

    def wishes(self) -> Wishes:
        """Return what was chosen."""
        return Wishes(
            quiet_from=self.cleaned_data["quiet_from"],
            quiet_until=self.cleaned_data["quiet_until"],
            is_daily=self.cleaned_data["often"] == DAILY,
            may_wake=self.cleaned_data["may_wake"],
        )


def initial(wishes: Wishes) -> dict[str, Any]:
    """Return what the form shows of somebody's wishes."""
    hours = {"quiet_from": wishes.quiet_from, "quiet_until": wishes.quiet_until}
    return {
        "often": DAILY if wishes.is_daily else AT_ONCE,
        "may_wake": wishes.may_wake,
        **{name: f"{hour:%H:%M}" if hour else "" for name, hour in hours.items()},
    }
