"""Forms of sealed reviews."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.playbooks import playbooks
from mortem.core.record import Kind


def secret(label: Any, *, new: bool = False) -> forms.CharField:
    """Return a field for a passphrase: as typed, outer space too, and never sent back."""
    keeper = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": keeper}),
        error_messages={"required": _("The passphrase is needed here.")},
    )


class NewPassphraseForm(forms.Form):
    """A passphrase, twice, once it has been read what cannot be undone."""

    passphrase = secret(_("Passphrase"), new=True)
    again = secret(_("The same once more"), new=True)
    understood = forms.BooleanField(
        label=_("I have read this. Without the passphrase nobody can open it, not even I."),
        error_messages={"required": _("Please read it first, then tick this.")},
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("passphrase") and data.get("again") and data["passphrase"] != data["again"]:
            self.add_error("again", _("These two differ. Type them once more, slowly."))
        return data


class BeginSealedForm(NewPassphraseForm):
    """What is begun, in one line, and what it is locked with."""

    field_order = ("context", "title")
    context = forms.ChoiceField(
        label=_("What kind is it?"),
        choices=[
            (book.slug, book.name) for kind in Kind for book in playbooks(kind) if book.personal
        ],
    )
    title = forms.CharField(
        max_length=300,
        label=_("One line: what is it about?"),
        error_messages={"required": _("One line is needed here: what is it about?")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class UnlockForm(forms.Form):
    """The passphrase."""

    passphrase = secret(_("Passphrase"))


class ReminderForm(forms.Form):
    """When the next check-in is due, and how often from then on."""

    remind_date = forms.DateField(
        required=False,
        label=_("Remind me on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    every_days = forms.IntegerField(
        required=False, min_value=1, max_value=366, label=_("and then every … days")
    )
