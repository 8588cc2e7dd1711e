"""How far moments are moved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mortem.core.errors import BadInput
from mortem.core.shift import shift_of


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("1:00", 3600), (" 0:30 ", 1800), ("0:00:30", 30), ("26:05", 93_900), ("0:5", 300)],
)
def test_a_shift_is_read_either_way(written: str, seconds: int) -> None:
    assert shift_of(written, is_earlier=False) == timedelta(seconds=seconds)
    assert shift_of(written, is_earlier=True) == -timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written", ["", "0:00", "1", "an hour", "1:60", "-1:00", "10000:00", "\u0967:\u0966\u0966"]
)
def test_what_is_no_shift_is_refused(written: str) -> None:
    with pytest.raises(BadInput):
        shift_of(written, is_earlier=True)
