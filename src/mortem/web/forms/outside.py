"""What people outside may read of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.report.outside import TITLES, Outside
from mortem.web.forms.plain import PlainField
from mortem.web.operations.parts import TEXT_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROWS = {"summary": 4, "story": 10, "doing": 5}


class OutsideForm(forms.Form):
    """The three parts, each of which may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, title in TITLES.items():
            area = forms.Textarea(attrs={"rows": _ROWS[name], "data-wording": "lesson"})
            self.fields[name] = PlainField(
                label=_(title), max_length=TEXT_LENGTH, required=False, widget=area
            )

    def outside(self) -> Outside:
        """Return what was written; only after the form was found valid."""
        return Outside(**dict(self._texts()))

    def _texts(self) -> Iterator[tuple[str, str]]:
        for name in TITLES:
            yield name, self.cleaned_data[name].replace("\r\n", "\n").strip()
