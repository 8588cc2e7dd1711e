"""Stories: what is missing, what wants practice, which questions nobody has a story for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mortem.core.formats.stories import markdown
from mortem.core.stories import (
    PARTS,
    Standing,
    Story,
    Went,
    is_only_ours,
    missing_parts,
    questions,
    standing,
    unanswered,
)

TODAY = date(2026, 3, 3)
WHOLE = Story(
    title="The restore",
    situation="A backup had never been tried.",
    behaviour="I restored it on a Friday and wrote down each step.",
    impact="Two hours instead of two days in May.",
    answers=("pressure",),
)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_spaces_is_missing(part: str) -> None:
    emptied: dict[str, Any] = {part: " \n"}
    story = replace(WHOLE, **emptied)
    assert missing_parts(story) == (part,)
    assert standing(story, Went.WELL, today=TODAY) is Standing.UNFINISHED


@pytest.mark.parametrize(
    ("last", "next_date", "expected"),
    [
        (None, None, Standing.NOT_PRACTISED),
        (None, TODAY, Standing.NOT_PRACTISED),
        (Went.POORLY, None, Standing.WEAK),
        (Went.PARTLY, TODAY, Standing.WEAK),
        (Went.WELL, TODAY, Standing.DUE),
        (Went.WELL, date(2026, 3, 4), Standing.READY),
        (Went.WELL, None, Standing.READY),
    ],
)
def test_a_whole_story_stands_by_how_it_was_told(
    last: Went | None, next_date: date | None, expected: Standing
) -> None:
    assert standing(replace(WHOLE, next_date=next_date), last, today=TODAY) is expected


@pytest.mark.parametrize(
    ("behaviour", "ours"),
    [
        ("We restored it and our manager thanked us.", True),
        ("We were three; I wrote the steps.", False),
        ("I restored it.", False),
        ("We agreed on my proposal.", False),
        ("Restored it, wrote it down.", False),
        ("", False),
        ("WE did", True),
    ],
)
def test_a_story_of_we_alone_hides_its_teller(behaviour: str, ours: bool) -> None:
    assert is_only_ours(replace(WHOLE, behaviour=behaviour)) is ours


def test_questions_without_a_story_are_told() -> None:
    slugs = [one.slug for one in unanswered([WHOLE, replace(WHOLE, answers=("proud", "gone"))])]
    assert slugs == [one.slug for one in questions() if one.slug not in {"pressure", "proud"}]


def test_each_kind_of_question_can_be_asked_aloud() -> None:
    assert len({one.slug for one in questions()}) == len(questions()) == 10
    assert [
        one for one in questions() if len(one.example) > 90 or one.example[-1] not in "?."
    ] == []


def test_stories_read_as_one_page_and_nothing_becomes_a_heading() -> None:
    parts = dict.fromkeys(PARTS, "Part")
    said = replace(WHOLE, title="A\n# b", behaviour="# One\n\ntwo", impact="")
    assert markdown([said], parts=parts) == (
        "## A # b\n\n**Part**\n\n> A backup had never been tried.\n\n"
        "**Part**\n\n> # One\n>\n> two\n\n**Part**\n\n> …\n"
    )
