"""Human error as the cause: where an analysis stops instead of beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.nouns import is_person
from mortem.core.blameless.phrases import compiled, words
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_ERROR = r"\b(?P<whose>{whose}|[\w-]+'s|[\w-]+s'|his|her|their) (?:(?!and |or )\w+ )?(?P<noun>{nouns})\b(?! {of_a_program}\b)"
_FINGERS = r"\b(?:{fingers})\b"
_BY = r"\b(?P<noun>{nouns}) (?:made |on the part of |committed |of |by )+(?:(?:the|an?|one of|our|his|her) )?(?:\w+ ){0,2}?(?P<who>{whose})s?\b"


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    for found in compiled("human_error", _ERROR).finditer(sentence.low):
        if _is_somebodys(sentence, found) and _is_told(sentence, found):
            yield _said(sentence, found)
    for found in compiled("human_error", _FINGERS).finditer(sentence.low):
        if _is_told(sentence, found):
            yield _said(sentence, found)
    for found in compiled("human_error", _BY).finditer(sentence.low):
        watching = found["noun"] == "oversight" and _is_supervision(sentence, found, "")
        if not watching and _is_told(sentence, found):
            yield _said(sentence, found)


def _is_somebodys(sentence: Sentence, found: re.Match[str]) -> bool:
    whose = found["whose"]
    if found["noun"] == "oversight" and _is_supervision(sentence, found, whose):
        return False
    if whose in {"his", "her"}:
        return True
    if whose == "their":
        return False
    owner = whose.removesuffix("'s").removesuffix("'")
    named = sentence.text[found.start()].isupper() and owner in words("people", "names")
    return owner == whose or is_person(owner) or named


def _is_supervision(sentence: Sentence, found: re.Match[str], whose: str) -> bool:
    """Whether “oversight” means watching over: “inadequate contractor oversight”."""
    before = sentence.low[: found.start()].rstrip()
    return (
        not whose.endswith(("'s", "s'"))
        and whose not in {"his", "her"}
        and not before.endswith(("a", "an"))
    )


def _is_told(sentence: Sentence, found: re.Match[str]) -> bool:
    at = found.start()
    if compiled("human_error", r"(?: \w+){0,4}? {rarer}\b").match(sentence.low, found.end()):
        return False
    if mood.is_hazard(sentence, found.end()):
        return False
    return not mood.is_supposed(sentence, at) and not mood.is_denied(sentence, at)


def _said(sentence: Sentence, found: re.Match[str]) -> Find:
    said = sentence.text[found.start() : found.end()]
    return Find(
        *found.span(),
        f"“{said}” as a cause ends the search just where something could be learned.",
        "What made this slip likely, what made it possible, and what would have caught it?",
        Severity.WARNING,
    )


RULE = Rule(
    "human-error",
    Category.BLAME,
    looks_for="Human error, operator error, an oversight or a mistake of somebody, given as what happened or why. "
    "Hazards (“reduces the risk of human error”) are left alone.",
    why="Human error is a symptom: every one has a preceding cause, and only that can be changed.",
    example="Human error caused the outage.",
    better="The command takes the production cluster when no cluster is named.",
    near_miss="Two keys reduce the risk of human error.",
    sources=("RCA2 (2015): each human error must have a preceding cause", "METHOD E5"),
    find=_find,
    triggers=(
        *("human error", "operator error", "pilot error", "driver error", "personnel error"),
        *("technician error", "developer error", "engineer error", "admin error"),
        *("administrator error", "crew error", "employee error", "staff error", "manual error"),
        *("handler error", "contractor error", "individual error", "worker error"),
        *("operational error", "programmer error", "management error", "team error", "his error"),
        *("her error", "s error", "error by", "error of", "error on the part", "error made"),
        *("mistake", "oversight", "negligence", "carelessness", "fat-finger", "fat finger"),
        *("finger trouble", "pebkac", "pebcak", "blunder", "slip-up", "human lapse"),
        *("operator lapse", "lapse", "misjudg", "misstep", "screw-up", "screwup", "mess-up"),
        *("human failure", "inattention", "misconduct", "incompetence"),
        *("layer 8", "id 10t", "id-10t", "id10t"),
    ),
)
