"""Where else somebody wants to be told."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.errors import MortemError
from mortem.web.forms.plain import PlainField
from mortem.web.models import ChannelForm as Form
from mortem.web.notify.channels import host_of

FORMS = {
    Form.CHAT: _("A chat (Slack, Mattermost, …)"),
    Form.DISCORD: _("Discord"),
    Form.NTFY: _("ntfy, on your phone"),
    Form.SERVICE: _("Another service (Teams, Telegram, Matrix, Signal, …)"),
    Form.JSON: _("A program of your own (JSON)"),
}
SIGNALS, ACTIONS = "signals", "actions"
HEARD = {
    SIGNALS: _("When a signal speaks"),
    ACTIONS: _("What becomes of actions: agreed on, changed, done, judged"),
}
_LONGEST = 2_000  # characters


class NewChannelForm(forms.Form):
    """What takes the messages, and where it is."""

    form = forms.ChoiceField(
        label=_("What takes the messages?"),
        choices=[(form.value, words) for form, words in FORMS.items()],
    )
    address = PlainField(
        label=_("Its address for incoming messages"),
        help_text=_(
            "In a chat it is called an incoming webhook; in ntfy it is the address of a topic. "
            "Another service is written as Apprise writes it: tgram://token/chat."
        ),
        max_length=_LONGEST,
        widget=forms.TextInput(
            attrs={"type": "url", "autocomplete": "off", "placeholder": "https://…"}
        ),
        error_messages={"required": _("Write the address that you were given there.")},
    )

    hears = forms.MultipleChoiceField(
        label=_("What shall be told there?"),
        choices=list(HEARD.items()),
        initial=[SIGNALS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one of the two, or both.")},
    )

    def clean_address(self) -> str:
        """Refuse what this form cannot be told at, in the words of the guard of all requests."""
        address = str(self.cleaned_data["address"]).strip()
        try:
            host_of(Form(self.cleaned_data.get("form", Form.CHAT)), address)
        except MortemError as error:
            raise forms.ValidationError(str(error)) from error
        return address
