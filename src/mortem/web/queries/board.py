"""The board of the reveal: every card, on its cause, on its theme."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from mortem.core.despair import is_despair
from mortem.core.record import Role
from mortem.core.similar import alike, likeness
from mortem.core.theming import Grouped, likely_theme
from mortem.web.models import Activity, Card, Cause, Theme

if TYPE_CHECKING:
    from uuid import UUID

    from mortem.web.models import Participant, Review

PAIRS_AT_ONCE = 2
NUMBER_KEYS = 9
SUGGESTED = 60  # loose piles: more than one page shows


@dataclass(slots=True)
class Pile:
    """A cause with the cards it was made of.

    `taken_up` tells that a prompt gave it, `is_new` that its card was among the last to be
    turned; `likely` is the theme its words speak for, if any.
    """

    cause: Cause
    cards: list[Card] = field(default_factory=list)
    taken_up: bool = False
    is_new: bool = False
    likely: UUID | None = None

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
    """Everything the reveal shows. `loose` piles have no theme yet; `aside` cards no cause.

    `hidden` cards are out of everybody's sight; of the `down` ones only the number is known.
    """

    loose: list[Pile]
    shelves: list[Shelf]
    aside: list[Card]
    hidden: list[Card]
    pairs: list[tuple[Pile, Pile]]
    cards: int
    down: int
    causes: int

    def pile(self, cause_id: UUID) -> Pile:
        """Return the pile of a cause that is on the board."""
        on_shelves = (pile for shelf in self.shelves for pile in shelf.piles)
        return next(pile for pile in (*self.loose, *on_shelves) if pile.cause.pk == cause_id)

    @property
    def all_cards(self) -> int:
        return self.cards + self.down

    @property
    def percent_turned(self) -> int:
        return 100 * self.cards // self.all_cards if self.all_cards else 100


def name_of(writer: Participant) -> str:
    """Return how the others know a writer; whoever began the review may never have said a name."""
    nameless = gettext("Facilitator") if writer.role == Role.FACILITATOR else ""
    return writer.name or nameless


@dataclass(frozen=True, slots=True)
class Found:
    """What the database holds of a board: everything but who may see what."""

    causes: list[Cause]
    themes: list[Theme]
    lying: _Lying
    notes: _Notes
    down: int

    def again(self, review: Review, causes: set[UUID]) -> Found:
        """Return the same with these causes as they are now: for when nothing else has changed."""
        fresh = {cause.pk: cause for cause in review.causes.filter(pk__in=causes)}
        there = [fresh.get(kept.pk, kept) for kept in self.causes]
        return replace(self, causes=sorted(there, key=lambda cause: (cause.position, cause.pk)))


def found_on(review: Review) -> Found:
    """Read the board; five queries, however many causes there are."""
    return Found(
        causes=list(review.causes.all()),
        themes=list(review.themes.all()),
        lying=_cards(review),
        notes=_notes(review),
        down=review.cards.filter(revealed=False).count(),
    )


def board(review: Review) -> Board:
    """Return the board as it is now."""
    return arranged(found_on(review))


def arranged(found: Found) -> Board:
    """Return the board with every cause on its shelf, and what is suggested."""
    lying, notes = found.lying, found.notes
    turned = sum(map(len, lying.by_cause.values())) + len(lying.aside)
    new_from = turned - notes.last_turned if notes.last_turned else turned
    piles = [
        Pile(
            cause,
            cards := lying.by_cause.get(cause.pk, []),
            taken_up=str(cause.pk) in notes.taken_up,
            is_new=any(card.position >= new_from for card in cards),
        )
        for cause in found.causes
    ]
    shelves = [
        Shelf(theme, place if place <= NUMBER_KEYS else 0)
        for place, theme in enumerate(found.themes, start=1)
    ]
    by_theme = {shelf.theme.pk: shelf for shelf in shelves}
    loose: list[Pile] = []
    for pile in piles:
        shelf = by_theme.get(pile.cause.theme_id) if pile.cause.theme_id else None
        (shelf.piles if shelf else loose).append(pile)
    _suggest(loose, shelves)
    return Board(
        loose=sorted(loose, key=lambda pile: not pile.is_new),
        shelves=shelves,
        aside=lying.aside,
        hidden=lying.hidden,
        pairs=_pairs(piles, notes.apart),
        cards=turned,
        down=found.down,
        causes=len(piles),
    )


def _suggest(loose: list[Pile], shelves: list[Shelf]) -> None:
    """Note for each loose pile the theme its words speak for (METHOD P9); nothing is moved."""
    grouped = {
        str(shelf.theme.pk): Grouped(shelf.theme.name, [pile.cause.text for pile in shelf.piles])
        for shelf in shelves
    }
    by_id = {str(shelf.theme.pk): shelf.theme.pk for shelf in shelves}
    for pile in loose[:SUGGESTED]:
        if is_despair(pile.cause.text):  # nothing is analysed then (METHOD C3)
            continue
        found = likely_theme(pile.cause.text, grouped)
        pile.likely = by_id[found] if found else None


@dataclass(slots=True)
class _Lying:
    """The turned cards by cause, those whose cause was put away, those out of sight."""

    by_cause: dict[UUID, list[Card]]
    aside: list[Card]
    hidden: list[Card]


def _cards(review: Review) -> _Lying:
    lying = _Lying(defaultdict(list), [], [])
    turned = Card.everything.filter(review=review, revealed=True)
    for card in turned.select_related("participant", "cause"):
        if card.deleted_at:
            lying.hidden.append(card)
        elif card.cause is None or card.cause.deleted_at:
            lying.aside.append(card)
        else:
            lying.by_cause[card.cause.pk].append(card)
    return lying


@dataclass(slots=True)
class _Notes:
    """What the history remembers: causes that a prompt gave, pairs kept apart, the last turning."""

    taken_up: set[str]
    apart: set[frozenset[str]]
    last_turned: int = 0


def _notes(review: Review) -> _Notes:
    verbs = ("cause.taken_up", "causes.kept_apart", "cards.turned")
    lines = Activity.objects.filter(review=review, verb__in=verbs).values_list("verb", "data")
    notes = _Notes(set(), set())
    for verb, data in lines:
        if verb == "cause.taken_up":
            notes.taken_up.add(data["id"])
        elif verb == "cards.turned":
            notes.last_turned = int(data["count"])
        else:
            notes.apart.add(frozenset((data["id"], data["other"])))
    return notes


def _pairs(piles: list[Pile], apart: set[frozenset[str]]) -> list[tuple[Pile, Pile]]:
    by_id = {str(pile.cause.pk): pile for pile in piles if not is_despair(pile.cause.text)}
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
