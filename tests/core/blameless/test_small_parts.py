"""The small parts: words as data, moods, positions, triggers, what is English."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mortem.core.blameless import mood
from mortem.core.blameless import phrases as shelf
from mortem.core.blameless.english import is_english
from mortem.core.blameless.phrases import compiled, phrases
from mortem.core.blameless.positions import Lines
from mortem.core.blameless.registry import all_rules
from mortem.core.blameless.sentence import Sentence
from mortem.core.blameless.suppression import allowances
from mortem.core.blameless.triggers import Index

FILES = sorted(Path(next(iter(shelf.__path__))).glob("*.toml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_list_of_phrases_is_a_pattern_in_lower_case(file: Path) -> None:
    for key, entries in tomllib.loads(file.read_text("utf-8")).items():
        assert entries, key
        assert len(entries) == len(set(entries)), key
        for entry in entries:
            literal = entry.replace("\\W", "").replace("\\S", "").replace("\\B", "")
            assert literal == literal.lower(), entry


def test_the_longest_phrase_is_tried_first() -> None:
    assert phrases("mood")["denied"]
    found = compiled("mood", "{denied}").match("no one did")

    assert found is not None
    assert found[0] == "no one"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was bad", (False, False)),
        ("It may be bad", (True, False)),
        ("To prevent a bad day", (True, False)),
        ("It was not bad", (False, True)),
        ("It wasn't bad", (False, True)),
        ("It was not late, it was bad", (False, False)),
    ],
)
def test_moods(text: str, expected: tuple[bool, bool]) -> None:
    sentence, at = Sentence(text), text.index("bad")

    assert (mood.is_supposed(sentence, at), mood.is_denied(sentence, at)) == expected


def test_a_hazard_is_told_by_what_it_may_lead_to() -> None:
    assert mood.is_hazard(Sentence("Carelessness can lead to damage"), len("Carelessness"))
    assert not mood.is_hazard(Sentence("Carelessness led to damage"), len("Carelessness"))


def test_places_count_from_one_and_know_every_line_end() -> None:
    lines = Lines("a\nbc\r\nd\re")

    assert [lines.place(at) for at in (0, 2, 3, 6, 8)] == [(1, 1), (2, 1), (2, 2), (3, 1), (4, 1)]


def test_a_trigger_begins_where_a_word_does() -> None:
    index = Index([rule for rule in all_rules() if rule.name == "action-at-person"])

    assert list(index.hits("constraint")) == []
    assert sorted(index.hits("retrain, (train")) == [6, 14]
    assert list(index.hits("make it sure")) == []
    assert list(index.hits("make sure")) == [8]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the disk was full and nobody was told about it", True),
        ("lost backup", True),
        ("die festplatte war voll und niemand wusste davon", False),
        ("le disque est plein et personne ne le savait", False),
        ("диск полон", False),
        ("", True),
    ],
)
def test_english_is_told_by_its_commonest_words(text: str, expected: bool) -> None:
    assert is_english(text) is expected


def test_an_allowance_holds_for_a_line_a_paragraph_or_a_file() -> None:
    text = "a <!-- mortem: allow x: why -->\n<!-- mortem: allow y, z: why -->\n\nb\nc\n\nd"
    line, paragraph = allowances(text)

    assert (line.rules, line.reason) == (frozenset({"x"}), "why")
    assert text[line.start : line.end].startswith("a <")
    assert paragraph.rules == {"y", "z"}
    assert text[: paragraph.end].endswith("b\nc")
    assert not paragraph.covers("x", text.index("b"))
    assert paragraph.covers("z", text.index("b"))
    assert allowances("nothing here") == []
