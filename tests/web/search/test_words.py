"""Words, terms, marks and excerpts: plain text in, plain text out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.web.search.excerpt import LENGTH, excerpt_of, pieces
from mortem.web.search.words import MOST_TERMS, Term, marks_in, terms_of, tidy, words_of


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("", []),
        ("!?*", []),
        ("back", [Term(("back",), open_end=True)]),
        ("Row  counts", [Term(("row",)), Term(("counts",), open_end=True)]),
        ('"row counts"', [Term(("row", "counts"))]),
        ('"row cou', [Term(("row", "cou"), open_end=True)]),
        (
            'late "row counts" now',
            [Term(("late",)), Term(("row", "counts")), Term(("now",), open_end=True)],
        ),
        ("roll-back", [Term(("roll", "back"), open_end=True)]),
        (
            "don't AND NOT near(x)",
            [
                Term(("don", "t")),
                Term(("and",)),
                Term(("not",)),
                Term(("near", "x"), open_end=True),
            ],
        ),
        ("集群", [Term(("集", "群"), open_end=True)]),
    ],
)
def test_terms(query: str, terms: list[Term]) -> None:
    assert terms_of(query) == terms


def test_a_long_query_is_cut() -> None:
    assert len(terms_of("a b " * 500)) == MOST_TERMS


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Backups fail. The backup failed.", "backup", ["Backups", "backup"]),
        ("Backups fail. The backup failed.", '"backup"', ["backup"]),
        ("row counts, row numbers", '"row counts"', ["row counts"]),
        ("naïve café", "cafe", ["café"]),
        ("a b a b", '"a b a"', ["a b a"]),
        ("a a a", '"a a"', ["a a a"]),
        ("nothing here", "kite", []),
    ],
)
def test_marks(text: str, query: str, marked: list[str]) -> None:
    assert [text[a:b] for a, b in marks_in(text, terms_of(query))] == marked


def test_an_excerpt_is_cut_at_words_around_the_first_mark() -> None:
    text = "before " * 100 + "kite " + "after " * 100
    cut = excerpt_of(text, terms_of("kite"))
    (mark,) = cut.marks
    assert cut.text[slice(*mark)] == "kite"
    assert cut.text.startswith("… before ")
    assert cut.text.endswith("after …")
    assert len(cut.text) <= LENGTH + 4


def test_a_short_text_stays_whole() -> None:
    assert excerpt_of("a kite", terms_of("kite")) == ("a kite", ((2, 6),))
    assert excerpt_of("", []) == ("", ())


@given(text=st.text(max_size=600), query=st.text(max_size=20))
def test_an_excerpts_marks_always_fit(text: str, query: str) -> None:
    cut = excerpt_of(tidy(text), terms_of(query))
    assert "".join(piece for piece, _ in pieces(cut.text, cut.marks)) == cut.text
    assert len(cut.text) <= LENGTH + 4


@given(st.text(max_size=200))
def test_folded_words_hold_nothing_that_is_syntax(text: str) -> None:
    for word in words_of(tidy(text)):
        assert word.folded.isalnum()
