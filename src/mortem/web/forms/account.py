"""Forms about people, teams and their data. They validate; operations persist."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

ERASE_WORDS = gettext_noop("erase me")


def zones() -> list[str]:
    """Return the zones that people live in, by name."""
    return sorted(name for name in available_timezones() if "/" in name and name[:4] != "Etc/")


class NameForm(forms.Form):
    """What somebody is called."""

    name = forms.CharField(
        max_length=120,
        label=_("What shall we call you?"),
        error_messages={"required": _("A first name is enough.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class YouForm(NameForm):
    """A name and a zone."""

    zone = forms.CharField(
        max_length=64,
        required=False,
        label=_("Time zone"),
        help_text=_("Leave it empty to follow each browser."),
        widget=forms.TextInput(attrs={"list": "zones", "placeholder": _("as this browser says")}),
    )

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        if zone and zone not in available_timezones():
            raise forms.ValidationError(
                _("There is no zone “%(zone)s”; write one such as Europe/Berlin."),
                params={"zone": zone},
            )
        return zone


class AddressForm(forms.Form):
    """An address to be reached at."""

    address = forms.EmailField(
        label=_("E-mail address"),
        error_messages={
            "required": _("Write the address by which we reach you."),
            "invalid": _("This does not look like an e-mail address."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class EraseForm(forms.Form):
    """A typed confirmation."""

    words = forms.CharField(
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-draft-skip": ""}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Type “%(words)s”") % {"words": _(ERASE_WORDS)}

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if words.strip().lower() != gettext(ERASE_WORDS):
            raise forms.ValidationError(
                _("Nothing was erased. Type “%(words)s” to go on."),
                params={"words": _(ERASE_WORDS)},
            )
        return words


class TeamForm(forms.Form):
    """A team's name."""

    name = forms.CharField(
        max_length=120,
        label=_("Name of the team"),
        error_messages={"required": _("A team wants a name.")},
    )
