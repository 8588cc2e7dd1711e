"""Forms for signals: what is watched, what was seen, and letting one rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.record import SignalSource
from mortem.core.signal import LONGEST_CADENCE
from mortem.web import words
from mortem.web.forms.moments import DayField
from mortem.web.forms.owned import OwnedForm

if TYPE_CHECKING:
    from datetime import date

ONE_LINE = {"rows": 1}
RHYTHM = 7  # days, unless somebody says otherwise


class SignalForm(OwnedForm):
    """What will tell us early, and what we do then."""

    own_labels: ClassVar = {
        "question": _("What would tell you early?"),
        "threshold": _("From where on do you act?"),
        "response": _("If so, what will you do?"),
    }
    question = forms.CharField(
        label=_("What will tell us early?"),
        max_length=2000,
        widget=forms.Textarea(attrs=ONE_LINE),
    )
    threshold = forms.CharField(label=_("From where on do we act?"), max_length=500, required=False)
    response = forms.CharField(
        label=_("If so, what do we do?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs=ONE_LINE),
    )
    source = forms.ChoiceField(
        label=_("How?"), choices=words.choices(words.SIGNAL_SOURCE), required=False
    )
    cadence_days = forms.IntegerField(
        label=_("Every how many days?"), min_value=1, max_value=LONGEST_CADENCE, required=False
    )
    next_date = DayField(label=_("Next look on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.people.alone:
            own = words.said("SIGNAL_SOURCE", personal=True)
            self.fields["source"].choices = words.choices(own)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        values["source"] = values.get("source") or SignalSource.CHECK_IN
        values["cadence_days"] = values.get("cadence_days") or RHYTHM
        if values["source"] == SignalSource.DATE and not values.get("next_date"):
            self.add_error("next_date", _("Which day is it?"))
        return values


class CheckInForm(forms.Form):
    """One look at a signal."""

    state = forms.ChoiceField(label=_("What do you see?"), choices=words.choices(words.READING))
    note = forms.CharField(label=_("In a few words"), max_length=2000, required=False)


class SnoozeForm(forms.Form):
    """Let a signal rest, for a reason."""

    until = DayField(label=_("Until"), required=True)
    reason = forms.CharField(label=_("Because"), max_length=1000)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        """Ask for a day to come."""
        day: date = self.cleaned_data["until"]
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day after today; then it speaks again."))
        return day
