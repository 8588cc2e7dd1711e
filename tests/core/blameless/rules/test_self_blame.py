from __future__ import annotations

import pytest

from mortem.core.blameless.diagnostic import Category, Genre
from mortem.core.blameless.engine import lint


def is_harsh(text: str) -> bool:
    return any(one.category is Category.KINDNESS for one in lint(text, Genre.PERSONAL))


@pytest.mark.parametrize(
    "text",
    [
        "I am so stupid.",
        "I’m just not good enough for that team",  # noqa: RUF001 - as phones write it
        "Maybe I was simply lazy",
        "I ruin everything I touch",
        "I always give up",
        "What is wrong with me?",
        "It is all my fault",
        "I feel like such a failure.",
        "I hate myself for it",
        "I never finish anything",
    ],
)
def test_a_judgement_of_oneself_is_heard(text: str) -> None:
    assert is_harsh(text)


@pytest.mark.parametrize(
    "text",
    [
        "I broke it",
        "We missed this",
        "I stopped in week five after a work trip",
        "The knee was weak",
        "I am tired and sad about it",
        "My manager said the timing was stupid",
        "I finished four weeks",
        "I gave up the gym, the drive was too long",
        "",
    ],
)
def test_a_plain_admission_is_left_in_peace(text: str) -> None:
    assert not is_harsh(text)


@pytest.mark.large
def test_long_texts_are_read_in_no_time() -> None:
    assert not is_harsh("i am so such just " * 5_000)


def test_only_a_personal_text_is_answered() -> None:
    assert all(one.category is not Category.KINDNESS for one in lint("I ruin everything I touch."))
