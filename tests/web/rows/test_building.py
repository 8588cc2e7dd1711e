"""Rows are made whole or not at all, secrets covered, in the order of time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from mortem.web.rows.building import build
from mortem.web.rows.contents import StoppedError
from mortem.web.rows.store import opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mortem.web.rows.piece import Piece

KEY = "\n".join(
    "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3g=" for _ in range(3)
)


def log(count: int) -> bytes:
    return b"".join(
        f"2026-03-14T01:{n // 60 % 60:02}:{n % 60:02}Z INFO shop: order {n}\n".encode()
        for n in range(count)
    )


def texts(piece: Piece) -> list[str]:
    with closing(sqlite3.connect(piece.place)) as db:
        return [text for (text,) in db.execute("SELECT text FROM rows ORDER BY id")]


def test_rows_lie_in_the_order_of_time(read: Callable[..., Piece]) -> None:
    piece = read(
        b"2026-03-14T01:00:02Z INFO a: second\n"
        b"2026-03-14T01:00:01Z INFO a: first\n"
        b"2026-03-14T01:00:02Z INFO a: third, as it came\n"
    )
    assert texts(piece) == ["first", "second", "third, as it came"]


def test_a_private_key_over_several_rows_is_covered(
    read: Callable[..., Piece], data_folder: Path
) -> None:
    lines = ["-----BEGIN RSA PRIVATE KEY-----", *KEY.split("\n"), "-----END RSA PRIVATE KEY-----"]
    piece = read(
        "".join(
            f"2026-03-14T01:00:{n:02}Z INFO shop: {line}\n" for n, line in enumerate(lines)
        ).encode()
    )
    assert len(texts(piece)) == 5
    kept = next((data_folder / "rows").iterdir()).read_bytes()
    assert KEY.split("\n")[0].encode() not in kept


def test_what_stops_in_the_middle_leaves_nothing(
    sealed: Callable[..., Piece], data_folder: Path
) -> None:
    piece = sealed(log(5000))
    heard: list[float] = []

    def told(share: float) -> bool:
        heard.append(share)
        return len(heard) < 3

    with pytest.raises(StoppedError):
        build(piece, piece.place, told=told)
    assert list((data_folder / "rows").iterdir()) == []


def test_what_stops_while_it_is_indexed_leaves_nothing(
    sealed: Callable[..., Piece], data_folder: Path
) -> None:
    piece, is_reading = sealed(log(20_000)), [True]

    def told(share: float) -> bool:
        is_reading[0] = is_reading[0] and share < 0.8
        return is_reading[0]

    with pytest.raises(StoppedError):
        build(piece, piece.place, told=told)
    assert list((data_folder / "rows").iterdir()) == []


def test_what_breaks_leaves_nothing(sealed: Callable[..., Piece], data_folder: Path) -> None:
    piece = sealed(log(10))

    def told(_share: float) -> bool:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        build(piece, piece.place, told=told)
    assert list((data_folder / "rows").iterdir()) == []


def test_two_at_once_make_the_same(sealed: Callable[..., Piece], data_folder: Path) -> None:
    piece = sealed(log(100))
    nested = [True]

    def told(_share: float) -> bool:
        if nested.pop() if nested else False:
            build(piece, piece.place, told=lambda _share: True)
        return True

    build(piece, piece.place, told=told)
    assert len(list((data_folder / "rows").iterdir())) == 1
    assert len(texts(piece)) == 100


def test_progress_only_grows_and_lines_without_a_time_are_counted(
    sealed: Callable[..., Piece],
) -> None:
    piece, heard = sealed(b"no time here\n" + log(3000)), [0.0]

    def told(share: float) -> bool:
        if share >= 0:
            heard.append(share)
        return True

    build(piece, piece.place, told=told)
    assert heard == sorted(heard)
    assert heard[-1] < 1
    with opened(piece) as store:
        assert store is not None
        assert store.about.rows + store.about.unread >= 3000


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 100, b"just words\n" * 10, b"\n\n"])
def test_what_has_no_rows_says_so(read: Callable[..., Piece], content: bytes) -> None:
    with opened(read(content)) as store:
        assert store is not None
        assert store.about.rows == 0


def test_years_and_weekdays_that_are_missing_are_told(read: Callable[..., Piece]) -> None:
    piece = read(b"Feb 28 23:59:59 db1 shop[1]: up\nFeb 29 00:00:01 db1 shop[1]: still up\n")
    with opened(piece) as store:
        assert store is not None
        said = store.about.yearless
        assert said is not None
        assert (said.month, said.day, said.leap_after) == (2, 28, 0)
        assert (store.about.unknown, store.about.asks_year) == (2, True)


def test_a_clock_that_was_ahead_is_put_right(read: Callable[..., Piece]) -> None:
    plain, ahead = (read(log(1), ahead_ms=ms) for ms in (0, 1500))
    assert plain.place != ahead.place
    with opened(plain) as one, opened(ahead) as other:
        assert one is not None
        assert other is not None
        assert one.about.first - other.about.first == 1_500_000
