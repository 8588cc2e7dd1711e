"""Texts that say nearly the same are found by their letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mortem.core.likeness import likeness, nearest

EARLIER = [
    ("1", "A certificate expires and nobody notices"),
    ("2", "The database disk fills up"),
    ("3", "Support is not told in time"),
]


def test_the_one_that_says_nearly_the_same_comes_first() -> None:
    found = nearest("An expired certificate was noticed by customers", EARLIER, most=5)
    assert found[:1] == ("1",)


def test_what_has_nothing_in_common_is_left_out() -> None:
    assert nearest("Zugluft", EARLIER, most=5) == ()


def test_no_more_come_than_were_asked_for() -> None:
    same = [(str(n), "The disk fills up") for n in range(9)]
    assert nearest("The disk fills up", same, most=2) == ("0", "1")


@given(st.text(), st.text())
def test_likeness_is_a_share_and_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


def test_the_same_words_are_alike_in_any_case() -> None:
    assert likeness("Disk FULL", "disk full") == 1
    assert likeness("", "") == 0
