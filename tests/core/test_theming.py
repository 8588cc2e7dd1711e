from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from mortem.core.theming import Grouped, likely_theme

SENTENCES = tomllib.loads(Path(__file__).with_name("theme_sentences.toml").read_text("utf-8"))
NAMES = list(SENTENCES["tuned"])
EMPTY = {name: Grouped(name) for name in NAMES}


def verdict(name: str, text: str) -> str:
    found = likely_theme(text, EMPTY)
    return "in doubt" if found is None else "right" if found == name else "wrong"


@pytest.mark.parametrize(
    ("part", "verdicts"),
    [
        ("tuned", {"right": 37, "wrong": 1, "in doubt": 4}),
        ("kept_back", {"right": 31, "wrong": 3, "in doubt": 8}),
    ],
)
def test_most_reasons_find_their_theme_and_few_a_wrong_one(
    part: str, verdicts: dict[str, int]
) -> None:
    found = [verdict(name, text) for name, texts in SENTENCES[part].items() for text in texts]
    assert Counter(found) == verdicts


@pytest.mark.parametrize("text", ["", "…", "Rain", "It just did"])
def test_what_says_nothing_gets_no_suggestion(text: str) -> None:
    assert likely_theme(text, EMPTY) is None
    assert likely_theme(text, {}) is None


def test_a_theme_of_ones_own_draws_what_is_like_what_it_holds() -> None:
    themes = EMPTY | {"own": Grouped("The harbour", ["The ferry left without the lorry"])}
    assert likely_theme("The ferry left and the lorry stayed", themes) == "own"
    assert likely_theme("The ferry left and the lorry stayed", EMPTY) is None


def test_case_and_quotes_do_not_matter() -> None:
    assert likely_theme("THEY DIDN\N{RIGHT SINGLE QUOTATION MARK}T KNOW", EMPTY) == likely_theme(
        "they didn't know", EMPTY
    )
    assert likely_theme("they didn't know", EMPTY) == "Communication"


def test_what_two_themes_claim_alike_is_left_to_people() -> None:
    themes = {name: Grouped(name) for name in ("Timing", "Energy")}
    assert likely_theme("Too late, too tired", themes) is None
