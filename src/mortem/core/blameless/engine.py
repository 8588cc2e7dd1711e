"""Read a text and say what the rules find in it.

Clean text costs next to nothing: the text is looked through once for the triggers of all
rules, and only sentences around one are taken apart. Work grows with the text, never faster.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.blameless.blocks import Block, Outline, block_at, is_code, items
from mortem.core.blameless.diagnostic import Diagnostic, Genre
from mortem.core.blameless.english import is_english
from mortem.core.blameless.prose import Prose
from mortem.core.blameless.registry import all_rules
from mortem.core.blameless.sentence import Sentence
from mortem.core.blameless.suppression import allowances
from mortem.core.blameless.triggers import Index
from mortem.core.blameless.visible import folded, plain, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mortem.core.blameless.rule import Rule
    from mortem.core.blameless.suppression import Allowance


_PAUSE = re.compile(r"[\s|]")
_PIECE = 16_000  # characters that are looked through at once
_SAMPLE = 20_000  # characters: what is blank at the beginning is no language


class Reading(NamedTuple):
    """What was found, in the order of the text, and what could not be judged.

    `unreasoned` holds the positions of comments that allow something without saying why.
    """

    diagnostics: tuple[Diagnostic, ...]
    is_english: bool = True
    unreasoned: tuple[int, ...] = ()


def lint(
    text: str, genre: Genre = Genre.DOCUMENT, rules: Sequence[Rule] | None = None
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a text, in its order. Positions count characters from 0."""
    return read(text, genre, rules).diagnostics


def read(text: str, genre: Genre = Genre.DOCUMENT, rules: Sequence[Rule] | None = None) -> Reading:
    """Read a text of that genre, by all rules or by some."""
    chosen = all_rules() if rules is None else tuple(rules)
    hits = _hits(text, _index(chosen))
    if not hits and not any(not rule.triggers for rule in chosen):
        return Reading(())
    shown = visible(plain(text))
    found, is_known = _diagnostics(shown, genre, chosen, hits)
    if not found:
        is_known = is_known and is_english(shown[:_SAMPLE].lower())
    allowed = allowances(text)
    ordered = sorted(set(found), key=lambda one: one[:3])
    return Reading(
        tuple(_once(_spoken(ordered, allowed), chosen)),
        is_english=is_known,
        unreasoned=tuple(one.place for one in allowed if not one.reason),
    )


@cache
def _index(rules: tuple[Rule, ...]) -> Index:
    return Index(rules)


def _hits(text: str, index: Index) -> dict[int, tuple[Rule, ...]]:
    """Look for triggers piece by piece: few of them stand in any one, and copies stay small."""
    hits: dict[int, tuple[Rule, ...]] = {}
    start = 0
    while start < len(text):
        end = _cut(text, start)
        low = folded(text[start:end]).replace("\n", " ")
        hits |= {start + at: rules for at, rules in index.hits(low).items()}
        start = end
    return hits


def _cut(text: str, start: int) -> int:
    """Return where the piece that begins at `start` ends: between paragraphs, lines or words."""
    end = start + _PIECE
    if end >= len(text):
        return len(text)
    cuts = (text.rfind(mark, start + _PIECE // 2, end) + 1 for mark in ("\n\n", "\n", " "))
    return next((cut for cut in cuts if cut), end)


def _diagnostics(
    text: str, genre: Genre, rules: Sequence[Rule], hits: dict[int, tuple[Rule, ...]]
) -> tuple[list[Diagnostic], bool]:
    """Return what was found in English blocks, and whether all that spoke were English."""
    outline = Outline(text) if genre is Genre.DOCUMENT else None
    found, is_known = list[Diagnostic](), True
    read_whole = _read_whole(text, genre, outline, [rule for rule in rules if not rule.triggers])
    for block, within in (*read_whole, *_around(text, genre, outline, hits)):
        said = list(_in_block(text, block, within))
        if said and not is_english(text[block.start : block.end].lower()):
            is_known = False
        else:
            found += said
    return found, is_known


def _read_whole(
    text: str, genre: Genre, outline: Outline | None, rules: Sequence[Rule]
) -> Iterator[tuple[Block, dict[int, tuple[Rule, ...]]]]:
    """Give what rules without triggers read: all of a field, the beginning of a listed action."""
    reading = tuple(rule for rule in rules if outline is None or Genre.ACTION in rule.genres)
    if outline is None:
        ends = [*(found.start() for found in _PAUSE.finditer(text)), len(text)]
        if text:
            yield (
                Block(0, len(text), genre),
                dict.fromkeys([max(at - 1, 0) for at in ends], reading),
            )
        return
    for start, end in outline.stretches(Genre.ACTION, len(text)):
        for first, last in items(text, start, end):
            yield Block(first, last, Genre.ACTION), {first: reading}


def _around(
    text: str, genre: Genre, outline: Outline | None, hits: dict[int, tuple[Rule, ...]]
) -> Iterator[tuple[Block, dict[int, tuple[Rule, ...]]]]:
    """Give each block that holds a trigger, with the triggers in it."""
    within: dict[int, tuple[Rule, ...]] = {}
    block = Block(0, 0, genre)
    for at in sorted(hits):
        if text[at] == "\n":
            continue
        if at >= block.end:
            if within:
                yield block, within
            start, end = block_at(text, at, block.end)
            block, within = Block(start, end, outline.at(at) if outline else genre), {}
            if outline and is_code(text, start):
                block = Block(start, end, genre)
                continue
        within[at] = hits[at]
    if within:
        yield block, within


def _in_block(text: str, block: Block, hits: dict[int, tuple[Rule, ...]]) -> Iterator[Diagnostic]:
    prose = Prose(text, block.start, block.end)
    places = sorted(hits)
    for start, end in prose.sentences():
        first = bisect_left(places, prose.source(start))
        last = bisect_right(places, prose.source(end - 1))
        asked = {rule.name: rule for at in places[first:last] for rule in hits[at]}
        speaking = [rule for rule in asked.values() if block.genre in rule.genres]
        if speaking:
            sentence = Sentence(prose.text[start:end], block.genre)
            yield from _of_sentence(sentence, prose, start, speaking)


def _of_sentence(
    sentence: Sentence, prose: Prose, offset: int, rules: Iterable[Rule]
) -> Iterator[Diagnostic]:
    for rule in rules:
        for find in rule.find(sentence):
            yield Diagnostic(
                prose.source(offset + find.start),
                prose.source(offset + find.end - 1) + 1,
                rule.name,
                rule.category,
                find.severity,
                find.message,
                find.suggestion,
                find.replacement,
            )


def _spoken(
    diagnostics: Iterable[Diagnostic], allowed: Sequence[Allowance]
) -> Iterator[Diagnostic]:
    for one in diagnostics:
        if not any(allowance.covers(one.rule, one.start) for allowance in allowed):
            yield one


def _once(diagnostics: Iterable[Diagnostic], rules: Sequence[Rule]) -> Iterator[Diagnostic]:
    single, heard = {rule.name for rule in rules if rule.once}, set[str]()
    for one in diagnostics:
        if one.rule not in heard:
            yield one
        if one.rule in single:
            heard.add(one.rule)
