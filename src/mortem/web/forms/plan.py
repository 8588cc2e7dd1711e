"""Forms of a plan: one answer, the frame, the failure sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core import phases
from mortem.core.record import Mode
from mortem.web.forms.moments import DayField
from mortem.web.operations.plans import ANSWER_LENGTH, SENTENCE_LENGTH
from mortem.web.operations.reviews import TITLE_LENGTH
from mortem.web.words import MODE, choices

_BAD_DAY = {"invalid": _("Write a day as 2026-03-03, or pick one.")}
_ONE_LINE = {"required": _("One line is needed here: what is it about?")}


class Day(forms.DateInput):
    """A day, picked or typed; always sent as 2026-03-03."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AnswerForm(forms.Form):
    """One answer about the plan; every question but the title may stay open."""

    title = forms.CharField(
        max_length=TITLE_LENGTH, error_messages=_ONE_LINE, label=_("What are you about to do?")
    )
    success = forms.CharField(
        required=False,
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        label=_("What would success look like?"),
    )
    plan_date = DayField(widget=Day(), error_messages=_BAD_DAY, label=_("By when?"))
    hurt = forms.CharField(
        required=False,
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        label=_("Who is hurt if it goes wrong?"),
    )

    def __init__(self, question: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {question: self.fields[question]}
        self.fields[question].widget.attrs["autofocus"] = True
        self.question = question


class FrameForm(forms.Form):
    """How long it takes, and what is known of who wrote what."""

    minutes = forms.TypedChoiceField(
        coerce=int, choices=[(minutes, str(minutes)) for minutes in phases.PRESETS]
    )
    mode = forms.TypedChoiceField(coerce=Mode, choices=choices(MODE))


class SentenceForm(forms.Form):
    """The certain failure, in the past tense, and its day."""

    failure_sentence = forms.CharField(
        max_length=SENTENCE_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        label=_("The sentence"),
        error_messages={"required": _("A sentence is needed here: what has happened by then?")},
    )
    horizon_date = DayField(
        required=True,
        widget=Day(),
        error_messages={**_BAD_DAY, "required": _("By which day will you know?")},
        label=_("The day on which you look back"),
    )
