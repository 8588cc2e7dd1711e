"""What somebody failed, forgot or neglected to do. Of a system that is a fact; of people it is a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.nouns import Subject, Who, is_person
from mortem.core.blameless.people import named_after, subject
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_SHARED = r"\b(?P<verb>failed|neglected|omitted|forgot|forgotten)(?P<to> to) (?P<act>\w+)"
_HUMAN = r"\b(?:{human})\b"
_IGNORED = r"\b(?:ignored|disregarded|missed(?: again)?(?= by))\b"
_NOUN = r"\b(?:failure|unwillingness|refusal) (?:(?:of|by) (?P<who>[^,;.]{3,60}?) )?to \w+"


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    for found in compiled("lapse", _SHARED).finditer(sentence.low):
        yield from _not_done(sentence, found)
    for found in compiled("lapse", _HUMAN).finditer(sentence.low):
        who = subject(sentence, found.start())
        is_duty = found[0].startswith("w") and not (who.who.is_colleague or who.who is Who.WE)
        if is_duty or _is_passive(sentence, found):
            continue
        if _is_said_of_people(sentence, found, who) and who.who is not Who.THING:
            yield _said(sentence, found.span(), who)
    for found in compiled("lapse", _IGNORED).finditer(sentence.low):
        yield from _ignored(sentence, found)
    for found in compiled("lapse", _NOUN).finditer(sentence.low):
        yield from _as_a_noun(sentence, found)


def _not_done(sentence: Sentence, found: re.Match[str]) -> Iterator[Find]:
    who = subject(sentence, found.start())
    human = "forgot" in found["verb"]
    if not _is_said_of_people(sentence, found, who):
        return
    named = who.who is Who.UNKNOWN and who.name[:1].isupper() and not who.name.isupper()
    human = human or (
        named and compiled("lapse", r"{only_people}$").match(found["act"]) is not None
    )
    if not (who.who.is_colleague or who.who is Who.WE or (human and who.who is Who.UNKNOWN)):
        return
    tried = compiled("lapse", r"{attempts}$").match(found["act"])
    if not tried:
        yield _said(sentence, (found.start(), found.end("to")), who, "did not")


def _is_said_of_people(sentence: Sentence, found: re.Match[str], who: Subject) -> bool:
    """Whether it happened and is no plain admission of the writer's own, which is honoured."""
    if who.who in {Who.SELF, Who.OUTSIDER}:
        return False
    return not mood.is_supposed(sentence, found.start()) and not mood.is_denied(
        sentence, found.start()
    )


def _ignored(sentence: Sentence, found: re.Match[str]) -> Iterator[Find]:
    who = subject(sentence, found.start())
    by = compiled("lapse", r"[^,;.]{0,60}?\bby (?=\w)").match(sentence.low, found.end())
    if _is_passive(sentence, found):
        who = named_after(sentence, by.end()) if by else Subject(Who.THING, "")
    if who.who.is_colleague and not mood.is_supposed(sentence, found.start()):
        yield _said(sentence, found.span(), who)


def _is_passive(sentence: Sentence, found: re.Match[str]) -> bool:
    before = sentence.low[max(0, found.start() - 40) : found.start()]
    return (
        compiled("lapse", r"\b(?:is|are|be|was|were|been|being|got)(?: \w+)? $").search(before)
        is not None
    )


def _as_a_noun(sentence: Sentence, found: re.Match[str]) -> Iterator[Find]:
    """“The team's failure to …”, “the failure of the operator to …”."""
    if mood.is_supposed(sentence, found.start()):
        return
    if found["who"]:
        who = named_after(sentence, found.start("who"))
    else:
        index = sentence.index(found.start()) - 1
        before = sentence.words[index].low if index >= 0 else ""
        owner = before.endswith(("'s", "s'")) and is_person(before)
        who = Subject(Who.PERSON if owner or before in {"his", "her", "our"} else Who.THING, before)
    if who.who.is_colleague:
        yield _said(sentence, found.span(), who)


def _said(
    sentence: Sentence,
    span: tuple[int, int],
    who: Subject,
    replacement: str | None = None,
) -> Find:
    words = sentence.text[slice(*span)]
    act = sentence.rest(span[1])
    return Find(
        *span,
        f"“{words}” judges {_whom(who)} by a duty; it does not say what made the other thing likely.",
        f"What would have made it easy to {act}?"
        if replacement and act
        else "What did the situation look like from inside, and what made this easy to happen?",
        Severity.WARNING,
        replacement,
    )


def _whom(who: Subject) -> str:
    return "ourselves" if who.who is Who.WE else "somebody"


RULE = Rule(
    "lapse",
    Category.HINDSIGHT,
    looks_for="A person or a team that failed, forgot or neglected to do something, overlooked or ignored it. "
    "A system that failed to, and “I forgot”, are left alone.",
    why="A lapse is where the looking begins, not where it ends: it names a duty and hides what made the lapse easy.",
    example="Someone forgot to renew the certificate.",
    better="The certificate was not renewed: its reminder went to a mailbox that nobody reads.",
    near_miss="The deploy job failed to notice the missing file.",
    sources=(
        "RCA2 (2015): five rules of causation, a failure to act is causal only where there was a duty",
        "Dekker, The Field Guide to Understanding Human Error",
    ),
    find=_find,
    triggers=(
        *("failed to", "neglect", "omitted to", "forgot", "overlooked", "misjudged", "bother to"),
        *("bothered to", "didn't think to", "did not think to", "ignored", "disregarded"),
        *("missed by", "missed again by", "failure to", "failure of", "failure by", "refusal"),
        *("unwillingness", "dropped the ball", "misread", "too late to realise", "lost sight of"),
        *("blind eye", "looked the other", "cut corners", "shortcut", "asleep", "jumped to"),
        *("missed the obvious", "follow", "supposed to", "thought to", "cared to"),
        *("bother", "think to"),
    ),
)
