"""What people wrote of a review: the part of a record that its Markdown form keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mortem.core.formats.markdown.arranged import arranged, by_position
from mortem.core.phases import is_revealed
from mortem.core.record import LessonKind, Moment

if TYPE_CHECKING:
    from mortem.core.record import (
        ActionItem,
        Card,
        Cause,
        Citation,
        Record,
        Signal,
        TimelineEntry,
    )


def written(record: Record) -> Record:
    """`record` without readings, private numbers, addresses, contests, history and cards not yet shown (METHOD P4).

    Things stand in the order of the document and are numbered from 0; references to what is not
    there are gone, and a circle of whys is opened.
    """
    causes = _causes(record)
    kinds, moments = list(LessonKind), list(Moment)
    lessons = sorted(by_position(record.lessons), key=lambda lesson: kinds.index(lesson.kind))
    times = sorted(record.event_times, key=lambda time: moments.index(time.moment))
    return replace(
        record,
        owners=tuple(replace(owner, address="") for owner in record.owners),
        themes=tuple(replace(t, position=i) for i, t in enumerate(by_position(record.themes))),
        cards=_cards(record),
        causes=causes,
        ratings=(),
        confidences=(),
        signals=_signals(record, causes),
        actions=_actions(record, causes),
        event_times=tuple(times),
        entries=_entries(record),
        lessons=tuple(replace(lesson, position=i) for i, lesson in enumerate(lessons)),
        participants=tuple(replace(one, involved=False) for one in record.participants),
        contests=(),
        activity=(),
    )


def _causes(record: Record) -> tuple[Cause, ...]:
    themes = {theme.id for theme in record.themes}
    kept: list[Cause] = []
    before: set[str] = set()
    for position, placed in enumerate(arranged(record)):
        cause = placed.cause
        kept.append(
            replace(
                cause,
                position=position,
                theme=cause.theme if cause.theme in themes else None,
                parent=cause.parent if cause.parent in before else None,
                citations=_citations(record, cause.citations),
            )
        )
        before.add(cause.id)
    return tuple(kept)


def _citations(record: Record, citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
    if not citations:
        return ()
    known = {evidence.id for evidence in record.evidence}
    return tuple(citation for citation in citations if citation.evidence in known)


def _actions(record: Record, causes: tuple[Cause, ...]) -> tuple[ActionItem, ...]:
    rank, last = _rank(causes)
    owners = {owner.id for owner in record.owners}
    signals = {signal.id for signal in record.signals}
    ordered = sorted(by_position(record.actions), key=lambda item: rank.get(item.cause, last))
    return tuple(
        replace(
            item,
            position=position,
            cause=item.cause if item.cause in rank else None,
            owner=item.owner if item.owner in owners else None,
            signal=item.signal if item.signal in signals else None,
        )
        for position, item in enumerate(ordered)
    )


def _signals(record: Record, causes: tuple[Cause, ...]) -> tuple[Signal, ...]:
    rank, last = _rank(causes)
    owners = {owner.id for owner in record.owners}
    ordered = sorted(by_position(record.signals), key=lambda signal: rank.get(signal.cause, last))
    return tuple(
        replace(
            signal,
            position=position,
            cause=signal.cause if signal.cause in rank else None,
            owner=signal.owner if signal.owner in owners else None,
            readings=(),
        )
        for position, signal in enumerate(ordered)
    )


def _rank(causes: tuple[Cause, ...]) -> tuple[dict[str | None, int], int]:
    return {cause.id: index for index, cause in enumerate(causes)}, len(causes)


def _entries(record: Record) -> tuple[TimelineEntry, ...]:
    ordered = sorted(record.entries, key=lambda entry: (entry.at, entry.position))
    return tuple(
        replace(entry, position=i, citations=_citations(record, entry.citations))
        for i, entry in enumerate(ordered)
    )


def _cards(record: Record) -> tuple[Card, ...]:
    if not is_revealed(record.kind, record.phase):
        return ()
    causes = {cause.id for cause in record.causes}
    entries = {entry.id for entry in record.entries}
    people = {person.id for person in record.participants}
    return tuple(
        replace(
            card,
            position=position,
            participant=card.participant if card.participant in people else None,
            cause=card.cause if card.cause in causes else None,
            entry=card.entry if card.entry in entries else None,
        )
        for position, card in enumerate(by_position(record.cards))
    )
