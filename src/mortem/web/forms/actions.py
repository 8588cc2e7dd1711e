"""Forms for action items and their verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.action_item import suggest_strength
from mortem.core.record import ActionKind, ActionState
from mortem.web import words
from mortem.web.forms.moments import DayField
from mortem.web.forms.owned import OwnedForm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mortem.web.models import Signal

ONE_LINE = {"rows": 1}
STRENGTH_HELP = _(
    "Strongest is what works without anybody remembering it: the system prevents it, or there is"
    " less that can go wrong. In between: checklists, tests, redundancy. Training, warnings and"
    " double checks are the weakest."
)

OWN_STRENGTH_HELP = _(
    "Strongest is what works even on a bad day, because it is arranged beforehand. A list or a"
    " fixed hour makes it easier. Good intentions alone are the weakest."
)


def _signal_field(signals: Sequence[Signal]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Does a signal show it?"),
        help_text=_("Its numbers before and since stand beside the question whether it held."),
        choices=[("", _("None")), *((str(one.pk), one.question[:120]) for one in signals)],
        required=False,
    )


def _day(label: Any) -> DayField:
    return DayField(label=label)


class ActionForm(OwnedForm):
    """The promise in one form: what, who, by when, and how one will know."""

    own_labels: ClassVar = {
        "text": _("What will you do?"),
        "measure": _("How would you notice that it helped?"),
        "check_date": _("When will you look?"),
    }
    text = forms.CharField(
        label=_("What will we do?"),
        max_length=2000,
        widget=forms.Textarea(attrs={**ONE_LINE, "data-wording": "action"}),
    )
    due_date = _day(_("By when?"))
    kind = forms.ChoiceField(
        label=_("It will"), choices=words.choices(words.ACTION_KIND), required=False
    )
    strength = forms.ChoiceField(
        label=_("How strong is it?"),
        choices=[("", _("As its words sound")), *words.choices(words.STRENGTH)],
        help_text=STRENGTH_HELP,
        required=False,
    )
    measure = forms.CharField(
        label=_("How will we see that it worked?"),
        help_text=_("A number one can look up later is best."),
        max_length=1000,
        required=False,
    )
    check_date = _day(_("When do we look?"))

    def __init__(
        self, *args: Any, today: date, signals: Sequence[Signal] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if signals:
            self.fields["signal"] = _signal_field(signals)
        if self.people.alone:
            self._speak_to_one()

    def _speak_to_one(self) -> None:
        fields: dict[str, Any] = self.fields
        fields["measure"].help_text = _("A feeling counts too.")
        fields["strength"].help_text = OWN_STRENGTH_HELP
        own = words.said("STRENGTH", personal=True)
        fields["strength"].choices = [("", _("As its words sound")), *words.choices(own)]

    def clean_signal(self) -> str | None:
        """Return the identifier of the signal that is its measure, or None."""
        return self.cleaned_data["signal"] or None

    def clean_due_date(self) -> date | None:
        """Ask about a day that has passed, unless the item has had it before."""
        day: date | None = self.cleaned_data["due_date"]
        if day and day < self.today and day != self.initial.get("due_date"):
            raise forms.ValidationError(_("That day has passed. Which day is true now?"))
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        values["kind"] = values.get("kind") or ActionKind.PREVENT
        values["strength"] = (
            values.get("strength") or suggest_strength(values.get("text", "")) or ""
        )
        return values


class StepForm(forms.Form):
    """Where an action item goes next."""

    to = forms.ChoiceField(choices=[(state.value, state.value) for state in ActionState])
    reason = forms.CharField(max_length=1000, required=False)


class VerdictForm(forms.Form):
    """Whether it worked."""

    verdict = forms.ChoiceField(label=_("Did it hold?"), choices=words.choices(words.VERDICT))
    note = forms.CharField(label=_("What does the measure say?"), max_length=2000, required=False)


class PublishForm(forms.Form):
    """Why it is fine as it is, when something stays open."""

    override_reason = forms.CharField(
        label=_("It is fine as it is, because"), max_length=1000, required=False
    )


class OutcomeForm(forms.Form):
    """What became of a risk."""

    kind = forms.ChoiceField(label=_("What became of it?"), choices=words.choices(words.OUTCOME))
    note = forms.CharField(label=_("In a few words"), max_length=2000, required=False)
