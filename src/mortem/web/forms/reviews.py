"""Forms about a review as a whole. They validate; operations persist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.playbooks import playbooks

if TYPE_CHECKING:
    from mortem.core.record import Kind


class BeginForm(forms.Form):
    """A context and one line."""

    context = forms.ChoiceField(
        error_messages={"required": _("Pick the one that fits best; “custom” fits anything.")}
    )
    title = forms.CharField(
        max_length=300,
        error_messages={"required": _("One line is needed here: what is it about?")},
    )

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["context"].choices = [  # type: ignore[attr-defined]
            (book.slug, book.name) for book in playbooks(kind)
        ]
