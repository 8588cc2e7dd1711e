"""Who is in the room, as far as others may know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.record import Role

FEW = 5  # below this many people, others can often tell who wrote what (METHOD P5)

if TYPE_CHECKING:
    from mortem.web.models import Participant, Review


MOST_DOTS = 40


@dataclass(frozen=True, slots=True)
class Company:
    """The people of a review without their names: how many, and how many are done.

    `marks` are sorted, so that no dot belongs to a person.
    """

    people: int
    done: int
    i_am_done: bool
    readers: int = 0

    @property
    def alone(self) -> bool:
        return self.people <= 1

    @property
    def are_few(self) -> bool:
        return self.people < FEW

    @property
    def others(self) -> int:
        return max(0, self.people - 1)

    @property
    def marks(self) -> list[bool]:
        """Return a dot each; none where there are too many to take in, and the words say it."""
        people = self.people if self.people <= MOST_DOTS else 0
        return [place < self.done for place in range(people)]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a room stands, for everybody in it: how many take part, and who facilitates ("": unnamed)."""

    people: int
    facilitator: str


def standing_of(review: Review) -> Standing:
    """Return how the room stands; one query."""
    here = review.participants.filter(removed_at=None).exclude(role=Role.READER)
    seats = list(here.values_list("role", "name"))
    names = [name for role, name in seats if role == Role.FACILITATOR]
    return Standing(len(seats), next(iter(names), ""))


def company(review: Review, me: Participant | None, *, phase: str) -> Company:
    """Count who takes part and who has said that they are done with this phase."""
    everybody = review.participants.filter(removed_at=None)
    seats = list(everybody.values_list("pk", "role", "done_phase"))
    marks = [(pk, done_phase) for pk, role, done_phase in seats if role != Role.READER]
    done = [pk for pk, done_phase in marks if done_phase == phase]
    i_am_done = me is not None and me.pk in done
    return Company(len(marks), len(done), i_am_done, readers=len(seats) - len(marks))
