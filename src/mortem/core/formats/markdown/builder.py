"""Collects the parts of a record while a document is read."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from mortem.core.formats.markdown import moments
from mortem.core.formats.markdown.names import Names
from mortem.core.record import Citation, Owner, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo
    from enum import Enum
    from typing import TypeVar

    from mortem.core.formats.markdown.identifiers import Identifiers
    from mortem.core.formats.markdown.items import Item
    from mortem.core.record import (
        ActionItem,
        Card,
        Cause,
        EventTime,
        Evidence,
        Lesson,
        Participant,
        ReverseAnswer,
        Signal,
        TimelineEntry,
    )

    State = TypeVar("State", bound=Enum)

_CITED = re.compile(r"(.*?)(?::(\d{1,9})?(?:-(\d{1,9}))?)?\Z", re.DOTALL)


class Builder:
    """Lists in the making, and the look-ups between them."""

    def __init__(
        self,
        identifiers: Identifiers,
        *,
        at: datetime,
        zone: tzinfo | None,
        themes: tuple[Theme, ...],
        owners: tuple[Owner, ...],
        people: tuple[Participant, ...],
    ) -> None:
        self.identifiers = identifiers
        self.at = at
        self.zone = zone
        self.themes = list(themes)
        self.owners = list(owners)
        self.causes: list[Cause] = []
        self.actions: list[ActionItem] = []
        self.signals: list[Signal] = []
        self.event_times: list[EventTime] = []
        self.evidence: list[Evidence] = []
        self.entries: list[TimelineEntry] = []
        self.lessons: list[Lesson] = []
        self.cards: list[Card] = []
        self.reverse_answers: list[ReverseAnswer] = []
        self._themes = Names((theme.id, theme.name) for theme in themes)
        self._owners = Names((owner.id, owner.name) for owner in owners)
        self._people = Names((person.id, person.name) for person in people)
        self.sources = Names(())
        self.has_links = False

    def claim(self, kind: str, item: Item, text: str) -> str:
        return self.identifiers.claim(kind, item.id, text, item.line, item.column)

    def owner(self, item: Item) -> str | None:
        """The owner an item names; a name nobody knows yet becomes an owner without an address."""
        found = self._referred(item, "owner", self._owners)
        if found is None or self._owners.knows(found):
            return found
        identifier = self.identifiers.claim("owner", None, found, item.line, item.column)
        self.owners.append(Owner(id=identifier, name=found))
        self._owners.add(identifier, found)
        return identifier

    def theme(self, item: Item) -> str | None:
        """The theme an item names; a new name becomes a theme."""
        found = self._referred(item, "theme", self._themes)
        if found is None or self._themes.knows(found):
            return found
        identifier = self.identifiers.claim("theme", None, found, item.line, item.column)
        self.themes.append(Theme(id=identifier, name=found, position=len(self.themes)))
        self._themes.add(identifier, found)
        return identifier

    def person(self, item: Item) -> str | None:
        found = self._referred(item, "by", self._people)
        if found is not None and not self._people.knows(found):
            raise item.attributes.wrong("by", "Nobody named “{name}” took part.", name=found)
        return found

    def citations(self, item: Item) -> tuple[Citation, ...]:
        cited = item.attributes.each("cites", "cites id")
        return tuple(self._citation(item, value, by_name=key == "cites") for key, value in cited)

    def day(self, item: Item, key: str) -> date | None:
        value = item.attributes.one(key)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise item.attributes.wrong(
                key, "“{day}” is no day such as 2026-03-03.", day=value
            ) from None

    def moment(self, item: Item, value: str) -> datetime:
        """The moment an item says in its words."""
        try:
            return moments.read(value, self.zone)
        except moments.Unclear as unclear:
            raise item.wrong(str(unclear), value=value) from None

    def moment_of(self, item: Item, key: str) -> datetime | None:
        """The moment an attribute says."""
        value = item.attributes.one(key)
        return None if value is None else self.moment(item, value)

    def word(self, item: Item, table: Mapping[str, State], default: State) -> State:
        """The state that stands as a word among an item's facts."""
        word = item.attributes.word(*table)
        return default if word is None else table[word]

    def choice(self, item: Item, key: str, table: Mapping[str, State]) -> State | None:
        """The state that an attribute names."""
        value = item.attributes.one(key)
        if value is None:
            return None
        if value not in table:
            raise item.attributes.wrong(
                key, "“{value}” is none of: {allowed}.", value=value, allowed=", ".join(table)
            )
        return table[value]

    def _referred(self, item: Item, key: str, names: Names) -> str | None:
        """An identifier, or a name that has none yet."""
        identifier = item.attributes.one(f"{key} id")
        name = item.attributes.one(key)
        if identifier is not None:
            if not names.knows(identifier):
                raise item.wrong("Nothing here has the identifier “{id}”.", id=identifier)
            return identifier
        return None if name is None else names.find(name) or name

    def _citation(self, item: Item, value: str, *, by_name: bool) -> Citation:
        found = _CITED.match(value)
        reference = found[1] if found is not None else value
        known = self.sources.within(reference, by_name=by_name)
        if known is None:
            raise item.wrong(
                "There is no evidence “{name}” in this document.",
                hint="List it under “## Evidence” first.",
                name=reference,
            )
        first, last = (found[2], found[3]) if found is not None else (None, None)
        return Citation(
            evidence=known[0],
            first_line=int(first) if first else None,
            last_line=int(last) if last else None,
            inside=known[1],
        )
