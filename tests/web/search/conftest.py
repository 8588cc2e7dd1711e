"""Reviews that search can tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mortem.web import search
from mortem.web.models import Review

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def found(db: None) -> Callable[[str], list[str]]:  # noqa: ARG001
    """Return a search over everything that gives the excerpts, best first."""

    def find(words: str) -> list[str]:
        return [hit.excerpt for hit in search.find(words, reviews=Review.objects.all())]

    return find
