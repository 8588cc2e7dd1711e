"""One bar of a night."""

from __future__ import annotations

import re

from mortem.core.formats.svg import bar


def widths(drawn: str) -> list[float]:
    return [float(one) for one in re.findall(r'width="([\d.]+)" height', drawn)]


def test_a_bar_is_as_long_as_its_share_and_tells_the_grave_part() -> None:
    drawn = bar(50, 25, 100)
    assert widths(drawn) == [500, 250]
    assert 'aria-hidden="true"' in drawn
    assert "style" not in drawn


def test_little_is_seen_and_nothing_is_not() -> None:
    assert widths(bar(1, 0, 1_000_000)) == [4]
    assert widths(bar(0, 0, 1)) == []
