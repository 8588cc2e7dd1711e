"""Which cards are turned next: a few at a time, so that each one is heard (METHOD P8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from mortem.core.similar import ALIKE, alike, likeness

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

HANDFUL = 5  # cards: what a room takes in at one glance
MANY_PEOPLE = 12
MOST_TURNS = 12  # five hundred cards must not need a hundred presses
LATE_SECONDS = 30  # so long after the reveal a card still joins the shuffle (METHOD P5)


@dataclass(frozen=True, slots=True)
class FaceDown:
    """A card that nobody but its writer knows; `writer` is "" where none is kept."""

    id: str
    text: str
    writer: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The cards as they lie: those face down in their shuffled order, the texts of those open."""

    face_down: Sequence[FaceDown]
    shown: Sequence[str] = ()
    people: int = 2
    leaders: frozenset[str] = frozenset()


def next_cards(table: Table) -> tuple[str, ...]:
    """Return the identifiers of the cards to turn next, in the order in which they are read.

    Alone, or with hardly any cards, that is all of them. Above twelve people near-duplicates
    come together. Where writers are known it is a round, one card of each person, the
    leaders' first; otherwise a handful.
    """
    cards = table.face_down
    if table.people <= 1 or len(cards) + len(table.shown) <= HANDFUL:
        chosen = list(cards)
    elif table.people > MANY_PEOPLE:
        chosen = _families(table)
    elif any(card.writer for card in cards):
        chosen = _round(table)
    else:
        chosen = list(cards[: _even_share(len(cards), HANDFUL)])
    return tuple(card.id for card in chosen)


def joins_the_shuffle(since_the_reveal: timedelta) -> bool:
    """Tell whether a card came early enough to be shuffled among those still face down (P5)."""
    return since_the_reveal.total_seconds() <= LATE_SECONDS


def _even_share(cards: int, handful: int) -> int:
    """Return the size of the next handful, so that no card is left alone at the end."""
    return ceil(cards / ceil(cards / handful)) if cards else 0


def _round(table: Table) -> list[FaceDown]:
    by_writer: defaultdict[str, list[FaceDown]] = defaultdict(list)
    for card in table.face_down:
        by_writer[card.writer].append(card)
    chosen: list[FaceDown] = []
    for writer in sorted(by_writer, key=lambda writer: writer not in table.leaders):
        heard = [*table.shown, *(card.text for card in chosen)]
        chosen.append(_something_new(by_writer[writer], heard))
    return chosen


def _something_new(own: list[FaceDown], heard: list[str]) -> FaceDown:
    """Return the writer's first card that nobody has said yet; their first one if all were said."""
    new = (card for card in own if all(likeness(card.text, text) < ALIKE for text in heard))
    return next(new, own[0])


def _families(table: Table) -> list[FaceDown]:
    """Return a handful, each card followed by those that say nearly the same."""
    cards = table.face_down
    near: defaultdict[str, set[str]] = defaultdict(set)
    for pair in alike((card.id, card.text) for card in cards):
        near[pair.first].add(pair.second)
        near[pair.second].add(pair.first)
    everything = len(cards) + len(table.shown)
    enough = _even_share(len(cards), max(HANDFUL, ceil(everything / MOST_TURNS)))
    chosen: dict[str, FaceDown] = {}
    for card in cards:
        if len(chosen) >= enough:
            break
        family = near[card.id] | {card.id}
        first = [] if card.id in chosen else [card]
        chosen |= {one.id: one for one in [*first, *cards] if one.id in family - chosen.keys()}
    return list(chosen.values())
