"""One line of the private notebook."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.notebook import JottingKind
from mortem.web import words
from mortem.web.forms.moments import DayField
from mortem.web.forms.plain import PlainField
from mortem.web.operations.notebook import HELPED_LENGTH, JOTTING_LENGTH, LINK_LENGTH


class JottingForm(forms.Form):
    """What it was; the day is today unless another one is given."""

    text = PlainField(
        label=_("What did you do, decide, teach or hear?"),
        max_length=JOTTING_LENGTH,
        widget=forms.Textarea(attrs={"rows": 1, "data-enter-submits": ""}),
        error_messages={"required": _("A few words are enough.")},
    )
    kind = forms.ChoiceField(
        label=_("It was"),
        choices=words.choices(words.JOTTING),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the four.")},
    )
    date = DayField(label=_("On which day?"))
    helped = PlainField(label=_("Whom did it help?"), max_length=HELPED_LENGTH, required=False)
    link = PlainField(
        label=_("Where can it be seen?"),
        max_length=LINK_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )

    def clean_kind(self) -> str:
        return str(self.cleaned_data["kind"] or JottingKind.WIN)
