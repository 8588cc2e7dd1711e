"""What the rules hear, told with sentences of our own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.engine import lint

SENTENCES = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text("utf-8"))
SPOKEN = {Category.BLAME, Category.HINDSIGHT}


def loud(text: str) -> list[str]:
    """Return the names of the rules that say more than a note about blame."""
    return [
        one.rule
        for one in lint(text)
        if one.category in SPOKEN and one.severity is not Severity.NOTE
    ]


@pytest.mark.parametrize("text", SENTENCES["blame"])
def test_blame_is_heard(text: str) -> None:
    assert loud(text)


@pytest.mark.parametrize("text", SENTENCES["fine"])
def test_facts_hazards_and_admissions_are_left_alone(text: str) -> None:
    assert loud(text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("John carelessly deleted the production table.", "character"),
        ("The engineer should have checked the config before deploying.", "should-have"),
        ("Human error caused the outage.", "human-error"),
        ("Someone forgot to renew the certificate.", "lapse"),
        ("The team failed to notice the alert.", "lapse"),
        ("Obviously the on-call was negligent.", "character"),
        ("Dave broke the build again, typical.", "shaming"),
        ("Why didn't QA catch this?", "accusing-question"),
    ],
)
def test_the_yardstick_by_which_other_tools_were_measured(text: str, rule: str) -> None:
    assert rule in loud(text)


def test_a_fact_with_an_evaluative_word_is_a_note() -> None:
    (one,) = lint("An operator ran the wrong command.")

    assert (one.rule, one.severity) == ("wrong-choice", Severity.NOTE)


@pytest.mark.parametrize(
    "text",
    [
        "The deploy tool accepted an invalid config without validation.",
        "At 10:02 the on-call engineer restarted the primary.",
        "The alert fired but routed to an unused channel.",
        "I broke it.",
        "We missed this.",
        "I forgot, and it was my fault.",
    ],
)
def test_facts_and_plain_admissions_get_nothing_at_all(text: str) -> None:
    assert lint(text) == ()


def test_harsh_words_about_oneself_in_a_shared_text_are_answered_kindly() -> None:
    (one,) = lint("Sorry, I am such an idiot.")

    assert one.severity is Severity.WARNING
    assert "colleague" in one.suggestion


def test_the_words_that_were_not_done_come_back_in_the_question() -> None:
    text = "The engineer should have checked the config before deploying."

    assert "“checked the config before deploying”" in lint(text)[0].suggestion


@pytest.mark.parametrize(
    ("text", "reworded"),
    [
        ("Someone forgot to renew it.", "Someone did not renew it."),
        ("Bob mistakenly deleted the volume.", "Bob deleted the volume."),
        ("Bob deleted the volume by mistake.", "Bob deleted the volume."),
        ("The root cause was a full disk.", "A contributing factor was a full disk."),
    ],
)
def test_a_rewording_can_take_the_place_of_what_was_found(text: str, reworded: str) -> None:
    one = next(one for one in lint(text) if one.replacement is not None)

    assert text[: one.start] + str(one.replacement) + text[one.end :] == reworded
    assert loud(reworded) == []
