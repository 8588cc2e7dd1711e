"""Shaming, mockery and sarcasm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.nouns import Who
from mortem.core.blameless.people import named_after, subject
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_OPEN = r"(?<!\w){shame}(?!\w)"
_TYPICAL = r"(?:^|[,;.!:(] ?|\bso |\bhow )typical(?=[.!?,)]|$)"
_TYPICAL_OF = r"(?:^|[,;.!:(] ?|\bso |\bhow )typical (?P<of>of )?(?=[\w@])"
_AGAIN = r"\b(?P<act>{breaking})\b[^.;]{0,50}\b(?:yet again|once again|as always|as usual|as ever|again,? as)\b"
_BUNGLED = r"\b(?:{bungled})\b"


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    for found in compiled("shaming", _OPEN).finditer(sentence.low):
        yield _said(sentence, found.span())
    yield from _typical(sentence)
    for pattern in (_AGAIN, _BUNGLED):
        for found in compiled("shaming", pattern).finditer(sentence.low):
            who = _who_did(sentence, found)
            if who.is_colleague or (pattern is _BUNGLED and who is Who.UNKNOWN):
                yield _said(sentence, found.span())


def _typical(sentence: Sentence) -> Iterator[Find]:
    for found in compiled("shaming", _TYPICAL).finditer(sentence.low):
        yield _said(sentence, found.span())
    for found in compiled("shaming", _TYPICAL_OF).finditer(sentence.low):
        is_somebody = named_after(sentence, found.end()).who.is_colleague
        if is_somebody and (found["of"] or sentence.text[found.end()].isupper()):
            yield _said(sentence, found.span())


def _who_did(sentence: Sentence, found: re.Match[str]) -> Who:
    if sentence.low.startswith(" by ", found.end()):
        return named_after(sentence, found.end() + len(" by ")).who
    return subject(sentence, found.start()).who


def _said(sentence: Sentence, span: tuple[int, int]) -> Find:
    start, end = span
    while not sentence.text[start].isalnum():
        start += 1
    return Find(
        start,
        end,
        f"“{sentence.text[start:end]}” makes fun of somebody; next time they may keep it to themselves.",
        "What happened, told so that whoever did it would nod?",
        Severity.STRONG,
    )


RULE = Rule(
    "shaming",
    Category.BLAME,
    looks_for="Shaming, mockery, sarcasm and curses: “shame on”, “typical”, “nice job breaking it”.",
    why="Reviews die of shame: who was laughed at once reports nothing the next time.",
    example="Dave broke the build again, typical.",
    better="The build broke for the third time this month: the check runs only after the merge.",
    near_miss="A typical request takes ten milliseconds.",
    sources=("Edmondson 1999 (psychological safety)", "METHOD C1, C6"),
    find=_find,
    triggers=(
        *("shame", "ashamed", "facepalm", "wtf", "what the hell", "what the heck", "curse you"),
        *("damn you", "thinking", "genius", "brilliant", "typical", "as usual", "as always"),
        *("as ever", "surprise", "nice job", "nice work", "well done", "great job", "good job"),
        *("bravo", "slow clap", "lol", "lmao", "rofl", "clown", "joke", "laugh", "pathetic"),
        *("embarrass", "disgrace", "screwed", "messed up", "botched", "bungled", "once again"),
        *("yet again", "kudos", "congrat", "so much for", "hero", "wizard", "eye roll"),
        *("eyeroll", "ridiculous", "smh", "rtfm", "cluster", "lazy", "blew it", "goofed"),
        *("circus", "butterfinger", "who designed such", "thanks a lot", "why the"),
        *("why on earth", "suck", "stupid me", "dumb me", "lazy me", "whoever", "brain fart"),
        *("brainfart", "your", "stop being", "quit being", "don't be", "hilarious", "are you"),
        *("you even", "how hard", "silly me", "stupid of", "you clearly", "you obviously"),
        *("you evidently", "no idea what you", "know what you", "learn to", "learn how"),
        *("what a ", "get a grip", "grow up", "idea what you", "you have no", "you don't"),
        *("screw you", "amateur hour", "who wrote", "who made", "who built", "who came up"),
        *("who designed", "messed", "fucked", "effed"),
    ),
)
