"""One lesson."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.web.forms.plain import PlainField
from mortem.web.operations.lessons import LESSON_LENGTH


class LessonForm(forms.Form):
    """What was learned, in words; its kind comes with the place on the page."""

    text = PlainField(
        max_length=LESSON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "data-wording": "lesson"}),
        error_messages={"required": _("A few words are needed here.")},
    )
