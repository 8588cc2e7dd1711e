"""What a sign is, what it is read from, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator  # noqa: TC003 - a field's type
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING

from mortem.core.record import ActionState, CauseKind, EntryKind

if TYPE_CHECKING:
    from mortem.core.mentions import Finder, Mention
    from mortem.core.record import Cause, Record

FEWEST_VOICES = 5
"""People who take part, below which behaviour says nothing (METHOD C5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One place that shows the sign: the words themselves, or a sentence with its numbers.

    `subject` is the part they stand in, and `noun` its kind; without one it is about the review.
    """

    text: str = ""
    subject: str = ""
    noun: str = ""
    template: str = ""
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """That somebody who signed wrote a text first, or changed it. `by` is a participant."""

    by: str
    subject: str
    noun: str
    first: bool


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that signs are read from.

    `writes` are in their order; `seen` says how visible the review was, the oldest first.
    `reports` counts the looks back that a team began in the half year before this one and in the
    half year after it, if that is over.
    """

    record: Record
    mentions: Finder
    writes: tuple[Write, ...] = ()
    seen: tuple[str, ...] = ()
    reports: tuple[int, int] | None = None

    @cached_property
    def voices(self) -> int:
        """Return how many people take part."""
        return sum(one.role != "reader" for one in self.record.participants)

    @cached_property
    def involved(self) -> frozenset[str]:
        """Return who was part of the event: by their own word, or because an account is theirs."""
        accounts = {
            e.attributed_to.casefold() for e in self.record.entries if e.kind is EntryKind.ACCOUNT
        }
        return frozenset(
            one.id
            for one in self.record.participants
            if one.involved or (one.name and one.name.casefold() in accounts)
        )

    @cached_property
    def leaves(self) -> tuple[Cause, ...]:
        """Return the causes under which nobody asked why once more."""
        explained = {cause.parent for cause in self.record.causes}
        return tuple(
            cause
            for cause in self.record.causes
            if cause.id not in explained and cause.kind is CauseKind.FACTOR
        )

    def texts(self) -> Iterator[Evidence]:
        """Yield what the review says of what happened and why."""
        record = self.record
        if record.summary:
            yield Evidence(text=record.summary, subject=record.id, noun="review")
        for noun, parts in (
            ("timeline_entry", record.entries),
            ("cause", record.causes),
            ("lesson", record.lessons),
        ):
            for part in parts:
                yield Evidence(text=part.text, subject=part.id, noun=noun)

    def promised(self) -> Iterator[Evidence]:
        """Yield what is to be done, parked ideas too."""
        for item in self.record.actions:
            if item.state is not ActionState.DECLINED:
                yield Evidence(text=item.text, subject=item.id, noun="action_item")

    def of(self, one: Evidence) -> tuple[Mention, ...]:
        return self.mentions(one.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign. Every text is needed: what is not explained cannot be shown to people.

    `title` is what was noticed, `why` why it matters, `suggestion` the one thing to do; `example`
    shows it in the docs. `behaviour` says that it is read from what people do and not from a text.
    """

    name: str
    title: str
    why: str
    suggestion: str
    example: str
    behaviour: bool
    find: Callable[[Facts], tuple[Evidence, ...]]

    def __post_init__(self) -> None:
        empty = [one.name for one in fields(self) if getattr(self, one.name) == ""]
        if empty:
            raise ValueError(f"A sign needs its {empty[0]}.")
