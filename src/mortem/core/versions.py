"""Every wording a text has had, from its history: who, when, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.chain import BEGUN, COVERED, TURNED
from mortem.core.differences import differences

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mortem.core.differences import Stretch
    from mortem.core.record import Activity, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One wording of one field. `who` and `at` are empty where nobody signed (METHOD P5).

    They are so where a card was turned, too: who turned it did not write it. `erased` says that its words are gone for good; `begun` that it stood there when the history
    began to keep words.
    """

    number: int
    field: str
    text: str
    stretches: tuple[Stretch, ...]
    who: str | None = None
    at: datetime | None = None
    erased: bool = False
    begun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextHistory:
    """What one part has said, the oldest first; `text` is what it says today."""

    subject: str
    noun: str
    text: str
    versions: tuple[Version, ...]

    @property
    def changes(self) -> int:
        """Return how often it was worded anew."""
        return len(self.versions) - len({version.field for version in self.versions})


def histories(lines: Iterable[Activity]) -> tuple[TextHistory, ...]:
    """Return the history of every text, in the order in which they were first written."""
    found: dict[str, list[Version]] = {}
    nouns: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: line.number):
        for one in line.wordings:
            nouns.setdefault(one.subject, one.noun)
            versions = found.setdefault(one.subject, [])
            if (version := _version(line, one, versions)) is not None:
                versions.append(version)
    return tuple(
        TextHistory(
            subject=subject,
            noun=nouns[subject],
            text=_today(nouns[subject], versions),
            versions=tuple(versions),
        )
        for subject, versions in found.items()
        if versions
    )


def _version(line: Activity, one: Wording, before: list[Version]) -> Version | None:
    """Return the version this wording makes; None when it says what was said already."""
    last = next((old for old in reversed(before) if old.field == one.field), None)
    erased = not one.salt
    if last is not None and not erased and not last.erased and last.text == one.text:
        return None
    if last is None and not erased and not one.text:
        return None
    who = None if line.verb in TURNED else line.actor
    return Version(
        number=line.number,
        field=one.field,
        text=one.text,
        stretches=differences(last.text if last else "", one.text),
        who=who,
        at=line.at if who is not None else None,
        erased=erased,
        begun=line.verb == BEGUN,
    )


def _today(noun: str, versions: list[Version]) -> str:
    """Return what the part's own words are now, without those that only describe it."""
    first = COVERED.get(noun, ("",))[0]
    return next((old.text for old in reversed(versions) if old.field == first), versions[-1].text)
