"""A different view of a text, and its answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.record import ContestState
from mortem.web import words
from mortem.web.forms.plain import PlainField
from mortem.web.operations.contests import CONTEST_LENGTH
from mortem.web.operations.parts import TEXT_LENGTH


class ContestForm(forms.Form):
    """What somebody sees differently; about what comes with the address."""

    text = PlainField(
        label=_("What do you see differently?"),
        help_text=_(
            "What you saw, knew or did then. It stays beside the text until it is answered."
        ),
        max_length=CONTEST_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("A few words are needed here.")},
    )


class AnswerForm(forms.Form):
    """One of three answers, with words where they are needed."""

    state = forms.ChoiceField(
        label=_("What is the answer?"),
        choices=[
            choice for choice in words.choices(words.CONTEST) if choice[0] != ContestState.OPEN
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    answer = PlainField(
        label=_("In your words"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
