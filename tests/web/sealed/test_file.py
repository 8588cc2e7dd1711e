"""A sealed review as a file: the same bytes back, and plain words for everything else."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.errors import Damaged
from mortem.web.sealed.envelope import Lock, Sealed
from mortem.web.sealed.file import Package, parse, render

PACKAGE = Package(uuid4(), Lock(b"0123456789abcdef", 2, 1, 8), Sealed(b"n" * 12, b"c" * 100))


def test_what_is_written_is_read() -> None:
    assert parse(render(PACKAGE)) == PACKAGE


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(raw: bytes) -> None:
    with pytest.raises(Damaged):
        parse(raw)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "mortem-review"),
        ("version", 2),
        ("id", "x"),
        ("salt", "not base64!"),
        ("iterations", "3"),
        ("iterations", True),
        ("nonce", None),
        ("ciphertext", 7),
    ],
)
def test_a_field_that_was_changed_is_refused(name: str, value: Any) -> None:
    said = {**json.loads(render(PACKAGE)), name: value}
    with pytest.raises(Damaged):
        parse(json.dumps(said).encode())


def test_a_field_that_is_missing_is_refused() -> None:
    said = json.loads(render(PACKAGE))
    for name in {*said} - {"key", "cipher"}:
        with pytest.raises(Damaged):
            parse(json.dumps({key: said[key] for key in said if key != name}).encode())
