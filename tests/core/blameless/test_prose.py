from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.blameless.prose import OBJECT, Prose


def spoken(text: str) -> str:
    return Prose(text, 0, len(text)).text


def sentences(text: str) -> list[str]:
    prose = Prose(text, 0, len(text))
    return [prose.text[start:end].strip() for start, end in prose.sentences()]


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("plain words", "plain words"),
        ("a **bold** and _soft_ word", "a bold and soft word"),
        ("snake_case stays, 2 * 3 too", "snake_case stays, 2  3 too"),
        ("run `rm -rf` now", f"run {OBJECT} now"),
        ("run ``a ` b`` now", f"run {OBJECT} now"),
        ("see [the page](https://a.example/b_(c)) now", "see the page now"),
        ("see ![a picture](b.png) now", "see a picture now"),
        ("he said “it broke” and left", f"he said {OBJECT} and left"),
        ("he said 'it broke' and left", f"he said {OBJECT} and left"),
        ("the teams' and Bob's work", "the teams' and Bob's work"),
        ("one<br/>two <b>three</b>", "onetwo three"),
        ("one\n   two\t three", "one two three"),
        ("go to https://a.example/x?y now", f"go to https{OBJECT} now"),
        ('a 5" disk and a 6" disk', 'a 5" disk and a 6" disk'),
    ],
)
def test_markup_is_taken_off(written: str, heard: str) -> None:
    assert spoken(written) == heard


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        (
            "At 10.02 v1.2.3 was out, e.g. Here it is.",
            ["At 10.02 v1.2.3 was out, e.g. Here it is."],
        ),
        (
            "Dr. Lee saw it. (Then it stopped.) Good",
            ["Dr. Lee saw it.", "(Then it stopped.)", "Good"],
        ),
        ("| 10:02 | It broke | Bob |", ["|", "10:02 |", "It broke |", "Bob |"]),
        ("Cause: It was full.", ["Cause:", "It was full."]),
        ("Q: Why did you wait?", ["Q: Why did you wait?"]),
        ("a" * 2_500, ["a" * 1_200, "a" * 1_200, "a" * 100]),
    ],
)
def test_sentences_end_where_a_reader_pauses(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text(alphabet="ab *_`[]()\n\"'.!|<>&“”:/", max_size=60))
def test_each_character_leads_back_to_where_it_stood(text: str) -> None:
    prose = Prose(text, 0, len(text))
    for at, one in enumerate(prose.text):
        if one.isalpha():
            assert text[prose.source(at)] == one


@given(st.text(alphabet="ab. !?|:“\n", max_size=80))
def test_sentences_lose_nothing(text: str) -> None:
    prose = Prose(text, 0, len(text))
    assert "".join(prose.text[start:end] for start, end in prose.sentences()) == prose.text
