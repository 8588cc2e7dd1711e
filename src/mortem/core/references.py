"""Whether all that a review's parts point at is there, and giving its identifiers other names.

A record that comes from outside is checked here before anything of it is kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from mortem.core import lean, phases
from mortem.core.causes import check_causes
from mortem.core.confidence import spread
from mortem.core.errors import BadInput
from mortem.core.playbooks import playbooks
from mortem.core.risk import pool
from mortem.core.timeline import span_of, zone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mortem.core.record import Record

T = TypeVar("T")

MOST_CAUSES = 2_000
"""Causes and cards that one imported review may have; thousands are a mistake in the data."""

MOST_PARTS = 20_000
"""Parts of any other kind that one imported review may have."""

_LISTS = (
    *("participants", "owners", "themes", "cards", "causes", "ratings", "confidences"),
    *("reverse_answers", "signals", "actions", "event_times", "entries", "evidence"),
    *("lessons", "answers", "deadlines", "contests", "activity"),
)
_WITHOUT_NAMES = ("event_times", "answers", "deadlines", "activity")
_LINKS = frozenset(
    [
        *("id", "participant", "cause", "entry", "theme", "parent", "owner", "signal"),
        *("follows", "foreseen_by", "evidence", "actor", "subject"),
    ]
)
_POINTS_AT = {
    "participant": "participants",
    "actor": "participants",
    "cause": "causes",
    "entry": "entries",
    "theme": "themes",
    "owner": "owners",
    "signal": "signals",
    "evidence": "evidence",
}


def check_record(record: Record) -> None:
    """Raise BadInput for the first thing that keeps the record from being a review.

    Too many parts; a context, phase or zone nobody knows; an identifier used twice; a part
    that points at one that is not there; causes that explain each other in a circle; times
    that end before they begin; answers outside their range, or two of one person.
    """
    _check_sizes(record)
    _check_header(record)
    for name in _LISTS:
        if name not in _WITHOUT_NAMES:
            _check_unique(name, [part.id for part in getattr(record, name)])
    _check_unique("activity", [str(line.number) for line in record.activity])
    _check_unique("event_times", [time.moment for time in record.event_times])
    _check_unique("deadlines", [deadline.phase for deadline in record.deadlines])
    _check_links(record)
    check_causes(record.causes)
    _check_times(record)
    _check_ratings(record)
    spread(record.confidences)
    lean.counts(record.confidences)


def _check_times(record: Record) -> None:
    for entry in record.entries:
        span_of(entry)
    for time in record.event_times:
        if time.at is not None and time.until_at is not None and time.until_at < time.at:
            raise BadInput(
                time.moment.value,
                "It cannot end ({end}) before it begins ({start}).",
                start=time.at.isoformat(sep=" "),
                end=time.until_at.isoformat(sep=" "),
            )


def _check_ratings(record: Record) -> None:
    pool(record.causes, record.ratings)
    named = [one for one in record.ratings if one.participant is not None]
    _check_unique("ratings", [f"{one.cause} · {one.participant}" for one in named])


def _check_sizes(record: Record) -> None:
    for name in _LISTS:
        most = MOST_CAUSES if name in {"causes", "cards"} else MOST_PARTS
        if len(getattr(record, name)) > most:
            raise BadInput(
                name,
                "This review has {count} {name}; {most} is the most that can be brought in.",
                hint="Leave out what nobody will read, or divide it into several reviews.",
                count=len(getattr(record, name)),
                name=name,
                most=most,
            )


def _check_header(record: Record) -> None:
    known = {book.slug: book for book in playbooks(record.kind)}
    if record.context not in known:
        raise BadInput(
            "context",
            "A {kind} has no context “{context}”.",
            hint=f"It may be: {', '.join(known)}.",
            kind=record.kind.value,
            context=record.context,
        )
    personal = known[record.context].personal
    names = phases.phase_names(record.kind, personal=personal)
    if record.phase not in names:
        raise BadInput(
            "phase",
            "A {kind} has no phase “{phase}”.",
            hint=f"It may be: {', '.join(names)}.",
            kind=record.kind.value,
            phase=record.phase,
        )
    for deadline in record.deadlines:
        if deadline.phase not in names:
            raise BadInput(
                "deadlines",
                "A {kind} has no phase “{phase}” that could end.",
                hint=f"It may be: {', '.join(names)}.",
                kind=record.kind.value,
                phase=deadline.phase,
            )
    zone_of(record.zone)


def _check_unique(name: str, identifiers: list[str]) -> None:
    twice = [one for one, times in Counter(identifiers).items() if times > 1]
    if twice:
        raise BadInput(
            name,
            "In {name}, “{twice}” is there twice.",
            hint="Give each one an identifier of its own.",
            name=name,
            twice=twice[0],
        )


def _check_links(record: Record) -> None:
    known = {name: {part.id for part in getattr(record, name)} for name in set(_POINTS_AT.values())}
    for where, link, target in _links(record):
        if target not in known[_POINTS_AT[link]]:
            raise BadInput(
                where,
                "In {where}, the {link} “{target}” is not part of this review.",
                hint="Bring it along, or take the reference away.",
                where=where,
                link=link,
                target=target,
            )


def _links(record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield every reference: the list it stands in, its field and what it points at."""
    for name in _LISTS:
        for part in getattr(record, name):
            for one in (part, *getattr(part, "citations", ())):
                for link in _POINTS_AT:
                    target = getattr(one, link, None)
                    if isinstance(target, str):
                        yield name, link, target


