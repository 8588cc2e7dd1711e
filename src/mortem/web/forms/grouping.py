"""What can be said about a cause while grouping."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from mortem.web.forms.cards import TEXT_ERRORS
from mortem.web.operations.causes import CAUSE_LENGTH
from mortem.web.operations.themes import THEME_LENGTH


class CauseForm(forms.Form):
    """The words of a cause."""

    text = forms.CharField(
        # not max_length: a browser would cut a long text without a word
        validators=[MaxLengthValidator(CAUSE_LENGTH)],
        widget=forms.Textarea({"rows": 2, "data-wording": "cause"}),
        label=_("In which words?"),
        error_messages=TEXT_ERRORS,
    )


class ThemeForm(forms.Form):
    """The name of a theme."""

    name = forms.CharField(
        max_length=THEME_LENGTH,
        label=_("Name of the theme"),
        error_messages={
            "required": _("A theme needs a name."),
            "max_length": _("A theme is a word or two; this has %(show_value)d characters."),
        },
    )
