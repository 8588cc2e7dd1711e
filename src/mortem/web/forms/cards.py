"""The empty field of the silent phase."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from mortem.web.operations.cards import CARD_LENGTH

TEXT_ERRORS = {
    "required": _("A few words are needed here."),
    "max_length": _(
        "This text has %(show_value)d characters; %(limit_value)d is the most."
        " Keep its heart here; nothing of it is lost."
    ),
}


class CardForm(forms.Form):
    """One reason, in the writer's own words; `once` tells a form that was sent twice."""

    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    text = forms.CharField(
        # not max_length: a browser would cut a long text without a word
        validators=[MaxLengthValidator(CARD_LENGTH)],
        widget=forms.Textarea(
            {
                "rows": 2,
                "data-enter-submits": True,
                "autocomplete": "off",
                "data-wording": "cause",
                "data-wording-silent": True,
            }
        ),
        label=_("One reason"),
        error_messages=TEXT_ERRORS,
    )