def renamed(record: Record, name_of: Callable[[str], str]) -> Record:
    """Return the record with each identifier in it, and each reference, replaced by `name_of` it."""
    return _renamed(record, name_of)


def _renamed(part: T, name_of: Callable[[str], str]) -> T:
    changes: dict[str, Any] = {}
    for field in fields(part):  # type: ignore[arg-type]  # always one of the record's dataclasses
        value = getattr(part, field.name)
        if isinstance(value, str) and field.name in _LINKS:
            changes[field.name] = name_of(value)
        elif isinstance(value, tuple) and value:
            changes[field.name] = tuple(_renamed(one, name_of) for one in value)
        elif is_dataclass(value) and not isinstance(value, type):
            changes[field.name] = _renamed(value, name_of)
    return replace(part, **changes) if changes else part  # type: ignore[type-var]


def without_strays(record: Record) -> Record:
    """Return the record without references to parts that are no longer there, such as deleted ones."""
    causes = {cause.id for cause in record.causes}
    themes = {theme.id for theme in record.themes}
    entries = {entry.id for entry in record.entries}
    evidence = {one.id for one in record.evidence}
    signals = {signal.id for signal in record.signals}
    return replace(
        record,
        cards=_mended(record.cards, cause=causes, entry=entries),
        causes=tuple(
            _cited(cause, evidence) for cause in _mended(record.causes, theme=themes, parent=causes)
        ),
        signals=_mended(record.signals, cause=causes),
        actions=_mended(record.actions, cause=causes, signal=signals),
        entries=tuple(_cited(entry, evidence) for entry in record.entries),
    )


def _mended(parts: Iterable[T], **known: set[str]) -> tuple[T, ...]:
    return tuple(_without(part, known) for part in parts)


def _without(part: T, known: dict[str, set[str]]) -> T:
    lost = {
        link: None
        for link, there in known.items()
        if getattr(part, link) is not None and getattr(part, link) not in there
    }
    return replace(part, **lost) if lost else part  # type: ignore[type-var]


def _cited(part: T, evidence: set[str]) -> T:
    cited = part.citations  # type: ignore[attr-defined]
    kept = tuple(one for one in cited if one.evidence in evidence)
    return replace(part, citations=kept) if len(kept) < len(cited) else part  # type: ignore[type-var]
