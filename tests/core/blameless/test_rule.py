from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from mortem.core.blameless.diagnostic import Category, Genre, Severity
from mortem.core.blameless.engine import lint
from mortem.core.blameless.registry import all_rules
from mortem.core.blameless.rule import Find, Rule, UnprovenRule
from mortem.core.blameless.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)


def genre_of(rule: Rule) -> Genre:
    return Genre.DOCUMENT if Genre.DOCUMENT in rule.genres else min(rule.genres, key=str)


@each_rule
def test_every_rule_finds_its_example_in_a_text(rule: Rule) -> None:
    assert rule.name in {one.rule for one in lint(rule.example, genre_of(rule))}


@each_rule
def test_every_rule_leaves_its_near_miss_and_its_better_wording_alone(rule: Rule) -> None:
    for text in (rule.near_miss, rule.better):
        assert rule.name not in {one.rule for one in lint(text, genre_of(rule))}


@each_rule
def test_the_better_wording_is_fine_with_every_rule(rule: Rule) -> None:
    loud = [one.rule for one in lint(rule.better) if one.severity is not Severity.NOTE]

    assert loud == []


@each_rule
def test_diagnostics_say_what_was_noticed_why_and_what_to_ask(rule: Rule) -> None:
    for one in lint(rule.example, genre_of(rule)):
        assert one.message.endswith(".")
        assert "\n" not in one.message + one.suggestion
        assert one.suggestion[-1] in ".?"
        assert not re.search(r"\b(?:you must|wrong to|bad|never write|violation)\b", one.message)


def test_there_is_a_rule_in_every_category_and_their_names_differ() -> None:
    assert {rule.category for rule in all_rules()} == set(Category)
    assert len({rule.name for rule in all_rules()}) == len(all_rules())


def finds_the_word(sentence: Sentence) -> Iterator[Find]:
    at = sentence.low.find("culprit")
    if at >= 0:
        yield Find(at, at + 7, "It names one.", "What else?", Severity.NOTE)


DOCUMENTED: dict[str, Any] = {
    "looks_for": "a culprit",
    "why": "it ends the search",
    "example": "He is the culprit.",
    "better": "The switch has one position for two things.",
    "near_miss": "The search is over.",
    "sources": ("METHOD C1",),
    "find": finds_the_word,
    "triggers": ("culprit",),
}


@pytest.mark.parametrize("part", ["looks_for", "why", "example", "better", "near_miss", "sources"])
def test_a_rule_that_does_not_explain_itself_cannot_be_made(part: str) -> None:
    lacking = DOCUMENTED | {part: () if part == "sources" else " "}

    with pytest.raises(UnprovenRule, match=part):
        Rule("culprit", Category.BLAME, **lacking)


@pytest.mark.parametrize(
    ("part", "text", "said"),
    [("example", "All is well.", "its own example"), ("near_miss", "A culprit!", "its near miss")],
)
def test_a_rule_that_does_not_do_what_it_says_never_speaks(part: str, text: str, said: str) -> None:
    rule = Rule("culprit", Category.BLAME, **DOCUMENTED | {part: text})

    with pytest.raises(UnprovenRule, match=said):
        rule.find(Sentence("The culprit."))


def test_a_rule_that_would_read_everything_needs_triggers() -> None:
    with pytest.raises(UnprovenRule, match="triggers"):
        Rule("culprit", Category.BLAME, **DOCUMENTED | {"triggers": ()})


def test_a_rule_that_proves_itself_speaks() -> None:
    rule = Rule("culprit", Category.BLAME, **DOCUMENTED)

    assert [one.rule for one in lint("Who is the culprit?", rules=[rule])] == ["culprit"]
