"""The chapters of a look back: the event, its time, its causes, what was learned and promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.contests import quoted
from mortem.core.formats.svg import (
    duration_words,
    fishbone,
    fishbone_text,
    timeline_text,
)
from mortem.core.formats.svg import timeline as timeline_picture
from mortem.core.phases import is_revealed
from mortem.core.record import (
    ActionState,
    CauseKind,
    ContestState,
    EntryKind,
    Moment,
)
from mortem.core.report.before import happened_before, were_warned
from mortem.core.report.blocks import (
    Facts,
    Heading,
    Item,
    Items,
    Note,
    Picture,
    Section,
)
from mortem.core.report.shared import (
    actions,
    answers,
    completeness,
    evidence,
    if_any,
    links,
    pairs,
    texts,
    tree_picture,
)
from mortem.core.report.words import CONTESTS, LESSONS, MOMENTS
from mortem.core.timeline import durations, order
from mortem.core.translatable import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.record import Citation, Contest, EventTime, TimelineEntry
    from mortem.core.report.blocks import Block
    from mortem.core.report.build import Desk

_ = gettext_noop


def lead(desk: Desk) -> Iterator[Block]:
    """What happened, to whom, how far it reached."""
    record, speech = desk.record, desk.speech
    yield from texts(record.summary)
    severity = "" if record.severity is None else str(record.severity)
    near = speech(_("yes: it went well this time")) if record.near_miss else ""
    yield from if_any(
        Facts(
            pairs(
                (speech(_("Who was hurt")), record.hurt),
                (speech(_("Where")), record.where),
                (speech(_("How far it reached")), record.scope),
                (speech(_("Severity")), severity),
                (speech(_("A near miss")), near),
                (speech(_("Written by")), ", ".join(p.name for p in record.participants if p.name)),
            )
        )
    )
    yield from completeness(desk)


def sections(desk: Desk) -> Iterator[Section]:
    """All chapters in reading order; those without blocks are left out by the caller."""
    speech = desk.speech
    yield Section("times", speech(_("How long it took")), tuple(_times(desk)))
    yield Section("causes", speech(_("What made it possible")), tuple(_causes(desk)))
    yield Section("contested", speech(_("Seen differently")), tuple(_contested(desk)))
    yield Section("warned", speech(_("Were we warned?")), tuple(were_warned(desk)))
    yield Section("again", speech(_("It had happened before")), tuple(happened_before(desk)))
    yield Section("lessons", speech(_("Lessons")), tuple(_lessons(desk)))
    yield Section("actions", speech(_("What changes")), tuple(_actions(desk)))
    if desk.book.personal:
        yield Section("questions", speech(_("In my own words")), tuple(answers(desk)))
    else:
        yield Section("unknown", speech(_("What we did not know")), tuple(_unknown(desk)))
    yield Section("timeline", speech(_("Timeline")), tuple(_timeline(desk)))
    yield Section("accounts", speech(_("What it looked like then")), tuple(_accounts(desk)))
    yield Section("evidence", speech(_("Evidence")), tuple(evidence(desk)))
    yield Section("after", speech(_("Looked back on again")), _after(desk))


def _after(desk: Desk) -> tuple[Block, ...]:
    return tuple(links(desk.speech(_("Looked back on in")), desk.company.after))


def _times(desk: Desk) -> Iterator[Block]:
    record, speech = desk.record, desk.speech
    known = {time.moment: time for time in record.event_times if time.at}
    took = durations(record.event_times)
    lengths = {
        Moment.DETECTED: took.to_detect,
        Moment.ACKNOWLEDGED: took.to_acknowledge,
        Moment.MITIGATED: took.to_mitigate,
        Moment.ENDED: took.to_end,
    }
    if not known:
        return
    told = []
    for moment, label in MOMENTS.items():
        if moment not in known:
            if not desk.book.personal:
                told.append((speech(label), speech(_("not known yet"))))
            continue
        length = lengths.get(moment)
        words = duration_words(length, desk.words) if length and length.longest else ""
        after = speech(_(", {duration} after it began"), duration=words) if words else ""
        told.append((speech(label), f"{_time(known[moment], desk)}{after}"))
    yield Facts(tuple(told))


def _time(time: EventTime, desk: Desk) -> str:
    return desk.speech.span(time.at, time.until_at, time.precision) if time.at else ""


def _timeline(desk: Desk) -> Iterator[Block]:
    record = desk.record
    if not record.entries:
        return
    yield Picture(
        "timeline",
        timeline_picture(
            record.entries,
            record.event_times,
            record.zone,
            words=desk.words,
            standalone=desk.standalone,
            day_words=desk.speech.day,
        ),
        desk.words.timeline.format(zone=record.zone),
        timeline_text(
            record.entries,
            record.event_times,
            record.zone,
            words=desk.words,
            day_words=desk.speech.day,
        ),
    )
    yield Heading(desk.speech(_("The same, with its evidence")))
    yield Items(tuple(_entry(entry, desk) for entry in order(record.entries)), "timeline")


def _entry(entry: TimelineEntry, desk: Desk) -> Item:
    account = entry.kind is EntryKind.ACCOUNT
    by = (entry.attributed_to,) if entry.attributed_to else ()
    said = (desk.speech(_("what somebody believed then")),) if account and not by else by
    return Item(
        entry.text,
        notes=(*said, *_beside(entry, desk), *_cited(entry.citations, desk)),
        when=desk.speech.span(entry.at, entry.until_at, entry.precision),
        quiet=account,
    )


def _beside(entry: TimelineEntry, desk: Desk) -> Iterator[str]:
    """What is seen differently and waits, or stays beside the entry as the other account (METHOD E4)."""
    for one in desk.record.contests:
        if one.subject == entry.id and (one.is_open or one.state is ContestState.BOTH):
            yield desk.speech(_("seen differently: “{text}”"), text=one.text)


def _cited(citations: tuple[Citation, ...], desk: Desk) -> tuple[str, ...]:
    names = {one.id: one.name for one in desk.record.evidence}
    return tuple(
        _citation(one, one.path_in(names.get(one.evidence, "")), desk) for one in citations
    )


def _citation(one: Citation, name: str, desk: Desk) -> str:
    speech = desk.speech
    if one.first_line is None:
        return speech(_("see {name}"), name=name)
    if one.last_line is None or one.last_line == one.first_line:
        return speech(_("see {name}, line {line}"), name=name, line=one.first_line)
    return speech(
        _("see {name}, lines {first} to {last}"),
        name=name,
        first=one.first_line,
        last=one.last_line,
    )


def _causes(desk: Desk) -> Iterator[Block]:
    record, words, speech = desk.record, desk.words, desk.speech
    if not record.causes:
        return
    triggers = [cause for cause in record.causes if cause.kind is CauseKind.TRIGGER]
    if triggers:
        yield Facts(tuple((speech(_("Set it off")), cause.text) for cause in triggers))
    yield from tree_picture(desk)
    yield Picture(
        "fishbone",
        fishbone(
            record.causes, record.themes, record.title, words=words, standalone=desk.standalone
        ),
        speech(_("Fishbone")),
        fishbone_text(record.causes, record.themes, words=words),
    )
    if record.single_cause_reason.strip():
        yield Note((record.single_cause_reason,), speech(_("Why there is only one cause")))


def _contested(desk: Desk) -> Iterator[Block]:
    """What somebody sees differently, with its answer; an open one says so (METHOD C5)."""
    said = quoted(desk.record)
    found = desk.record.contests
    if found:
        yield Items(tuple(_view(one, said[one.id], desk) for one in found))


def _view(one: Contest, said: str, desk: Desk) -> Item:
    speech, names = desk.speech, {who.id: who.name for who in desk.record.participants}
    name = names.get(one.participant or "", "")
    state = speech(_("not answered yet")) if one.is_open else speech(CONTESTS[one.state])
    about = speech(_("about “{text}”"), text=said) if said else ""
    return Item(one.text, notes=tuple(filter(None, [about, name, state, one.answer])))


def _lessons(desk: Desk) -> Iterator[Block]:
    for kind, title in LESSONS.items():
        found = [one for one in desk.record.lessons if one.kind is kind and one.text.strip()]
        if found:
            yield Heading(desk.speech(title))
            yield Items(tuple(Item(one.text) for one in found))


def _actions(desk: Desk) -> Iterator[Block]:
    items, speech = desk.record.actions, desk.speech
    promised = (ActionState.COMMITTED, ActionState.DONE)
    yield from actions((one for one in items if one.state in promised), desk)
    later = dict.fromkeys(link for found in desk.company.came_back.values() for link in found)
    yield from links(speech(_("Some of it did not hold: it came back in")), later)
    for state, title in (
        (ActionState.DECLINED, _("Decided against")),
        (ActionState.IDEA, _("Ideas, parked")),
    ):
        found = [one for one in items if one.state is state]
        if found:
            yield Heading(speech(title))
            yield from actions(found, desk)


def _accounts(desk: Desk) -> Iterator[Block]:
    """What people wrote in silence and did not put on the timeline, with the names that were kept."""
    record = desk.record
    names = {one.id: one.name for one in record.participants}
    told = [card for card in record.cards if card.entry is None]
    if told and is_revealed(record.kind, record.phase):
        yield Items(
            tuple(
                Item(card.text, notes=tuple(filter(None, [names.get(card.participant or "")])))
                for card in told
            )
        )


def _unknown(desk: Desk) -> Iterator[Block]:
    """The group's open questions, with what was found out; an open one says so."""
    found = [one for one in desk.record.answers if one.question.strip()]
    if found:
        still_open = desk.speech(_("still open"))
        yield Items(
            tuple(Item(one.question, notes=(one.text.strip() or still_open,)) for one in found)
        )
