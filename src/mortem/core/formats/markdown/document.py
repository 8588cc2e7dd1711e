"""Read a Markdown document as a review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mortem.core.errors import BadDocument, BadInput, TooLarge
from mortem.core.formats.markdown import front_matter, read_items, words
from mortem.core.formats.markdown.builder import Builder
from mortem.core.formats.markdown.identifiers import Identifiers, derived
from mortem.core.formats.markdown.items import Section, items, split
from mortem.core.formats.markdown.read_head import Head
from mortem.core.formats.markdown.text import ANSWER
from mortem.core.record import Answer, Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mortem.core.formats.markdown.items import Item, Line
    from mortem.core.record import Disposition

LONGEST = 20_000_000
_DIVIDED = (words.LESSONS, words.QUESTIONS)
_LISTS: dict[str, Callable[[Builder, Item], None]] = {
    words.EVIDENCE: read_items.read_evidence,
    words.TIMES: read_items.read_time,
    words.TIMELINE: read_items.read_entry,
    words.SIGNALS: read_items.read_signal,
    words.ACTIONS: read_items.read_action,
    words.CARDS: read_items.read_card,
    words.REVERSE: read_items.read_reverse_answer,
}
_DISPOSITIONS: dict[str, Disposition] = {name: kind for kind, name in words.CAUSES.items()}
_CANONICAL = {
    name.lower(): name for name in (*words.TEXTS, *_LISTS, *_DISPOSITIONS, *_DIVIDED)
} | words.ALIASES
_LESSON_KINDS = {heading.lower(): kind for kind, heading in words.LESSON_HEADINGS.items()}


class Document:
    """A record with the lines its parts stand on: identifiers and section headings to line numbers."""

    __slots__ = ("lines", "record")

    def __init__(self, record: Record, lines: dict[str, int]) -> None:
        self.record = record
        self.lines = lines


def parse(text: str, *, at: datetime) -> Record:
    """The record that a document holds. See `read`."""
    return read(text, at=at).record


def read(text: str, *, at: datetime) -> Document:
    """The record that a document holds, and where each part stands.

    `at` is the moment of reading: it stands for moments the document does not tell, such as
    when the review was created. Raises BadDocument with line and column, or TooLarge.
    """
    if len(text) > LONGEST:
        raise TooLarge("A document may have {most} characters, this one has more.", most=LONGEST)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    end = _end_of_head(lines)
    head = Head(front_matter.read("\n".join(lines[1:end]), first=2))
    sections = split(lines[end + 1 :], end + 2)
    return _Reader(head, at).read(sections)


def _end_of_head(lines: list[str]) -> int:
    if lines[0].rstrip(" \t") != "---":
        raise BadDocument(
            "A review begins with a head between two lines of three dashes.",
            line=1,
            hint="The shortest one has one line: “mortem: premortem” or “mortem: postmortem”.",
        )
    for index in range(1, len(lines)):
        if lines[index].rstrip(" \t") == "---":
            return index
    raise BadDocument("The head is never closed: a line of three dashes is missing.", line=1)


class _Reader:
    def __init__(self, head: Head, at: datetime) -> None:
        self.head = head
        self.facts: dict[str, Any] = head.facts(at)
        self.lines: dict[str, int] = {}
        self.answers: list[Answer] = []
        self.sections: dict[str, list[Section]] = {}

    def read(self, sections: list[Section]) -> Document:
        title = self._sort(sections)
        self.facts["title"] = title
        review = self.head.identifier() or derived(
            "mortem", self.facts["kind"].value, self.facts["context"], title
        )
        builder = self._builder(review)
        deadlines = self.head.deadlines(self.facts["kind"])
        self.head.finish()
        self._texts()
        self._lists(builder)
        self._divided(builder)
        record = Record(
            id=review,
            **self.facts,
            participants=self.people,
            owners=tuple(builder.owners),
            themes=tuple(builder.themes),
            cards=tuple(builder.cards),
            causes=tuple(builder.causes),
            signals=tuple(builder.signals),
            actions=tuple(builder.actions),
            event_times=tuple(builder.event_times),
            entries=tuple(builder.entries),
            evidence=tuple(builder.evidence),
            lessons=tuple(builder.lessons),
            reverse_answers=tuple(builder.reverse_answers),
            answers=tuple(self.answers),
            deadlines=deadlines,
        )
        _check_references(record, builder)
        return Document(record, builder.identifiers.lines | self.lines)

    def _builder(self, review: str) -> Builder:
        identifiers = Identifiers(review)
        self.people = self.head.people(identifiers, self.facts["created_at"])
        return Builder(
            identifiers,
            at=self.facts["created_at"],
            zone=self.head.zone,
            themes=self.head.themes(identifiers),
            owners=self.head.owners(identifiers),
            people=self.people,
        )

    def _sort(self, sections: list[Section]) -> str:
        """Put each section under its name and return the title."""
        titles = [section for section in sections if section.level == 1]
        if len(titles) > 1:
            raise BadDocument(
                "A review has one title.", line=titles[1].line, hint="Use ## for its sections."
            )
        current = ""
        for section in sections:
            if section.level <= 1:
                _refuse_loose(section.lines)
                current = ""
                self.lines["title"] = section.line
            elif section.level == 2:  # noqa: PLR2004 - the number of hashes
                current = self._begin(section)
            elif current in _DIVIDED:
                self.sections[current].append(section)
            elif current:
                whole = self.sections[current][0]
                whole.lines += [(section.line, section.heading, False), *section.lines]
            else:
                raise BadDocument("This heading belongs to no section.", line=section.line)
        return titles[0].title if titles else ""

    def _begin(self, section: Section) -> str:
        name = _CANONICAL.get(section.title.rstrip(" :").lower())
        if name is None:
            raise BadDocument(
                "A review has no section “{title}”.",
                line=section.line,
                column=4,
                hint=f"It may have: {', '.join(dict.fromkeys(_CANONICAL.values()))}. "
                "Anything else can stand under “## Questions” with a heading of three hashes.",
                title=section.title,
            )
        if name in self.sections:
            raise BadDocument(
                "The section “{title}” is there twice.", line=section.line, title=section.title
            )
        self.sections[name] = [section]
        self.lines[name] = section.line
        return name

    def _texts(self) -> None:
        for name, field in words.TEXTS.items():
            if name in self.sections:
                self.facts[field] = self.sections[name][0].text()

    def _lists(self, builder: Builder) -> None:
        for name, read_one in _LISTS.items():
            if name in (words.SIGNALS, words.ACTIONS, words.CARDS):
                continue
            self._each(builder, name, read_one)
        for name, disposition in _DISPOSITIONS.items():
            if name in self.sections:
                roots = items(self.sections[name][0].lines)
                read_items.read_causes(builder, roots, disposition)
        for name in (words.SIGNALS, words.ACTIONS, words.CARDS):
            self._each(builder, name, _LISTS[name])

    def _each(self, builder: Builder, name: str, read_one: Callable[[Builder, Item], None]) -> None:
        if name in self.sections:
            for item in items(self.sections[name][0].lines):
                read_one(builder, item)

    def _divided(self, builder: Builder) -> None:
        for name in _DIVIDED:
            first, *rest = self.sections.get(name) or [Section("", 2, 0)]
            _refuse_loose(first.lines)
            for section in rest:
                if name == words.QUESTIONS:
                    answer = Answer(question=section.title, text=section.text(ANSWER))
                    self.answers.append(answer)
                else:
                    self._lessons(builder, section)

    def _lessons(self, builder: Builder, section: Section) -> None:
        kind = _LESSON_KINDS.get(section.title.rstrip(" :?").lower())
        if kind is None:
            raise BadDocument(
                "There is no kind of lesson “{title}”.",
                line=section.line,
                column=5,
                hint=f"There are: {', '.join(words.LESSON_HEADINGS.values())}.",
                title=section.title,
            )
        for item in items(section.lines):
            read_items.read_lesson(builder, item, kind)


def _refuse_loose(lines: list[Line]) -> None:
    for number, line, _ in lines:
        if line.strip(" \t"):
            raise BadDocument(
                "This text stands in no section.",
                line=number,
                hint="Put it under a heading such as “## Summary”.",
            )


def _check_moments_and_signals(record: Record, builder: Builder) -> None:
    moments = {entry.id for entry in record.entries}
    for card in record.cards:
        if card.entry is not None and card.entry not in moments:
            line = builder.identifiers.lines[card.id]
            raise BadDocument("There is no moment “{entry}”.", line=line, entry=card.entry)
    signals = {signal.id for signal in record.signals}
    for item in record.actions:
        if item.signal is not None and item.signal not in signals:
            line = builder.identifiers.lines[item.id]
            raise BadDocument("There is no signal “{signal}”.", line=line, signal=item.signal)


def _check_references(record: Record, builder: Builder) -> None:
    """Refuse causes, cards and actions that point at what is not there, and circles."""
    _check_moments_and_signals(record, builder)
    known = {cause.id for cause in record.causes}
    links = [(card.id, card.cause) for card in record.cards]
    links += [(cause.id, cause.parent) for cause in record.causes]
    for identifier, target in links:
        if target is not None and target not in known:
            line = builder.identifiers.lines[identifier]
            raise BadDocument("There is no cause “{cause}”.", line=line, cause=target)
    if not builder.has_links:
        return
    from mortem.core.causes import walk  # noqa: PLC0415 - hardly any document needs it

    try:
        walk(record.causes)
    except BadInput as error:
        raise BadDocument(error.template, line=1, hint=error.hint, **error.data) from None
