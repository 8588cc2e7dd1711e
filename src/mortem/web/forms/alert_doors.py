"""What a door for alerts is called."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.web.forms.plain import PlainField
from mortem.web.operations.alert_doors import NAME_LENGTH


class NewDoorForm(forms.Form):
    """A name to know the door by."""

    name = PlainField(
        label=_("What sends the alerts?"),
        help_text=_("A name to know it by, such as “Alertmanager of the shop”."),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("A few words are needed here.")},
    )
