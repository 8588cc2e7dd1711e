"""Whether somebody writes of themselves that they do not want to live, or of harming themselves.

The page answers with one human line and points to people (METHOD C3). Nothing else follows: the
answer is a yes or a no, made while a page is drawn, and nobody keeps it. Only plain first-person
English counts; "kill the process", a deadline that kills somebody, a quotation, and somebody's
"I do not want to die" do not.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_QUOTED = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|^[ \t]*>.*$|\"[^\"\n]*\"|“[^“”\n]*”|«[^«»\n]*»|„[^„“”\n]*[“”]",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r"https?://\S+")
_CLAUSE = re.compile(r"[.!?;:,\n()\[\]\u2013\u2014\u2026*]+| - |\bbut\b")
_WRITTEN_OUT = (
    (re.compile(r"[\u2018\u2019]"), "'"),
    (re.compile(r"\bwon'?t\b"), "will not"),
    (re.compile(r"\b(?:can'?t|cannot)\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(do|did|would|does)nt\b"), r"\1 not"),
    (re.compile(r"\bi(?:'| )?m\b"), "i am"),
    (re.compile(r"\bi'?ve\b"), "i have"),
    (re.compile(r"\bi'd\b"), "i would"),
    (re.compile(r"\bi'?ll\b"), "i will"),
    (re.compile(r"\bwanna\b"), "want to"),
    (re.compile(r"\bgonna\b"), "going to"),
    (re.compile(r"[^\w\s]+"), " "),
)
_MOST_BETWEEN = 7
_LONGEST = 20_000
"""Characters that are read: a page of a review. What comes later than that is not."""


class _Phrases(NamedTuple):
    mine: re.Pattern[str]
    about_me: re.Pattern[str]
    figures: re.Pattern[str]
    denials: re.Pattern[str]
    work: re.Pattern[str]


def is_despair(text: str) -> bool:
    """Tell whether the writer speaks of not wanting to live, or of harming themselves."""
    phrases = _phrases()
    return any(_speaks(clause, phrases) for clause in _clauses(text[:_LONGEST]))


def _clauses(text: str) -> list[str]:
    """Return the clauses without quotations, in small letters, with contractions written out."""
    bare = _LINK.sub(" ", _QUOTED.sub(" \n ", text)).lower()
    return [_plain(clause) for clause in _CLAUSE.split(bare)]


def _plain(clause: str) -> str:
    for pattern, words in _WRITTEN_OUT:
        clause = pattern.sub(words, clause)
    return " ".join(clause.split())


def _speaks(clause: str, phrases: _Phrases) -> bool:
    found = [*phrases.mine.finditer(clause)]
    if not phrases.work.search(clause):
        found += phrases.about_me.finditer(clause)
    return any(
        not phrases.figures.match(clause[one.end() :])
        and not phrases.denials.search(clause[: one.start()])
        for one in found
    )


@cache
def _phrases() -> _Phrases:
    source = files("mortem.core").joinpath("despair.toml").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = tomllib.loads(source)
    ending = rf"(?= ?$| (?:{'|'.join(lists['endings'])})$)"
    gap = rf"(?: (?:{'|'.join(lists['small'])})){{0,2}} "
    between = rf"(?: (?:{'|'.join(lists['between'])})){{0,{_MOST_BETWEEN}}}"
    mine, about_me = (_any(lists[name], gap, ending) for name in ("mine", "about_me"))
    return _Phrases(
        mine=re.compile(rf"\bi{between} (?:{mine})"),
        about_me=re.compile(rf"\b(?:{about_me})"),
        figures=re.compile(rf" (?:{'|'.join(lists['figures'])})\b"),
        denials=re.compile(rf"\b(?:{'|'.join(lists['denials'])}) $"),
        work=re.compile(rf"\b(?:{'|'.join(lists['work'])})\b"),
    )


def _any(phrases: list[str], gap: str, ending: str) -> str:
    return "|".join(_one(phrase, gap, ending) for phrase in phrases)


def _one(phrase: str, gap: str, ending: str) -> str:
    words = [word.replace("*", r"\w*") for word in phrase.split() if word != "$"]
    return gap.join(words) + (ending if phrase.endswith("$") else r"\b")
