"""Forms of coming in and letting in."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mortem.core.record import Mode, Role
from mortem.web.models import Team
from mortem.web.operations.participants import NAME_LENGTH
from mortem.web.operations.showing import PURPOSE_LENGTH, Addressee, Purpose


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


class ShowForm(forms.Form):
    """What every act of sharing asks: whom it can help, what they may do, and until when."""

    field_order = ("name", "address", "people_named", "team", "purpose", "role", "until")
    purpose = forms.CharField(
        max_length=PURPOSE_LENGTH,
        label=_("Whom can this help, and with what?"),
        error_messages={"required": _("A few words: they read them too.")},
    )
    role = forms.TypedChoiceField(
        coerce=Role,
        label=_("They may"),
        choices=[(Role.READER.value, _("read")), (Role.PARTICIPANT.value, _("take part"))],
    )
    until = forms.DateField(
        required=False,
        label=_("Open until the end of"),
        help_text=_("Empty means: until you take it back."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def why(self) -> Purpose:
        """Return what was said, with the end of the day in the zone of whoever shares."""
        data = self.cleaned_data
        return Purpose(
            purpose=data["purpose"],
            role=data.get("role", Role.READER),
            ends_at=end_of(data["until"]),
        )


def end_of(day: date | None) -> datetime | None:
    """Return the last moment of a day where whoever chooses it is."""
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None


class PersonForm(ShowForm):
    """One person, such as a mentor."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        label=_("Who is it?"),
        error_messages={"required": _("A name helps you later: for whom is this link?")},
    )
    address = forms.EmailField(required=False, label=_("E-mail address"))

    def people(self) -> list[Addressee]:
        return [Addressee(self.cleaned_data["name"], self.cleaned_data["address"])]


class PeopleForm(ShowForm):
    """A few people, a line each."""

    people_named = forms.CharField(
        label=_("Who are they?"),
        help_text=_("One a line; an address may follow the name: Noor, noor@example.org"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write one name a line.")},
    )

    def people(self) -> list[Addressee]:
        lines = self.cleaned_data["people_named"].splitlines()
        pairs = [line.partition(",") for line in lines if line.strip()]
        return [Addressee(name.strip(), address.strip()) for name, _comma, address in pairs]


class TeamForm(ShowForm):
    """Everybody in one of one's teams; they read."""

    role = None  # type: ignore[assignment]  # Django's way to leave a field out
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Which team?"), empty_label=None, to_field_name="pk"
    )

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Team]", self.fields["team"]).queryset = teams


class LinkForm(ShowForm):
    """Everybody who has the link; it always ends."""

    until = forms.DateField(
        label=_("Open until the end of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Until which day shall the link open it?")},
    )
