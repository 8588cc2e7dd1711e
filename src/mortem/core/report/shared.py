"""What both directions tell in the same way: what is open, actions, pictures, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.formats.svg import why_tree, why_tree_text
from mortem.core.record import ActionState
from mortem.core.report.blocks import Heading, Item, Items, Link, Links, Note, Picture, Text
from mortem.core.review import missing
from mortem.core.translatable import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.record import ActionItem, Reading
    from mortem.core.report.blocks import Block, Facts
    from mortem.core.report.build import Desk
    from mortem.core.report.words import Speech

_ = gettext_noop

MOST_OPEN = 12
_KILO = 1000


def texts(*written: str) -> tuple[Text, ...]:
    """The texts somebody wrote, without the empty ones."""
    return tuple(Text(text) for text in written if text.strip())


def pairs(*told: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The facts that are known."""
    return tuple((label, value) for label, value in told if value.strip())


def completeness(desk: Desk) -> Iterator[Block]:
    """What is still open, as help; or the recorded reason to leave it open."""
    speech, record = desk.speech, desk.record
    today = desk.at.astimezone(speech.zone).date()
    lines = [
        speech(lack.template, **lack.data) for lack in missing(record, today=today) if lack.required
    ]
    if record.override_reason.strip():
        yield Note((record.override_reason,), speech(_("Left open on purpose, because")))
    elif lines:
        more = len(lines) - MOST_OPEN
        rest = [speech(_("… and {count} more."), count=more)] if more > 0 else []
        yield Note((*lines[:MOST_OPEN], *rest), speech(_("Still open")))


def tree_picture(desk: Desk) -> Iterator[Picture]:
    """The why tree, where somebody has asked why at least once."""
    record, words = desk.record, desk.words
    if not any(cause.parent for cause in record.causes):
        return
    yield Picture(
        "why-tree",
        why_tree(
            record.causes, record.themes, record.title, words=words, standalone=desk.standalone
        ),
        desk.speech(_("Why tree")),
        (why_tree_text(record.causes, record.title, words=words),),
    )


def links(lead: str, found: Iterable[Link]) -> Iterator[Links]:
    """Other reviews, when there are any."""
    if known := tuple(found):
        yield Links(lead, known)


def action(item: ActionItem, desk: Desk) -> Item:
    """An action with all that was promised, and what became of it."""
    speech = desk.speech
    state = speech.state(item.state)
    if item.state is ActionState.DONE and item.done_at:
        state = f"{state}, {speech.day(item.done_at.astimezone(speech.zone).date())}"
    return Item(
        item.text,
        facts=pairs(
            (speech(_("Who")), owner_name(item.owner, desk)),
            (speech(_("By")), speech.day(item.due_date)),
            (speech(_("How")), _how(item, speech)),
            (speech(_("Measure")), _measure(item, speech)),
            (speech(_("State")), state),
            (speech(_("Because")), item.declined_reason),
            (speech(_("Verdict")), _verdict(item, speech)),
            (speech(_("Came back in")), _came_back(item, desk)),
        ),
    )


def actions(items: Iterable[ActionItem], desk: Desk) -> Iterator[Items]:
    """A list of actions, when there are any."""
    if listed := tuple(action(item, desk) for item in items):
        yield Items(listed)


def owner_name(owner: str | None, desk: Desk) -> str:
    """The name of whoever answers for something; empty when nobody does, or nobody else could."""
    if desk.book.personal:
        return ""
    names = {one.id: one.name for one in desk.record.owners}
    return names.get(owner or "", "")


def reading(one: Reading, speech: Speech) -> str:
    """One look at a signal, on one line."""
    said = f"{speech.at(one.at)}: {speech.state(one.state)}"
    return f"{said}. {one.note}" if one.note else said


def answers(desk: Desk) -> Iterator[Block]:
    """What somebody asked themselves, and what they said to it."""
    for answer in desk.record.answers:
        if answer.text.strip():
            yield Heading(desk.speech(answer.question))
            yield Text(answer.text)


def if_any(facts: Facts) -> Iterator[Facts]:
    """The facts, unless there are none."""
    if facts.pairs:
        yield facts


def _measure(item: ActionItem, speech: Speech) -> str:
    if not item.measure or item.check_date is None:
        return item.measure
    day = speech.day(item.check_date)
    return speech(_("{measure} (looked at on {day})"), measure=item.measure, day=day)


def _verdict(item: ActionItem, speech: Speech) -> str:
    if item.verdict is None:
        return ""
    return ". ".join(filter(None, (speech.state(item.verdict), item.verdict_note)))


def _came_back(item: ActionItem, desk: Desk) -> str:
    return ", ".join(link.text for link in desk.company.came_back.get(item.id, ()))


def _how(item: ActionItem, speech: Speech) -> str:
    kind = speech.state(item.kind)
    strength = speech.state(item.strength)
    return f"{kind} ({strength})" if strength else kind


def evidence(desk: Desk) -> Iterator[Block]:
    """What was brought, by name, size and seal."""
    if desk.record.evidence:
        yield Items(
            tuple(
                Item(one.name, notes=(_size(one.size), f"SHA-256 {one.sha256}"))
                for one in desk.record.evidence
            )
        )


def _size(count: int) -> str:
    if count < _KILO:
        return f"{count} B"
    if count < _KILO * _KILO:
        return f"{count / _KILO:.0f} kB"
    return f"{count / _KILO / _KILO:.1f} MB"
