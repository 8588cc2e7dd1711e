"""Read the lists of a document: causes with what hangs below them, times, timeline, lessons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mortem.core.formats.markdown import words
from mortem.core.formats.markdown.moments import TIME
from mortem.core.formats.markdown.text import LABELS
from mortem.core.record import (
    ActionItem,
    ActionKind,
    ActionState,
    Card,
    Cause,
    CauseKind,
    EntryKind,
    EventTime,
    Evidence,
    Foresight,
    Lesson,
    Moment,
    Outcome,
    Precision,
    ReverseAnswer,
    Signal,
    SignalSource,
    Strength,
    TimelineEntry,
)

if TYPE_CHECKING:
    from mortem.core.formats.markdown.builder import Builder
    from mortem.core.formats.markdown.items import Item
    from mortem.core.record import Disposition, LessonKind

_BOX = re.compile(r"\[([ xX])\](?:[ \t]+|\Z)")
_SIGNAL = re.compile(r"(?i:signal):[ \t]*")
_LABEL = re.compile(rf"(?i:({'|'.join(LABELS[1:])})):[ \t]*")
_MOMENT = re.compile(rf"(?i:({'|'.join(words.MOMENTS.values())})):[ \t]*")
_SPAN = re.compile(rf"({TIME}|{words.NOT_KNOWN})(?: to ({TIME}))?\Z")
_STAMP = re.compile(
    rf"(?:\*\*({TIME})(?: to ({TIME}))?\*\*(?:[ \t]|\Z))|({TIME})(?: to ({TIME}))?:?[ \t]+"
)
_DIGITS = re.compile(r"-?\d{1,18}\Z", re.ASCII)

_CAUSE_WORDS = (
    "theme, trigger, elephant, paper tiger, severity first, top risk, open, watched, let go, "
    "foreseen, missed, late, unanswered, foreseen by, cites, outcome, outcome at"
)
_ACTION_WORDS = (
    "owner, due, check, done, idea, declined, prevent, detect, contain, recover, stronger, "
    "intermediate, weaker, seen by, verdict, verdict at"
)
_SIGNAL_WORDS = "check-in, on a date, every, owner, next, snoozed until"
_ENTRY_WORDS = "second, minute, day, about, between, fact, account, by, cites"


def read_causes(builder: Builder, roots: list[Item], section: Disposition) -> None:
    """Add the causes of one section, each with its actions, signals and further causes."""
    waiting: list[tuple[Item, str | None]] = [(item, None) for item in reversed(roots)]
    while waiting:
        item, parent = waiting.pop()
        if _BOX.match(item.parts[0][0]) or _SIGNAL.match(item.parts[0][0]):
            raise item.wrong(
                "This stands below no cause.",
                hint="Indent it below its cause, or put it under “## Actions” or “## Signals”.",
            )
        cause, below = _cause(builder, item, parent, section)
        builder.causes.append(cause)
        deeper = [child for child in below if not _belongs(builder, child, cause.id)]
        waiting.extend((child, cause.id) for child in reversed(deeper))


def _cause(
    builder: Builder, item: Item, parent: str | None, section: Disposition
) -> tuple[Cause, list[Item]]:
    notes, below = _notes(item, ("outcome note",))
    facts = item.attributes
    text = item.text()
    under = facts.one("under")
    builder.has_links = builder.has_links or under is not None
    outcome = builder.choice(item, "outcome", words.OUTCOMES)
    outcome_at = builder.moment_of(item, "outcome at") or builder.at
    note = notes.get("outcome note", "")
    cause = Cause(
        id=builder.claim("cause", item, text),
        text=text,
        position=len(builder.causes),
        theme=builder.theme(item),
        parent=parent if under is None else under,
        kind=CauseKind.TRIGGER if facts.word("trigger") else CauseKind.FACTOR,
        elephant=facts.word("elephant") is not None,
        paper_tiger=facts.word("paper tiger") is not None,
        severity_first=facts.word("severity first") is not None,
        disposition=builder.word(item, words.DISPOSITIONS, section),
        foresight=builder.word(item, words.FORESIGHTS, Foresight.UNKNOWN),
        foreseen_by=facts.one("foreseen by"),
        outcome=None if outcome is None else Outcome(kind=outcome, at=outcome_at, note=note),
        citations=builder.citations(item),
    )
    facts.finish(_CAUSE_WORDS)
    return cause, below


def _belongs(builder: Builder, item: Item, cause: str) -> bool:
    """Add an action or a signal of a cause; False for one more cause."""
    if _BOX.match(item.parts[0][0]):
        read_action(builder, item, cause)
        return True
    if _SIGNAL.match(item.parts[0][0]):
        read_signal(builder, item, cause)
        return True
    return False


def read_action(builder: Builder, item: Item, cause: str | None = None) -> None:
    """Add an action; without a box it counts as promised."""
    box = item.take(_BOX)
    notes, below = _notes(item, ("measure", "declined because", "verdict note"))
    _refuse(below)
    facts = item.attributes
    text = item.text(lead=box is None)
    state = ActionState.COMMITTED
    if box is not None and box[1] in "xX":
        state = ActionState.DONE
    said = facts.word("idea", "declined")
    action = ActionItem(
        id=builder.claim("action", item, text),
        text=text,
        position=len(builder.actions),
        cause=cause,
        kind=builder.word(item, words.ACTION_KINDS, ActionKind.PREVENT),
        strength=_strength(item),
        state=state if said is None else ActionState(said),
        owner=builder.owner(item),
        due_date=builder.day(item, "due"),
        measure=notes.get("measure", ""),
        signal=facts.one("seen by"),
        check_date=builder.day(item, "check"),
        done_at=builder.moment_of(item, "done"),
        declined_reason=notes.get("declined because", ""),
        verdict=builder.choice(item, "verdict", words.VERDICTS),
        verdict_note=notes.get("verdict note", ""),
        verdict_at=builder.moment_of(item, "verdict at"),
    )
    facts.finish(_ACTION_WORDS)
    builder.actions.append(action)


def read_signal(builder: Builder, item: Item, cause: str | None = None) -> None:
    """Add a signal."""
    label = item.take(_SIGNAL)
    notes, below = _notes(item, ("threshold", "response", "snoozed because"))
    _refuse(below)
    facts = item.attributes
    text = item.text(lead=label is None)
    signal = Signal(
        id=builder.claim("signal", item, text),
        question=text,
        position=len(builder.signals),
        cause=cause,
        source=builder.word(item, words.SOURCES, SignalSource.CHECK_IN),
        threshold=notes.get("threshold", ""),
        response=notes.get("response", ""),
        owner=builder.owner(item),
        cadence_days=_days(item),
        next_date=builder.day(item, "next"),
        snoozed_until_date=builder.day(item, "snoozed until"),
        snooze_reason=notes.get("snoozed because", ""),
    )
    facts.finish(_SIGNAL_WORDS)
    builder.signals.append(signal)


def read_time(builder: Builder, item: Item) -> None:
    """Add one of the five times of the event."""
    found = item.take(_MOMENT)
    span = _SPAN.match(item.parts[0][0]) if found is not None else None
    if found is None or span is None or len(item.parts) > 1:
        raise item.wrong(
            "This is no time of the event.",
            hint="Write “Started: 2026-03-03 02:10 UTC” or “Started: not known yet”.",
        )
    _refuse(item.children)
    time = EventTime(
        moment=Moment(found[1].lower()),
        at=None if span[1] == words.NOT_KNOWN else builder.moment(item, span[1]),
        until_at=None if span[2] is None else builder.moment(item, span[2]),
        precision=builder.word(item, words.PRECISIONS, Precision.MINUTE),
    )
    item.attributes.finish("second, day, about, between")
    if any(known.moment is time.moment for known in builder.event_times):
        raise item.wrong("“{moment}” is said twice.", moment=words.MOMENTS[time.moment])
    builder.event_times.append(time)


def read_evidence(builder: Builder, item: Item) -> None:
    """Add one piece of evidence; its bytes live elsewhere."""
    _refuse(item.children)
    facts = item.attributes
    name = item.text()
    evidence = Evidence(
        id=builder.claim("evidence", item, name),
        name=name,
        media_type=facts.one("type") or "",
        size=_number(item, "size", 0),
        sha256=facts.one("sha256") or "",
        added_at=builder.moment_of(item, "added") or builder.at,
        zone=facts.one("zone") or "",
        year=_number(item, "year", 0) or None,
        ahead_ms=_number(item, "ahead ms", 0),
    )
    facts.finish("type, size, sha256, added, zone, year, ahead ms")
    builder.evidence.append(evidence)
    builder.sources.add(evidence.id, evidence.name)


def read_entry(builder: Builder, item: Item) -> None:
    """Add a timeline entry."""
    _refuse(item.children)
    stamp = item.take(_STAMP)
    if stamp is None:
        raise item.wrong(
            "This entry does not begin with its time.",
            hint="Write “- **2026-03-03 02:10 UTC** what happened”.",
        )
    text = item.text(lead=False)
    facts = item.attributes
    until = stamp[2] or stamp[4]
    entry = TimelineEntry(
        id=builder.claim("entry", item, text),
        at=builder.moment(item, stamp[1] or stamp[3]),
        text=text,
        position=len(builder.entries),
        until_at=None if until is None else builder.moment(item, until),
        precision=builder.word(item, words.PRECISIONS, Precision.MINUTE),
        kind=builder.word(item, words.ENTRY_KINDS, EntryKind.FACT),
        attributed_to=facts.one("by") or "",
        citations=builder.citations(item),
    )
    facts.finish(_ENTRY_WORDS)
    builder.entries.append(entry)


def read_lesson(builder: Builder, item: Item, kind: LessonKind) -> None:
    """Add a lesson of the kind its heading says."""
    _refuse(item.children)
    item.attributes.finish("nothing but its words")
    text = item.text()
    identifier = builder.claim("lesson", item, text)
    position = len(builder.lessons)
    builder.lessons.append(Lesson(id=identifier, kind=kind, text=text, position=position))


def read_reverse_answer(builder: Builder, item: Item) -> None:
    """Add an answer to the reverse question."""
    _refuse(item.children)
    item.attributes.finish("nothing but its words")
    text = item.text()
    identifier = builder.claim("reverse", item, text)
    builder.reverse_answers.append(ReverseAnswer(id=identifier, text=text))


def read_card(builder: Builder, item: Item) -> None:
    """Add a card as it was first written."""
    _refuse(item.children)
    text = item.text()
    card = Card(
        id=builder.claim("card", item, text),
        text=text,
        position=len(builder.cards),
        participant=builder.person(item),
        cause=item.attributes.one("became"),
        entry=item.attributes.one("told as"),
    )
    item.attributes.finish("by, became, told as")
    builder.cards.append(card)


def _notes(item: Item, allowed: tuple[str, ...]) -> tuple[dict[str, str], list[Item]]:
    """The labelled sub-items of an item by their lower-case label, and the other ones."""
    notes: dict[str, str] = {}
    others: list[Item] = []
    for child in item.children:
        found = _LABEL.match(child.parts[0][0])
        if found is None:
            others.append(child)
            continue
        label = found[1].lower()
        if label not in allowed or label in notes:
            raise child.wrong("“{label}” cannot stand here, or stands here twice.", label=found[1])
        child.take(_LABEL)
        child.attributes.finish("nothing")
        _refuse(child.children)
        notes[label] = child.text(lead=False)
    return notes, others


def _refuse(children: list[Item]) -> None:
    for child in children:
        raise child.wrong(
            "Nothing can hang below this item.",
            hint="Indent the line without a dash to continue the item above.",
        )


def _strength(item: Item) -> Strength | None:
    word = item.attributes.word(*words.STRENGTHS)
    return None if word is None else words.STRENGTHS[word]


def _days(item: Item) -> int:
    value = item.attributes.one("every")
    if value is None:
        return 7
    number = value.removesuffix(" days").removesuffix(" day")
    if not _DIGITS.match(number):
        raise item.attributes.wrong("every", "“{value}” is no rhythm such as 7 days.", value=value)
    return int(number)


def _number(item: Item, key: str, default: int) -> int:
    value = item.attributes.one(key)
    if value is None:
        return default
    if not _DIGITS.match(value):
        raise item.attributes.wrong(key, "“{value}” is no whole number.", value=value)
    return int(value)
