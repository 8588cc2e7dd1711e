"""Reading beside the pages: once a piece, stopped when asked, broken ones told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mortem.web.rows import works
from mortem.web.rows.piece import Piece

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

LINE = b"2026-03-14T01:00:00Z INFO shop: order\n"


def test_a_piece_is_read_once(sealed: Callable[..., Piece]) -> None:
    piece = sealed(LINE * 100)
    work = works.begin(piece)
    assert work is not None
    assert work.ended.wait(timeout=60)
    assert piece.place.exists()
    assert (works.begin(piece), works.work_on(piece)) == (None, None)


def test_reading_stops_and_leaves_nothing(sealed: Callable[..., Piece]) -> None:
    piece = sealed(LINE * 300_000)
    work = works.begin(piece)
    assert work is not None
    assert works.begin(piece) is work
    assert work.begun.wait(timeout=60)
    works.stop_all(piece.sha256)
    assert work.ended.is_set()
    assert not piece.place.exists()
    assert list(piece.place.parent.glob("*")) == []


def test_what_waits_for_its_turn_is_stopped_at_once_and_may_be_begun_anew(
    sealed: Callable[..., Piece],
) -> None:
    with works._turns, works._turns:  # nobody's turn comes
        piece = sealed(LINE)
        work = works.begin(piece)
        assert work is not None
        works.stop_all(piece.sha256)
        assert not work.ended.is_set()
        again = works.begin(piece)
        assert again is not None
        assert again is not work
    assert again.ended.wait(timeout=60)
    assert work.ended.wait(timeout=60)
    assert piece.place.exists()
    assert works.work_on(piece) is None


def test_what_breaks_is_told_and_may_be_tried_again(
    sealed: Callable[..., Piece], monkeypatch: pytest.MonkeyPatch
) -> None:
    piece = sealed(LINE)

    def broken(*_arguments: Any, **_more: Any) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(works, "build", broken)
        work = works.begin(piece)
        assert work is not None
        assert work.ended.wait(timeout=60)
    assert work.is_broken
    assert works.work_on(piece) is work
    again = works.begin(piece)
    assert again is not None
    assert again.ended.wait(timeout=60)
    assert piece.place.exists()


def test_bytes_that_are_gone_end_it_quietly() -> None:
    piece = Piece("0" * 64, "app.log", 10)
    work = works.begin(piece)
    assert work is not None
    assert work.ended.wait(timeout=60)
    assert (work.is_broken, works.work_on(piece)) == (False, None)
