"""What is answered where somebody writes about themselves alone (METHOD C3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless.diagnostic import Category, Genre
from mortem.core.blameless.engine import lint

if TYPE_CHECKING:
    from mortem.core.blameless.diagnostic import Diagnostic


def harsh(text: str) -> tuple[Diagnostic, ...]:
    """Return where somebody is hard on themselves. “I should have slept” is theirs to say."""
    return tuple(one for one in lint(text, Genre.PERSONAL) if one.category is Category.KINDNESS)
