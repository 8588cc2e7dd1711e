"""Text as people type and paste it."""

from __future__ import annotations

from typing import Any

from django import forms


class PlainField(forms.CharField):
    """A text without NUL characters: they come with a paste, mean nothing, and no database takes them."""

    def to_python(self, value: Any) -> str | None:
        found: str | None = super().to_python(value)
        return found.replace("\x00", "") if found else found
