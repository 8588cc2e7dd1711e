"""Where rows lie, and when they go."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from mortem.web.rows import piece as pieces

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from mortem.web.rows.piece import Piece

LINE = b"2026-03-14T01:00:00Z INFO shop: order\n"
NOW = datetime(2026, 11, 26, tzinfo=UTC)


def test_whatever_decides_the_rows_decides_their_place(
    sealed: Callable[..., Piece], monkeypatch: pytest.MonkeyPatch
) -> None:
    same = sealed(LINE)
    assert same.place == sealed(LINE).place
    others = [
        sealed(LINE, name="other.csv"),
        sealed(LINE, zone="Europe/Berlin"),
        sealed(LINE, year=2025),
        sealed(LINE, ahead_ms=5),
        sealed(LINE + LINE),
    ]
    before = same.place
    assert len({before, *(one.place for one in others)}) == 6
    monkeypatch.setattr(pieces, "readers_digest", lambda: "another")
    assert same.place != before


def test_a_zone_that_is_not_known_here_counts_as_unsaid(sealed: Callable[..., Piece]) -> None:
    assert sealed(LINE, zone="Mars/Base").answers.zone is None
    assert str(sealed(LINE, zone="Europe/Berlin").answers.zone) == "Europe/Berlin"


def test_rows_go_with_their_bytes_whatever_was_answered(
    read: Callable[..., Piece], data_folder: Path
) -> None:
    one, two, other = read(LINE), read(LINE, zone="UTC"), read(LINE + LINE)
    pieces.forget(one.sha256)
    assert (one.sha256, list((data_folder / "rows").iterdir())) == (two.sha256, [other.place])


def test_what_nobody_has_and_what_was_half_read_is_swept_once_it_is_old(
    read: Callable[..., Piece], data_folder: Path
) -> None:
    kept, left, fresh = read(LINE), read(LINE, year=1999), read(LINE, year=2001)
    half = data_folder / "rows" / f"{pieces.HALF}x"
    half.write_bytes(b"half")
    old = (NOW - timedelta(days=2)).timestamp()
    for path in (kept.place, left.place, half):
        os.utime(path, (old, old))
    os.utime(fresh.place, (NOW.timestamp(), NOW.timestamp()))
    pieces.sweep({kept.place}, before=NOW - timedelta(days=1))
    assert set((data_folder / "rows").iterdir()) == {kept.place, fresh.place}
