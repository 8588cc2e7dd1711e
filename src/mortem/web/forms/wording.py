"""A text whose wording is looked at while somebody writes it."""

from __future__ import annotations

from django import forms

from mortem.core.blameless.diagnostic import Genre
from mortem.web.forms.plain import PlainField

WORDING_LENGTH = 20_000  # characters: as long as any text of a review may be


class WordingForm(forms.Form):
    """The words, and what they are going to be. They are read and not kept."""

    text = PlainField(max_length=WORDING_LENGTH, strip=False, required=False)
    genre = forms.ChoiceField(choices=[(genre.value, genre.value) for genre in Genre])
