"""Pieces of evidence without a database: sealed bytes and what was said about their clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mortem.web import vault
from mortem.web.rows.building import build
from mortem.web.rows.piece import Piece

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def sealed() -> Callable[..., Piece]:
    """Return how bytes become a piece that nobody has read yet."""

    def seal(content: bytes, name: str = "app.log", **said: Any) -> Piece:
        kept = vault.seal([content], limit=len(content))
        return Piece(kept.sha256, name, kept.size, **said)

    return seal


@pytest.fixture
def read(sealed: Callable[..., Piece]) -> Callable[..., Piece]:
    """Return how bytes become a piece with its rows."""

    def make(content: bytes, name: str = "app.log", **said: Any) -> Piece:
        piece = sealed(content, name, **said)
        build(piece, piece.place, told=lambda _share: True)
        return piece

    return make
