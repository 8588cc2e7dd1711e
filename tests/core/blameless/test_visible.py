from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.blameless.visible import folded, plain, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n```\nb\n```\nc", "a c"),
        ("a\n```\nb", "a"),
        ("a\n````\n```\nb\n````\nc", "a c"),
        ("---\na: b\n---\nc", "c"),
        ("--- \na: b\n---\nc", "c"),
        ("---\nno end", "--- no end"),
        ("a <!-- b --> c", "a c"),
        ("a <!-- b", "a <!-- b"),
        ("a\n> b\nc", "a c"),
        ("a <code>b</code> c", "a c"),
        ("a <PRE class='x'>b</pre > c <pre> d", "a c <pre> d"),
    ],
)
def test_what_is_not_prose_is_laid_blank(text: str, shown: str) -> None:
    assert " ".join(visible(text).split()) == shown


@given(st.text(alphabet="ab`~<>!-\n /precod", max_size=80))
def test_nothing_moves(text: str) -> None:
    shown = visible(text)

    assert len(shown) == len(text)
    assert all(new in (old, " ", "\n") for new, old in zip(shown, text, strict=True))


@given(st.text(max_size=80))
def test_folding_keeps_every_position(text: str) -> None:
    assert len(folded(text)) == len(text) == len(plain(text))


def test_folding_makes_quotes_and_line_ends_plain() -> None:
    assert (
        folded("İ DIDN\N{RIGHT SINGLE QUOTATION MARK}T\r\nSEE\rIT\u00a0") == "İ didn't \nsee\nit "
    )
