from __future__ import annotations

import pytest

from mortem.core.blameless.blocks import LONGEST, Outline, block_at, is_code, items
from mortem.core.blameless.diagnostic import Genre

TEXT = "# Title\n\nOne line\nand one more.\n- item\n  goes on\n- [x] done\n\n    code\n| a | b |\n"


def block(text: str, word: str, after: int = 0) -> str:
    start, end = block_at(text, text.index(word), after)
    return text[start:end]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Title", "# Title"),
        ("more", "One line\nand one more."),
        ("One", "One line\nand one more."),
        ("goes", "- item\n  goes on"),
        ("done", "- [x] done"),
        ("code", "    code"),
        ("b |", "| a | b |"),
    ],
)
def test_a_block_is_a_paragraph_an_item_or_a_row(word: str, expected: str) -> None:
    assert block(TEXT, word) == expected


def test_a_block_never_reaches_back_before_what_was_read() -> None:
    assert block("one two three", "three", after=4) == "two three"


def test_a_block_has_an_end_even_in_a_line_without_one() -> None:
    start, end = block_at("word " * LONGEST, 3 * LONGEST, 0)

    assert 0 < end - start <= 2 * LONGEST


def test_the_items_of_a_list_come_without_their_marks() -> None:
    assert [TEXT[start:end] for start, end in items(TEXT, 0, len(TEXT))] == [
        "item\n  goes on",
        "done",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n    code", True),
        ("\tcode", True),
        ("- a\n\n    goes on", False),
        ("a\n    goes on", False),
        ("a\n\n    - item", False),
        ("a\n\ntext", False),
    ],
)
def test_code_is_told_by_its_indent(text: str, expected: bool) -> None:
    assert is_code(text, text.rfind("\n") + 1) is expected


def test_a_heading_opens_a_section_and_closes_deeper_ones() -> None:
    text = "a\n# Root causes\nb\n## Network\nc\n# Action items\nd\n### Soon\ne\n# Annex\nf\n**Timeline**\ng"
    outline = Outline(text)
    genres = {
        one: outline.at(text.index(f"\n{one}" if one != "a" else "a") + 1) for one in "bcdefg"
    }

    assert outline.at(0) is Genre.DOCUMENT
    assert genres == {
        "b": Genre.CAUSE,
        "c": Genre.CAUSE,
        "d": Genre.ACTION,
        "e": Genre.ACTION,
        "f": Genre.DOCUMENT,
        "g": Genre.ENTRY,
    }
