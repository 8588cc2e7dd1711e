"""What a file is, its lines made safe, a time read off a line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.evidence.files import (
    HEAD,
    encoding_of,
    media_type_of,
    servable_type,
    shown,
    time_on,
)
from mortem.core.record import Precision


@pytest.mark.parametrize(
    ("head", "claimed", "found"),
    [
        (b"plain words\n", "text/plain", "text/plain"),
        (b"plain words\n", "image/png", "text/plain"),
        (b"plain words\n", "", "text/plain"),
        (b"{}", "application/json; charset=utf-8", "application/json"),
        (b"<script>", "text/html", "text/html"),
        (b"\x89PNG\r\n\x1a\n\0\0", "text/plain", "image/png"),
        (b"PK\x03\x04\0\0", "text/plain", "application/zip"),
        (
            b"PK\x03\x04\0\0",
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.text",
        ),
        (b"\x7fELF\0\0\0\0\1\2\3\4", "text/plain", "application/octet-stream"),
        (b"\0\0\0\0\0\0\0\1", "video/mp4", "video/mp4"),
        (b"\0\0\0\0\0\0\0\1", "no type\r\nX-Evil: 1", "application/octet-stream"),
        (b"", "", "text/plain"),
    ],
)
def test_bytes_win_over_what_was_claimed(head: bytes, claimed: str, found: str) -> None:
    assert media_type_of(head, claimed) == found


@pytest.mark.parametrize(
    ("kept", "served"),
    [
        ("text/plain", "text/plain"),
        ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
        ("", "application/octet-stream"),
        ("no type", "application/octet-stream"),
        ("text/html\r\nX-Evil: 1", "application/octet-stream"),
    ],
)
def test_only_a_media_type_becomes_a_header(kept: str, served: str) -> None:
    assert servable_type(kept) == served


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b"ascii", "utf-8"),
        ("Grüße".encode(), "utf-8"),
        ("Grüße".encode("cp1252"), "cp1252"),
        ("Grüße".encode("utf-16"), "utf-16"),
        (b"\xef\xbb\xbfmarked", "utf-8-sig"),
        ("ä".encode()[:1], "utf-8"),
        ("Grüße ".encode() * 9 + b"\xff torn", "utf-8"),
        (b"one torn\0place in a log of a hundred letters" + b"." * 60, "utf-8"),
        (b"\0\1\2\3", None),
    ],
)
def test_the_encoding_is_read_from_the_bytes(head: bytes, encoding: str | None) -> None:
    assert encoding_of(head) == encoding


@given(st.binary(max_size=HEAD // 64))
def test_any_bytes_have_a_type(head: bytes) -> None:
    assert media_type_of(head, "text/plain").count("/") == 1


@given(st.text())
def test_no_control_character_reaches_a_page(text: str) -> None:
    seen = shown(text)
    assert len(seen) == len(text)
    assert not {c for c in seen if ord(c) < 32} - set("\t\n\r")
    assert "\u202e" not in seen


@pytest.mark.parametrize(
    ("line", "at", "precision"),
    [
        ("2026-03-14T01:13:00Z db full", datetime(2026, 3, 14, 1, 13, tzinfo=UTC), "second"),
        ("[2026-03-14 01:13] full", datetime(2026, 3, 14, 1, 13), "minute"),  # noqa: DTZ001
        ("2026-03-14 01:13:07,250 full", datetime(2026, 3, 14, 1, 13, 7), "second"),  # noqa: DTZ001
        (
            "at 2026-03-14T02:13:00+01:00",
            datetime(2026, 3, 14, 1, 13, tzinfo=UTC),
            "second",
        ),
    ],
)
def test_a_time_is_read_as_it_is_written(line: str, at: datetime, precision: str) -> None:
    found = time_on(line)
    assert found is not None
    assert (found.at, found.precision) == (at, Precision(precision))
    assert found.names_zone == (at.tzinfo is not None)


def test_a_zone_before_utc_is_read() -> None:
    found = time_on("2026-03-14 01:13:00 -0530")
    assert found is not None
    assert found.at.utcoffset() == -timedelta(hours=5, minutes=30)


@pytest.mark.parametrize("line", ["", "no time", "2026-13-40 99:99", "2026-03-14T01:13Z"[:9]])
def test_what_is_no_time_is_none(line: str) -> None:
    assert time_on(line) is None


@given(st.text())
def test_any_line_may_be_asked_for_its_time(line: str) -> None:
    found = time_on(line)
    assert found is None or found.at.year >= 1


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("\0", "␀"),
        ("\x01", "␁"),
        ("\x07", "␇"),
        ("\x0b", "␋"),
        ("\x0c", "␌"),
        ("\x1b[31m", "␛[31m"),
        ("\x1f", "␟"),
        ("\x7f", "␡"),
        ("\u202a\u202e\u2066\u2069", "\ufffd" * 4),
        ("\t\n\r", "\t\n\r"),
        ("\u2029\u202f\u2065\u206a", "\u2029\u202f\u2065\u206a"),
        ("~ \x80", "~ \ufffd"),
    ],
)
def test_each_control_character_has_its_own_sign(written: str, seen: str) -> None:
    assert shown(written) == seen
