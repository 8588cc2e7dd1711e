"""People who were there and are not here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.health.sign import Evidence, Sign
from mortem.core.mentions import Who, is_name
from mortem.core.record import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.health.sign import Facts


def _find(facts: Facts) -> tuple[Evidence, ...]:
    here = {one.name.casefold() for one in facts.record.participants if one.name}
    first: dict[str, Evidence] = {}
    for name, one in _spoken_of(facts):
        if name and name.casefold() not in here:
            first.setdefault(name.casefold(), one)
    return tuple(first.values())


def _spoken_of(facts: Facts) -> Iterator[tuple[str, Evidence]]:
    for entry in facts.record.entries:
        if entry.kind is EntryKind.ACCOUNT and is_name(entry.attributed_to):
            yield (
                entry.attributed_to,
                Evidence(text=entry.text, subject=entry.id, noun="timeline_entry"),
            )
    for one in facts.texts():
        for mention in facts.of(one):
            if mention.who is Who.PERSON:
                yield mention.name, one


SIGN = Sign(
    name="people_missing",
    title="Somebody it speaks of does not take part",
    why="What is said of somebody who cannot answer is half a story.",
    suggestion="Ask them in, or ask them what it looked like to them, and write it down as theirs.",
    example="An entry tells what Robin did, and Robin was not asked in.",
    behaviour=False,
    find=_find,
)
