"""What somebody says about the clock of a piece of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mortem.core.errors import BadInput
from mortem.core.timeline import zone_of
from mortem.web.forms.plain import PlainField

if TYPE_CHECKING:
    from mortem.web.models import Evidence

_MOST_AHEAD: Final = 400 * 86_400  # seconds: a clock set to the wrong year
_YEARS: Final = (1970, 2100)


class ClockForm(forms.Form):
    """Zone, year of the first line, seconds ahead. Each may stay open; nothing is guessed for it."""

    zone = PlainField(label=_("Which time zone did its clock show?"), max_length=64, required=False)
    year = forms.IntegerField(
        label=_("Which year is its first line of?"),
        min_value=_YEARS[0],
        max_value=_YEARS[1],
        required=False,
    )
    ahead = forms.FloatField(
        label=_("Was its clock ahead? By how many seconds?"),
        help_text=_("0 when it was right, below zero when it was behind."),
        min_value=-_MOST_AHEAD,
        max_value=_MOST_AHEAD,
        required=False,
    )

    def __init__(self, evidence: Evidence, data: Any = None) -> None:
        ahead = evidence.ahead_ms / 1000
        shown = {"zone": evidence.zone, "year": evidence.year, "ahead": f"{ahead:g}"}
        super().__init__(data, initial=shown, auto_id="clock-%s")
        self.fields["zone"].widget.attrs["list"] = "zones"

    def clean_zone(self) -> str:
        name = str(self.cleaned_data["zone"]).strip()
        try:
            return zone_of(name).key if name else ""
        except BadInput:
            raise forms.ValidationError(
                gettext(
                    "There is no time zone called “%(zone)s”. Write it like Europe/Berlin or UTC."
                )
                % {"zone": name}
            ) from None

    def said(self) -> dict[str, Any]:
        """Return what was said, as it is kept; only after the form was found valid."""
        found = self.cleaned_data
        ahead_ms = round((found["ahead"] or 0) * 1000)
        return {"zone": found["zone"], "year": found["year"], "ahead_ms": ahead_ms}
