"""The board of the reveal: every card, on its cause, on its theme."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from mortem.core.record import Role
from mortem.core.similar import alike, likeness
from mortem.web.models import Activity, Card, Cause, Theme

if TYPE_CHECKING:
    from uuid import UUID

    from mortem.web.models import Participant, Review

PAIRS_AT_ONCE = 2
NUMBER_KEYS = 9


@dataclass(slots=True)
class Pile:
    """A cause with the cards it was made of. `taken_up` tells that a prompt gave it."""

    cause: Cause
    cards: list[Card] = field(default_factory=list)
    taken_up: bool = False

    @property
    def also(self) -> list[Card]:
        """Return the cards that say it in other words."""
        return [card for card in self.cards if card is not self._first]

    @property
    def writer(self) -> str:
        """Return who wrote the card that the cause has its words from; "" where nobody is kept."""
        first = self._first
        return name_of(first.participant) if first and first.participant else ""

    @property
    def _first(self) -> Card | None:
        same = (card for card in self.cards if card.text == self.cause.text)
        return next(same, self.cards[0] if len(self.cards) == 1 else None)


@dataclass(slots=True)
class Shelf:
    """A theme with its causes; `number` is the key that puts a cause there (0: no key left)."""

    theme: Theme
    number: int
    piles: list[Pile] = field(default_factory=list)


@dataclass(slots=True)
class Board:
    """Everything the reveal shows. `loose` piles have no theme yet; `aside` cards no cause."""

    loose: list[Pile]
    shelves: list[Shelf]
    aside: list[Card]
    pairs: list[tuple[Pile, Pile]]
    cards: int
    causes: int


def name_of(writer: Participant) -> str:
    """Return how the others know a writer; whoever began the review may never have said a name."""
    nameless = gettext("Facilitator") if writer.role == Role.FACILITATOR else ""
    return writer.name or nameless


def board(review: Review) -> Board:
    """Return the board; five queries, however many causes there are."""
    cards, aside = _cards(review)
    notes = _notes(review)
    piles = [
        Pile(cause, cards.get(cause.pk, []), str(cause.pk) in notes.taken_up)
        for cause in review.causes.all()
    ]
    shelves = [
        Shelf(theme, place if place <= NUMBER_KEYS else 0)
        for place, theme in enumerate(review.themes.all(), start=1)
    ]
    by_theme = {shelf.theme.pk: shelf for shelf in shelves}
    loose: list[Pile] = []
    for pile in piles:
        shelf = by_theme.get(pile.cause.theme_id) if pile.cause.theme_id else None
        (shelf.piles if shelf else loose).append(pile)
    return Board(
        loose=loose,
        shelves=shelves,
        aside=aside,
        pairs=_pairs(piles, notes.apart),
        cards=sum(map(len, cards.values())) + len(aside),
        causes=len(piles),
    )


def _cards(review: Review) -> tuple[dict[UUID, list[Card]], list[Card]]:
    """Return the turned cards by cause, and those whose cause was put away."""
    by_cause: defaultdict[UUID, list[Card]] = defaultdict(list)
    aside = []
    shown = review.cards.filter(revealed=True).select_related("participant", "cause")
    for card in shown:
        if card.cause is None or card.cause.deleted_at:
            aside.append(card)
        else:
            by_cause[card.cause.pk].append(card)
    return dict(by_cause), aside


@dataclass(slots=True)
class _Notes:
    """What the history remembers of grouping: causes that a prompt gave, pairs kept apart."""

    taken_up: set[str]
    apart: set[frozenset[str]]


def _notes(review: Review) -> _Notes:
    verbs = ("cause.taken_up", "causes.kept_apart")
    lines = Activity.objects.filter(review=review, verb__in=verbs).values_list("verb", "data")
    notes = _Notes(set(), set())
    for verb, data in lines:
        if verb == "cause.taken_up":
            notes.taken_up.add(data["id"])
        else:
            notes.apart.add(frozenset((data["id"], data["other"])))
    return notes


def _pairs(piles: list[Pile], apart: set[frozenset[str]]) -> list[tuple[Pile, Pile]]:
    by_id = {str(pile.cause.pk): pile for pile in piles}
    found = [
        (by_id[pair.first], by_id[pair.second])
        for pair in alike((name, pile.cause.text) for name, pile in by_id.items())
        if frozenset((pair.first, pair.second)) not in apart
    ]
    return found[:PAIRS_AT_ONCE]


def most_like(review: Review, cause: Cause, *, words: str = "", limit: int = 40) -> list[Any]:
    """Return the review's other causes, those most like this one (or holding `words`) first."""
    others = review.causes.exclude(pk=cause.pk).select_related("theme")
    if words:
        others = others.filter(text__icontains=words)
    return sorted(others, key=lambda other: -likeness(cause.text, other.text))[:limit]
