"""How long a meeting takes that looks back, and what is known of who wrote what."""

from __future__ import annotations

from django import forms

from mortem.core import phases
from mortem.core.record import Mode
from mortem.web.words import MODE, choices


class MeetingForm(forms.Form):
    """The frame of a meeting, and what comes next: its room, its silence, or its timeline."""

    minutes = forms.TypedChoiceField(
        coerce=int, choices=[(minutes, str(minutes)) for minutes in phases.MEETINGS]
    )
    mode = forms.TypedChoiceField(coerce=Mode, choices=choices(MODE))
    name = forms.CharField(max_length=120, required=False)
    then = forms.ChoiceField(choices=[(name, name) for name in ("room", "accounts", "evidence")])
