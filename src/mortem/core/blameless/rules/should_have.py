"""What somebody should have done: hindsight spoken as a duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.nouns import Who
from mortem.core.blameless.people import subject
from mortem.core.blameless.phrases import compiled, words
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_DUTY = (
    r"\b(?P<duty>(?P<modal>should|ought to|could|needed to)(?:n't| not)?(?: {between})?"
    r"(?: have|'ve| of)(?: {between})?) (?P<done>{participles})\b"
)
_ENDED = r"\b(?P<duty>(?P<modal>should)(?:n't| not)? have)(?=\s*(?:[).,;!]|$))(?P<done>)"
_SHOWN = 8  # words of what was not done, quoted back


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    for found in compiled("should_have", _DUTY).finditer(sentence.low):
        severity = _severity(sentence, found)
        if severity is not None:
            yield _said(sentence, found, severity)
    for found in compiled("should_have", _ENDED).finditer(sentence.low):
        if subject(sentence, found.start()).who in {Who.PERSON, Who.TEAM, Who.WE}:
            yield _said(sentence, found, Severity.WARNING)


def _severity(sentence: Sentence, found: re.Match[str]) -> Severity | None:
    done, after = found["done"], sentence.low[found.end() : found.end() + 40]
    if done in words("should_have", "outcomes"):
        return None
    who = subject(sentence, found.start()).who
    if done == "been" and not compiled("should_have", r" {manner}").match(after):
        return _of_a_passive(who, found, after)
    ours = found.start() == 0 and "?" not in sentence.text  # “Should have rolled back”
    if ours and who is Who.UNKNOWN:
        return Severity.WARNING
    they = sentence.low.startswith("they ") and done in words("should_have", "human_acts")
    if who.is_colleague or they:
        return Severity.WARNING
    ours = who in {Who.WE, Who.SELF} and found["modal"] != "could"  # which is only a wish
    return Severity.WARNING if ours else None


def _of_a_passive(who: Who, found: re.Match[str], after: str) -> Severity | None:
    """Ask gently where something “should have been done” and nobody is named."""
    nameless = who in {Who.THING, Who.UNKNOWN} and found["modal"] != "could"
    acted = compiled("should_have", r" (?:\w+ly )?{human_acts}\b").match(after)
    return Severity.NOTE if nameless and acted else None


def _said(sentence: Sentence, found: re.Match[str], severity: Severity) -> Find:
    start, end = found.span("duty")
    rest = sentence.rest(found.start("done")).split()
    quoted = " ".join(rest[:_SHOWN]) + (" …" if len(rest) > _SHOWN else "")
    following = f"“{quoted}”" if quoted.strip(").") else "the other way"
    return Find(
        start,
        end,
        f"“{sentence.text[start:end]}” tells what did not happen, as only the outcome could teach.",
        f"What was seen and known at that moment? What would make {following} the natural next step?",
        severity,
    )


RULE = Rule(
    "should-have",
    Category.HINDSIGHT,
    looks_for="What a person or a team should, could or ought to have done. A system that should have "
    "done something is a plain finding; “should have been done” without anybody is asked about softly.",
    why="It explains what did not happen instead of what did. Whoever acted had reasons that made sense "
    "then, and these are what can be learned from.",
    example="The engineer should have checked the config before deploying.",
    better="The config was deployed as it was: the deploy does not show what differs from production.",
    near_miss="The health check should have removed the host within a minute.",
    sources=(
        "Dekker, The Field Guide to Understanding Human Error (counterfactuals)",
        "Fischhoff 1975 (hindsight)",
    ),
    find=_find,
    triggers=(
        *("should have", "should not have", "should also", "should never", "should probably"),
        *("should really", "should simply", "should just", "should at least", "should perhaps"),
        *("should definitely", "should clearly", "should obviously", "should always"),
        *("should instead", "should then", "should first", "should've", "shouldn't", "ought to"),
        *("could have", "could've", "needed to have"),
    ),
)
