"""The chapters of a look ahead: the plan, its risks, what is done and watched, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core import lean
from mortem.core.amount import show_amount
from mortem.core.formats.svg import confidence_picture, confidence_text, risk_picture, risks_text
from mortem.core.record import Disposition, Mode, OutcomeKind
from mortem.core.report.blocks import Facts, Heading, Item, Items, Picture, Section, Sentence, Text
from mortem.core.report.shared import (
    action,
    actions,
    answers,
    completeness,
    evidence,
    if_any,
    links,
    owner_name,
    pairs,
    reading,
    tree_picture,
)
from mortem.core.risk import is_mixed, pool, rank, together
from mortem.core.translatable import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.record import Cause, Signal
    from mortem.core.report.blocks import Block
    from mortem.core.report.build import Desk
    from mortem.core.report.words import Speech
    from mortem.core.risk import Pooled

_ = gettext_noop

_OTHERS = (
    (Disposition.OPEN, _("Not decided yet")),
    (Disposition.WATCH, _("Watched")),
    (Disposition.LET_GO, _("Let go on purpose")),
)


def lead(desk: Desk) -> Iterator[Block]:
    """The plan, and the sentence that says it has failed."""
    record, speech = desk.record, desk.speech
    yield from if_any(
        Facts(
            pairs(
                (speech(_("What success looks like")), record.success),
                (speech(_("Who is hurt if it fails")), record.hurt),
                (speech(_("The day")), speech.day(record.plan_date)),
                (speech(_("Looked at until")), speech.day(record.horizon_date)),
                (speech(_("Taking part")), _people(desk)),
            )
        )
    )
    if record.failure_sentence.strip():
        yield Sentence(record.failure_sentence)
    yield from completeness(desk)


def sections(desk: Desk) -> Iterator[Section]:
    """All chapters in reading order; those without blocks are left out by the caller."""
    speech = desk.speech
    yield Section("top", speech(_("Top risks")), tuple(_top(desk)))
    yield Section("picture", speech(_("How likely, how costly")), tuple(_picture(desk)))
    yield Section("confidence", speech(_("How sure we were")), tuple(_confidence(desk)))
    yield Section("reverse", speech(_("If we had not done it")), tuple(_reverse(desk)))
    yield Section("others", speech(_("Everything else that was said")), tuple(_others(desk)))
    yield Section("whys", speech(_("What lies behind it")), tuple(tree_picture(desk)))
    yield Section("loose", speech(_("Also agreed")), tuple(_loose(desk)))
    yield Section("outcomes", speech(_("What became of it")), tuple(_outcomes(desk)))
    yield Section("questions", speech(_("In my own words")), tuple(answers(desk)))
    yield Section("evidence", speech(_("Evidence")), tuple(evidence(desk)))


def _people(desk: Desk) -> str:
    people = desk.record.participants
    if desk.record.mode is Mode.ANONYMOUS:
        return desk.speech(_("{count}, without names"), count=len(people)) if people else ""
    return ", ".join(person.name for person in people if person.name)


def _top(desk: Desk) -> Iterator[Block]:
    top = [c for c in _ranked(desk) if c.disposition is Disposition.TOP]
    if top:
        yield Items(tuple(_risk(cause, desk) for cause in top), "numbered")


def _ranked(desk: Desk) -> list[Cause]:
    """The causes by rank, those nobody rated after them in their own order."""
    rated = rank(pool(desk.record.causes, desk.record.ratings))
    place = {one.pooled.cause: one.number for one in rated}
    return sorted(desk.record.causes, key=lambda c: (place.get(c.id, len(place) + 1), c.position))


def _risk(cause: Cause, desk: Desk) -> Item:
    record, speech = desk.record, desk.speech
    done = [action(item, desk) for item in record.actions if item.cause == cause.id]
    watched = [_signal(one, desk) for one in record.signals if one.cause == cause.id]
    return Item(
        cause.text,
        notes=_flags(cause, desk),
        items=(
            *((Item(speech(_("What we do")), items=tuple(done)),) if done else ()),
            *(
                (Item(speech(_("What will tell us early")), items=tuple(watched)),)
                if watched
                else ()
            ),
        ),
    )


def _flags(cause: Cause, desk: Desk) -> tuple[str, ...]:
    speech = desk.speech
    marks = (
        (cause.elephant, _("elephant: nobody liked to say it")),
        (cause.paper_tiger, _("paper tiger: looks worse than it is")),
        (cause.severity_first, _("rare but grave")),
    )
    return tuple(speech(words) for on, words in marks if on)


def _signal(signal: Signal, desk: Desk) -> Item:
    speech = desk.speech
    last = max(signal.readings, key=lambda one: one.at, default=None)
    return Item(
        signal.question,
        facts=pairs(
            (speech(_("We act from")), signal.threshold),
            (speech(_("Then")), signal.response),
            (speech(_("Who looks")), owner_name(signal.owner, desk)),
            (speech(_("Last looked at")), reading(last, speech) if last else ""),
            (speech(_("Next on")), speech.day(signal.next_date)),
        ),
    )


def _picture(desk: Desk) -> Iterator[Block]:
    record, words = desk.record, desk.words
    pooled = pool(record.causes, record.ratings)
    if not pooled:
        return
    costs = tuple(desk.speech(word) for word in desk.book.cost_words)
    unit = record.cost_unit or desk.book.cost_unit
    wide, narrow = (
        risk_picture(
            record.causes,
            pooled,
            cost_words=costs,
            unit=unit,
            narrow=narrow,
            prefix="risks-narrow" if narrow else "risks",
            words=words,
            standalone=desk.standalone,
        )
        for narrow in (False, True)
    )
    told = risks_text(record.causes, pooled, unit=unit, words=words)
    yield Picture("risks", wide, words.risks, told, numbered=True, narrow=narrow)
    for said in _caveats(pooled, unit, desk.speech):
        yield Text(said, hint=True)


def _caveats(pooled: tuple[Pooled, ...], unit: str, speech: Speech) -> Iterator[str]:
    """How the picture came about, and what it does not say (P11)."""
    if any(one.cost_range is None for one in pooled):
        yield speech(
            _(
                "A picture, not a calculation: each person answered alone, the dots are medians,"
                " and nothing was multiplied."
            )
        )
    if any(one.cost_range for one in pooled):
        yield speech(
            _(
                "Ranges are what people, each alone, hold for eight times in ten likely. Expected"
                " cost is the chance times the average cost; it says nothing about a single event."
            )
        )
    if is_mixed(pooled):
        yield speech(
            _(
                "Some risks have a range and others only a step. Costly steps take turns with the"
                " ranges, so their places beside each other say little."
            )
        )
    both = together(pooled)
    if both:
        yield speech(
            _(
                "All risks with a range together, if none depends on another: {expected} {unit}"
                " expected, most likely between {low} and {high}."
            ),
            unit=unit,
            expected=show_amount(both.expected, digits=2),
            low=show_amount(both.low, digits=2),
            high=show_amount(both.high, digits=2),
        )


def _confidence(desk: Desk) -> Iterator[Block]:
    """Counts only: the numbers were asked privately (P15)."""
    said, words = desk.record.confidences, desk.words
    if said:
        drawn = confidence_picture(said, words=words, standalone=desk.standalone)
        yield Picture("confidence", drawn, words.confidence, confidence_text(said, words=words))
    leans = lean.counts(said)
    if leans:
        yield Text(" · ".join(f"{desk.speech.state(which)}: {count}" for which, count in leans))


def _reverse(desk: Desk) -> Iterator[Block]:
    """What speaks for doing it after all (P14)."""
    reverse = desk.record.reverse_answers
    if reverse:
        asked = desk.speech(_("We did not do it, and that was the mistake. Why?"))
        yield Text(asked, hint=True)
        yield Items(tuple(Item(answer.text) for answer in reverse))


def _others(desk: Desk) -> Iterator[Block]:
    for disposition, title in _OTHERS:
        found = [c for c in _ranked(desk) if c.disposition is disposition]
        if found:
            yield Heading(desk.speech(title))
            yield Items(tuple(Item(c.text, notes=_flags(c, desk)) for c in found))


def _loose(desk: Desk) -> Iterator[Block]:
    """Mitigations and signals that belong to no top risk."""
    record = desk.record
    top = {c.id for c in record.causes if c.disposition is Disposition.TOP}
    yield from actions((one for one in record.actions if one.cause not in top), desk)
    signals = [one for one in record.signals if one.cause not in top]
    if signals:
        yield Items(tuple(_signal(one, desk) for one in signals))


def _outcomes(desk: Desk) -> Iterator[Block]:
    speech = desk.speech
    resolved = [(c, c.outcome) for c in _ranked(desk) if c.outcome]
    told = tuple(
        Item(
            cause.text,
            notes=(
                speech.state(outcome.kind)
                if outcome.kind is not OutcomeKind.UNKNOWN
                else speech(_("We cannot tell")),
                *filter(None, (outcome.note,)),
            ),
        )
        for cause, outcome in resolved
    )
    if told:
        yield Items(told)
    yield from links(speech(_("Looked back on in")), desk.company.after)
