"""Themes: what causes are grouped under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.web.models import Theme
from mortem.web.operations.parts import (
    add_part,
    change_part,
    delete_part,
    plain_name,
    restore_part,
)

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Participant, Review

THEME_LENGTH = 80  # characters: a name, not a sentence
MOST_THEMES = 40


@transaction.atomic
def add_theme(review: Review, *, name: str, by: Participant | None, at: datetime) -> Theme:
    """Add a theme of one's own; a theme of that name that is there already is returned as it is.

    Raises BadInput for an empty or long name and beyond 40 themes.
    """
    name = plain_name("name", name, limit=THEME_LENGTH)
    known = list(review.themes.all())
    for theme in known:
        if theme.name.casefold() == name.casefold():
            return theme
    if len(known) >= MOST_THEMES:
        raise BadInput(
            "name", "There are {count} themes already; join some first.", count=len(known)
        )
    return add_part(Theme, review, by=by, at=at, name=name)


def rename_theme(theme: Theme, *, name: str, by: Participant | None, at: datetime) -> Theme:
    """Give a theme another name."""
    name = plain_name("name", name, limit=THEME_LENGTH)
    return change_part(theme, by=by, at=at, name=name)


@transaction.atomic
def delete_theme(theme: Theme, *, by: Participant | None, at: datetime) -> None:
    """Take a theme away; its causes stay, and are back in it if it is restored."""
    delete_part(theme, by=by, at=at)


def restore_theme(theme: Theme, *, by: Participant | None, at: datetime) -> None:
    """Bring a deleted theme back, with the causes that were in it."""
    restore_part(theme, by=by, at=at)
