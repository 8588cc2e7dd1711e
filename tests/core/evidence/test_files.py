"""What a file is, and its lines made safe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.evidence.files import (
    HEAD,
    encoding_of,
    media_type_of,
    servable_type,
    shown,
)


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
