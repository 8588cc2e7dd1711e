"""Forms of coming in and letting in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.record import Mode, Role
from mortem.web.operations.participants import NAME_LENGTH
from mortem.web.operations.shares import LABEL_LENGTH


class CodeForm(forms.Form):
    """Six letters, read aloud or typed from a screen."""

    code = forms.CharField(
        max_length=40,
        label=_("The six letters"),
        error_messages={"required": _("Type the six letters you were given.")},
    )


class JoinForm(forms.Form):
    """One field: a name, an alias, or nothing at all where nothing is kept."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        error_messages={
            "required": _("A word is enough: how shall the others call you?"),
            "max_length": _("That is a long name; %(limit_value)d characters are the most."),
        },
    )

    def __init__(self, mode: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mode == Mode.ANONYMOUS:
            del self.fields["name"]
        else:
            self.fields["name"].label = _("Your alias") if mode == Mode.ALIAS else _("Your name")
            self.fields["name"].widget.attrs |= {"autocomplete": "nickname", "autofocus": True}


class ShareForm(forms.Form):
    """A link for one person or a few: for whom, to do what, for how long."""

    DAYS = (
        ("1", _("One day")),
        ("7", _("One week")),
        ("14", _("Two weeks")),
        ("", _("Until taken back")),
    )
    label = forms.CharField(
        max_length=LABEL_LENGTH,
        label=_("For whom, and what for?"),
        error_messages={"required": _("A word helps you later: for whom is this link?")},
    )
    role = forms.TypedChoiceField(
        coerce=Role,
        label=_("They may"),
        choices=[(Role.READER.value, _("read")), (Role.PARTICIPANT.value, _("take part"))],
    )
    days = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, choices=DAYS, label=_("The link opens for")
    )
