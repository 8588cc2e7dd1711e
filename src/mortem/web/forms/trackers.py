"""Where issues are kept, and the words of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mortem.core.errors import MortemError
from mortem.core.issues import MOST_TITLE, Project, TrackerKind, project
from mortem.core.outgoing import place
from mortem.web.forms.plain import PlainField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mortem.web.models import Tracker

KINDS = {TrackerKind.GITHUB: "GitHub", TrackerKind.GITLAB: "GitLab"}
_LONGEST = 500  # characters
_LONGEST_BODY = 20_000


class NewTrackerForm(forms.Form):
    """Which project, on which server, and the token that opens it."""

    kind = forms.ChoiceField(
        label=_("Where are your issues?"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
    )
    name = PlainField(
        label=_("Which repository or project?"),
        help_text=_("As in its address: owner/name."),
        max_length=_LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "owner/name"}),
    )
    server = PlainField(
        label=_("Its server, if it is your own"),
        help_text=_("Empty for github.com and gitlab.com."),
        max_length=_LONGEST,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "url", "autocomplete": "off", "placeholder": "https://…"}
        ),
    )
    token = PlainField(
        label=_("A token that may read and write issues there"),
        help_text=_("Best one for this project alone. It is sealed and not shown again."),
        max_length=_LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def clean_token(self) -> str:
        """Refuse what cannot be sent in a header."""
        token = str(self.cleaned_data["token"]).strip()
        if not token.isascii() or not token.isprintable() or " " in token:
            raise forms.ValidationError(_("A token has letters, digits and signs only, no spaces."))
        return token

    def clean_server(self) -> str:
        """Refuse what is no address of a server, in the words of the guard of all requests."""
        server = str(self.cleaned_data["server"]).strip().rstrip("/")
        if not server:
            return ""
        if "?" in server or "#" in server:
            raise forms.ValidationError(_("Write only the server, such as https://git.example."))
        try:
            place(server)
        except MortemError as error:
            raise forms.ValidationError(gettext(error.template).format(**error.data)) from error
        return server

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            try:
                values["project"] = self._project(values)
            except MortemError as error:
                self.add_error("name", gettext(error.template).format(**error.data))
        return values

    def _project(self, values: dict[str, Any]) -> Project:
        return project(TrackerKind(values["kind"]), values["name"], values["server"])


class IssueForm(forms.Form):
    """The very words that leave Mortem, and where to."""

    tracker = forms.ChoiceField(label=_("Where?"))
    title = PlainField(label=_("Its title"), max_length=MOST_TITLE)
    body = PlainField(
        label=_("Its text"),
        max_length=_LONGEST_BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, trackers: Sequence[Tracker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trackers = {str(one.pk): one for one in trackers}
        fields: dict[str, Any] = self.fields
        fields["tracker"].choices = [(key, str(one)) for key, one in self.trackers.items()]

    def clean_tracker(self) -> Tracker:
        """Return the tracker that was chosen."""
        return self.trackers[self.cleaned_data["tracker"]]


class LinkForm(forms.Form):
    """An issue that is there already."""

    address = PlainField(
        label=_("Its address"),
        max_length=2 * _LONGEST,
        widget=forms.TextInput(
            attrs={"type": "url", "autocomplete": "off", "placeholder": "https://…/issues/12"}
        ),
        error_messages={"required": _("Paste the address of the issue.")},
    )
