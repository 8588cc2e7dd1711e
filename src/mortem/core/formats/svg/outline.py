"""The text alternative of a picture: a nested list that a template can show as it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outline:
    """One line of the list: its text, short remarks on it, and the lines below it."""

    text: str
    notes: tuple[str, ...] = ()
    items: tuple[Outline, ...] = ()
