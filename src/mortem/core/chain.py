"""The chain of a review's history: each step carries a digest of itself and of the step before.

Whoever changes, moves, removes or adds a step afterwards would have to make every later digest
anew, and so give another newest one than somebody may have kept. Words go in as salted digests:
with the words and their salt erased the chain still holds, and the words cannot be guessed.
"""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.record import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mortem.core.record import Activity, Record

BEGUN = "chain.begun"
"""The step by which a chain begins over what was there already: it words everything once."""

REPLACED, PUT_BACK = "names.replaced", "names.put_back"
RETOLD = frozenset({REPLACED, PUT_BACK})
"""The steps by which what others wrote says a role for a name, or the name again."""

TURNED = frozenset({"cards.turned", "phase.moved", "card.hidden"})
"""The steps whose words are those of cards, and not of whoever pressed the button."""

COVERED: dict[str, tuple[str, ...]] = {
    "review": (
        *("title", "summary", "where", "scope", "hurt", "severity", "near_miss"),
        *("success", "failure_sentence", "single_cause_reason", "override_reason", "visibility"),
        *("outside_summary", "outside_story", "outside_doing"),
    ),
    "cause": ("text",),
    "timeline_entry": ("text", "kind", "attributed_to", "when"),
    "lesson": ("text",),
    "action_item": ("text", "measure", "declined_reason", "verdict", "verdict_note"),
    "signal": ("question", "threshold", "response"),
    "evidence": ("name", "sha256"),
    "contest": ("text", "said", "state", "answer", "settles"),
}
"""Which texts of what the history records. The times of an event are the review's own, by moment."""


class Said(NamedTuple):
    """What one field says: of which part (or the review itself), of which noun, which field."""

    subject: str
    noun: str
    field: str
    text: str


def wording(said: Said, *, salt: str) -> Wording:
    """Return what was said as history keeps it; `salt` is 32 random hex digits, never used twice."""
    return Wording(
        subject=said.subject,
        noun=said.noun,
        field=said.field,
        digest=sealed(said.text, salt),
        salt=salt,
        text=said.text,
    )


def sealed(text: str, salt: str) -> str:
    """Return the salted SHA-256 of a text, in hex."""
    return sha256(f"{salt}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def link(line: Activity, before: str) -> str:
    """Return a step's digest: over what it says and the digest of the step before, "" at first."""
    words = sorted([one.subject, one.noun, one.field, one.digest] for one in line.wordings)
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [before, line.number, at, line.verb, line.actor, line.data, words]
    return sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def plain(value: object) -> str:
    """Return a field's value as the chain words it; what nobody said is empty."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def when(at: datetime | None, until_at: datetime | None, precision: str) -> str:
    """Return a moment as the chain words it: `2026-03-03T02:10:00+00:00 minute`; empty if not known."""
    times = [one.astimezone(UTC).isoformat() for one in (at, until_at) if one is not None]
    return f"{'/'.join(times)} {precision}" if times else ""


def newest_digest(record: Record) -> str:
    """Return the digest of a record's last step; empty without one."""
    last = max(record.activity, key=lambda line: line.number, default=None)
    return last.digest if last else ""


def is_chained(lines: Iterable[Activity]) -> bool:
    """Tell whether every step has a digest, sound or not, and there is one."""
    digests = [line.digest for line in lines]
    return bool(digests) and all(digests)
