"""The lists of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.formats.markdown import moments, words
from mortem.core.formats.markdown.arranged import SECTIONS, arranged
from mortem.core.formats.markdown.attributes import show, show_id
from mortem.core.formats.markdown.encoding import encode
from mortem.core.formats.markdown.names import Names
from mortem.core.record import (
    ActionState,
    CauseKind,
    EntryKind,
    Foresight,
    LessonKind,
    Precision,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, tzinfo

    from mortem.core.formats.markdown.arranged import Placed
    from mortem.core.formats.markdown.attributes import Pair
    from mortem.core.record import (
        ActionItem,
        Citation,
        EventTime,
        Record,
        Signal,
        TimelineEntry,
    )

_INDENT = "  "
_STEP = 2


class Lines:
    """Writes the lists of one record, which must be a `written` one."""

    def __init__(self, record: Record, zone: tzinfo) -> None:
        self.record = record
        self.zone = zone
        self._themes = Names((theme.id, theme.name) for theme in record.themes)
        self._owners = Names((owner.id, owner.name) for owner in record.owners)
        self._people = Names((person.id, person.name) for person in record.participants)
        self._evidence = Names((evidence.id, evidence.name) for evidence in record.evidence)
        self._actions: dict[str | None, list[ActionItem]] = {}
        for item in record.actions:
            self._actions.setdefault(item.cause, []).append(item)
        self._signals: dict[str | None, list[Signal]] = {}
        for signal in record.signals:
            self._signals.setdefault(signal.cause, []).append(signal)

    def causes(self) -> list[tuple[str, list[str]]]:
        """Each section of causes with its lines."""
        lines: dict[str, list[str]] = {section: [] for section in SECTIONS}
        for placed in arranged(self.record):
            lines[placed.section] += self._cause(placed)
        return [(words.CAUSES[section], lines[section]) for section in SECTIONS]

    def times(self) -> list[str]:
        return [line for time in self.record.event_times for line in self._time(time)]

    def evidence(self) -> list[str]:
        lines: list[str] = []
        for evidence in self.record.evidence:
            pairs: list[Pair] = [
                ("type", evidence.media_type),
                ("size", str(evidence.size)),
                ("sha256", evidence.sha256),
                ("added", self._moment(evidence.added_at)),
            ]
            said = {"zone": evidence.zone, "year": evidence.year, "ahead ms": evidence.ahead_ms}
            pairs += [(name, str(value)) for name, value in said.items() if value]
            lines += _item(evidence.name, pairs, evidence.id)
        return lines

    def timeline(self) -> list[str]:
        return [line for entry in self.record.entries for line in self._entry(entry)]

    def lessons(self) -> list[str]:
        lines: list[str] = []
        for kind in LessonKind:
            found = [lesson for lesson in self.record.lessons if lesson.kind is kind]
            if found:
                lines += ["", f"### {words.LESSON_HEADINGS[kind]}", ""]
            for lesson in found:
                lines += _item(lesson.text, (), lesson.id)
        return lines[1:]

    def cards(self) -> list[str]:
        lines: list[str] = []
        for card in self.record.cards:
            pairs: list[Pair] = []
            if card.participant is not None:
                pairs.append(self._people.pair("by", card.participant))
            if card.cause is not None:
                pairs.append(("became", card.cause))
            if card.entry is not None:
                pairs.append(("told as", card.entry))
            lines += _item(card.text, pairs, card.id)
        return lines

    def reverse_answers(self) -> list[str]:
        return [
            line
            for answer in self.record.reverse_answers
            for line in _item(answer.text, (), answer.id)
        ]

    def actions_of(self, cause: str | None, depth: int) -> list[str]:
        return [line for item in self._actions.get(cause, ()) for line in self._action(item, depth)]

    def signals_of(self, cause: str | None, depth: int) -> list[str]:
        return [line for item in self._signals.get(cause, ()) for line in self._signal(item, depth)]

    def _cause(self, placed: Placed) -> list[str]:
        cause, depth = placed.cause, placed.depth
        pairs: list[Pair] = []
        if placed.cut and cause.parent is not None:
            pairs.append(("under", cause.parent))
        if cause.theme is not None:
            pairs.append(self._themes.pair("theme", cause.theme))
        flags = (
            (cause.kind is CauseKind.TRIGGER, "trigger"),
            (cause.elephant, "elephant"),
            (cause.paper_tiger, "paper tiger"),
            (cause.severity_first, "severity first"),
            (cause.disposition is not placed.section, words.WORD_OF[cause.disposition]),
            (cause.foresight is not Foresight.UNKNOWN, cause.foresight.value),
        )
        pairs += [(word, None) for is_set, word in flags if is_set]
        if cause.foreseen_by is not None:
            pairs.append(("foreseen by", cause.foreseen_by))
        pairs += self._citations(cause.citations)
        notes: list[tuple[str, str]] = []
        if cause.outcome is not None:
            pairs.append(("outcome", words.WORD_OF[cause.outcome.kind]))
            pairs.append(("outcome at", self._moment(cause.outcome.at)))
            notes.append(("Outcome note", cause.outcome.note))
        return [
            *_item(cause.text, pairs, cause.id, depth=depth),
            *_notes(notes, depth + 1),
            *self.actions_of(cause.id, depth + 1),
            *self.signals_of(cause.id, depth + 1),
        ]

    def _action(self, item: ActionItem, depth: int) -> list[str]:
        pairs: list[Pair] = []
        if item.state in (ActionState.IDEA, ActionState.DECLINED):
            pairs.append((item.state.value, None))
        pairs += self._owner(item.owner)
        pairs += self._dates(("due", item.due_date))
        pairs.append((item.kind.value, None))
        if item.strength is not None:
            pairs.append((item.strength.value, None))
        pairs += self._dates(("check", item.check_date))
        pairs += self._moments(("done", item.done_at))
        if item.signal is not None:
            pairs.append(("seen by", item.signal))
        if item.verdict is not None:
            pairs.append(("verdict", words.WORD_OF[item.verdict]))
        pairs += self._moments(("verdict at", item.verdict_at))
        notes = (
            ("Measure", item.measure),
            ("Declined because", item.declined_reason),
            ("Verdict note", item.verdict_note),
        )
        box = "[x] " if item.state is ActionState.DONE else "[ ] "
        lines = _item(item.text, pairs, item.id, depth=depth, before=box)
        return lines + _notes(notes, depth + 1)

    def _signal(self, signal: Signal, depth: int) -> list[str]:
        pairs: list[Pair] = [
            (words.WORD_OF[signal.source], None),
            ("every", f"{signal.cadence_days} days"),
            *self._owner(signal.owner),
            *self._dates(("next", signal.next_date), ("snoozed until", signal.snoozed_until_date)),
        ]
        notes = (
            ("Threshold", signal.threshold),
            ("Response", signal.response),
            ("Snoozed because", signal.snooze_reason),
        )
        lines = _item(signal.question, pairs, signal.id, depth=depth, before="Signal: ")
        return lines + _notes(notes, depth + 1)

    def _time(self, time: EventTime) -> list[str]:
        shown = words.NOT_KNOWN if time.at is None else self._moment(time.at)
        if time.until_at is not None:
            shown = f"{shown} to {self._moment(time.until_at)}"
        pairs = _precision(time.precision)
        return [f"- {words.MOMENTS[time.moment]}: {shown} {show(pairs)}".rstrip()]

    def _entry(self, entry: TimelineEntry) -> list[str]:
        shown = self._moment(entry.at)
        if entry.until_at is not None:
            shown = f"{shown} to {self._moment(entry.until_at)}"
        pairs = _precision(entry.precision)
        if entry.kind is not EntryKind.FACT:
            pairs.append((entry.kind.value, None))
        if entry.attributed_to:
            pairs.append(("by", entry.attributed_to))
        pairs += self._citations(entry.citations)
        return _item(entry.text, pairs, entry.id, before=f"**{shown}** ", lead=False)

    def _citations(self, citations: Iterable[Citation]) -> list[Pair]:
        return [
            self._evidence.pair_within(
                "cites", citation.evidence, citation.inside, ":" + _lines(citation)
            )
            for citation in citations
        ]

    def _owner(self, owner: str | None) -> list[Pair]:
        return [] if owner is None else [self._owners.pair("owner", owner)]

    def _dates(self, *dates: tuple[str, date | None]) -> list[Pair]:
        return [(key, value.isoformat()) for key, value in dates if value is not None]

    def _moments(self, *given: tuple[str, datetime | None]) -> list[Pair]:
        return [(key, self._moment(value)) for key, value in given if value is not None]

    def _moment(self, moment: datetime) -> str:
        return moments.show(moment, self.zone)


def _lines(citation: Citation) -> str:
    first = "" if citation.first_line is None else str(citation.first_line)
    return first if citation.last_line is None else f"{first}-{citation.last_line}"


def _precision(precision: Precision) -> list[Pair]:
    return [] if precision is Precision.MINUTE else [(precision.value, None)]


def _notes(notes: Iterable[tuple[str, str]], depth: int) -> list[str]:
    lines: list[str] = []
    for label, text in notes:
        if text:
            first, *rest = encode(text)
            indent = _INDENT * depth
            lines.append(f"{indent}- {label}: {first}")
            lines += [f"{indent}{_INDENT}{line}" if line else "" for line in rest]
    return lines


def _item(
    text: str,
    pairs: Iterable[Pair],
    identifier: str,
    *,
    depth: int = 0,
    before: str = "",
    lead: bool = True,
) -> list[str]:
    """A list item; one line keeps its facts at its end, several lines put them on a line below."""
    first, *rest = encode(text, lead=lead and not before)
    indent = _INDENT * depth
    meta = " ".join(part for part in (show(pairs), show_id(identifier)) if part)
    if not rest:
        return [f"{indent}- {before}{first} {meta}" if first else f"{indent}- {before}{meta}"]
    inner = indent + _INDENT
    lines = [f"{indent}- {before}{first}"]
    lines += [f"{inner}{line}" if line else "" for line in rest]
    return [*lines, f"{inner}{meta}"]
