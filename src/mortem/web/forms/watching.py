"""How a signal is read: what its source asks, the line, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mortem.core.errors import MortemError
from mortem.core.watching import Direction
from mortem.web import words
from mortem.web.forms.moments import DayField
from mortem.web.operations.watches import MOST_MINUTES, Setting, check_hold
from mortem.web.source import Kind

if TYPE_CHECKING:
    from mortem.web.models import Watch
    from mortem.web.source import Asked, Source

LONGEST: Final = 2_000
OF_SOURCE: Final = "of-"
_RHYTHMS: Final = (
    (1, _("every minute")),
    (5, _("every five minutes")),
    (15, _("every quarter of an hour")),
    (60, _("every hour")),
    (1440, _("every day")),
    (10080, _("every week")),
)


class SourceForm(forms.Form):
    """Asks what one source needs. A secret that is kept already may stay empty: then it stays."""

    threshold = forms.FloatField(label=_("From which number on do we act?"))
    direction = forms.ChoiceField(label=_("At"), choices=words.choices(words.DIRECTION))
    hold_minutes = forms.IntegerField(
        label=_("For how many minutes?"), min_value=0, max_value=MOST_MINUTES, initial=0
    )
    every_minutes = forms.TypedChoiceField(
        label=_("How often?"), choices=_RHYTHMS, coerce=int, initial=5
    )
    grace_minutes = forms.IntegerField(
        label=_("How many minutes may a number be late?"),
        min_value=1,
        max_value=MOST_MINUTES,
        initial=10,
    )

    def __init__(self, *args: Any, source: Source, watch: Watch | None, **kwargs: Any) -> None:
        self.source = source
        self.kept = frozenset(_kept_secrets(source, watch))
        self.before: dict[str, str] = watch.values if watch and self.kept else {}
        kwargs["initial"] = _initial(source, watch)
        super().__init__(*args, **kwargs)
        for asked in source.asks:
            self.fields[f"{OF_SOURCE}{asked.name}"] = _field(asked, is_kept=bool(self.kept))
        if source.silence_trips:
            for name in ("threshold", "direction", "hold_minutes"):
                self.fields[name].widget = forms.HiddenInput()

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields of the source, in its order."""
        return [self[f"{OF_SOURCE}{one.name}"] for one in self.source.asks]

    def clean(self) -> dict[str, Any]:
        """Let the source check what is its own; its words stand beside the field."""
        values = super().clean() or {}
        for asked in self.source.asks:
            name = f"{OF_SOURCE}{asked.name}"
            text = str(values.get(name) or "")
            try:
                if text and asked.check is not None:
                    asked.check(text)
            except MortemError as error:
                self.add_error(name, gettext(error.template).format(**error.data))
        self._check_kept(values)
        self._check_hold(values)
        return values

    def _check_hold(self, values: dict[str, Any]) -> None:
        if {"hold_minutes", "every_minutes"} <= values.keys():
            try:
                check_hold(values["hold_minutes"], values["every_minutes"])
            except MortemError as error:
                words = gettext(error.template).format(**error.data)
                self.add_error("hold_minutes", f"{words} {gettext(error.hint)}")

    def _check_kept(self, values: dict[str, Any]) -> None:
        """Ask for a kept secret anew where it would be sent to another address than it was kept for."""
        told = {
            one.name: str(values.get(f"{OF_SOURCE}{one.name}") or "") for one in self.source.asks
        }
        if self.source.leads_elsewhere(self.before, told):
            for name in sorted(self.kept):
                if not told[name]:
                    words = _("It was kept for another address; write it again.")
                    self.add_error(f"{OF_SOURCE}{name}", words)

    def setting(self) -> Setting:
        """Return what was asked for; secrets that stay as they are are left out."""
        values = {
            one.name: str(self.cleaned_data.get(f"{OF_SOURCE}{one.name}") or "")
            for one in self.source.asks
        }
        stay = {name for name in self.source.secrets if not values[name] and name in self.kept}
        same = ("threshold", "hold_minutes", "every_minutes", "grace_minutes")
        return Setting(
            source=self.source.name,
            direction=Direction(self.cleaned_data["direction"]),
            values={name: text for name, text in values.items() if name not in stay},
            **{name: self.cleaned_data[name] for name in same},
        )


def _kept_secrets(source: Source, watch: Watch | None) -> set[str]:
    if watch is None or watch.source != source.name or not watch.sealed:
        return set()
    return set(source.secrets)


def _initial(source: Source, watch: Watch | None) -> dict[str, Any]:
    if watch is None or watch.source != source.name:
        below = Direction.BELOW if source.below else Direction.ABOVE
        return {"threshold": source.threshold, "direction": below}
    same = ("threshold", "direction", "hold_minutes", "every_minutes", "grace_minutes")
    told = {f"{OF_SOURCE}{name}": text for name, text in watch.values.items()}
    return {name: getattr(watch, name) for name in same} | told


def _field(asked: Asked, *, is_kept: bool) -> forms.Field:
    common: Any = {"label": asked.label, "help_text": asked.hint, "required": asked.required}
    if asked.kind is Kind.CHOICE and asked.choices is not None:
        return forms.ChoiceField(choices=asked.choices(), **common)
    if asked.kind is Kind.DAY:
        return DayField(**common)
    if asked.kind is Kind.SECRET:
        common["required"] = asked.required and not is_kept
        if is_kept:
            common["help_text"] = _("One is kept, sealed. Leave this empty and it stays.")
        hidden = forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"})
        return forms.CharField(max_length=LONGEST, widget=hidden, **common)
    rows = forms.Textarea(attrs={"rows": 3}) if asked.kind is Kind.LONG else forms.TextInput()
    return forms.CharField(max_length=LONGEST, widget=rows, **common)
