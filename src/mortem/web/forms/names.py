"""Which role stands for which name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mortem.web.forms.plain import PlainField

if TYPE_CHECKING:
    from collections.abc import Iterable

ROLE_LENGTH = 80  # characters


class RolesForm(forms.Form):
    """A role for each name that was found, and for one that was not."""

    other = PlainField(label=_("Another name"), max_length=120, required=False)
    other_role = PlainField(label=_("Its role"), max_length=ROLE_LENGTH, required=False)

    def __init__(self, names: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(names)
        for place, name in enumerate(self.names):
            self.fields[f"role_{place}"] = PlainField(
                label=name, max_length=ROLE_LENGTH, required=False
            )
        self.order_fields([*(f"role_{place}" for place in range(len(self.names))), "other"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if bool(values.get("other")) != bool(values.get("other_role")):
            self.add_error("other", gettext("A name and its role belong together."))
        return values

    def roles(self) -> dict[str, str]:
        """Return the roles by name; only after the form was found valid."""
        found = {name: self.cleaned_data[f"role_{n}"] for n, name in enumerate(self.names)}
        other = {self.cleaned_data["other"]: self.cleaned_data["other_role"]}
        return {name: role for name, role in (found | other).items() if name and role}
