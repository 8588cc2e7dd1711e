"""What a look back says of what came before it: were we warned, and which old fix did not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.foresight import warned
from mortem.core.formats.svg import warned_picture, warned_text
from mortem.core.record import Foresight
from mortem.core.report.blocks import Heading, Item, Items, Link, Note, Picture
from mortem.core.report.shared import links
from mortem.core.translatable import gettext_noop
from mortem.core.warning_track import may_be_drawn, warning_story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.foresight import Warned, WarnedReport
    from mortem.core.record import Record
    from mortem.core.report.blocks import Block
    from mortem.core.report.build import Again, Desk

_ = gettext_noop

_SEEN = (Foresight.UNANSWERED, Foresight.LATE, Foresight.FORESEEN, Foresight.MISSED)


def were_warned(desk: Desk) -> Iterator[Block]:
    """How each factor had been seen, drawn beside the look ahead that the review follows (METHOD E9)."""
    record, speech, before = desk.record, desk.speech, desk.company.before
    told = any(cause.foresight is not Foresight.UNKNOWN for cause in record.causes)
    if before is None and not told:
        return
    found = warned(record, before)
    yield Note(found.sentences)
    if before is not None and may_be_drawn(found):
        yield _warned_picture(found, before, desk)
    for foresight in _SEEN:
        factors = [one for one in found.factors if one.foresight is foresight]
        if factors:
            yield Heading(speech.state(foresight))
            yield Items(tuple(_factor(one, desk) for one in factors))
    if before is not None:
        yield from links(speech(_("Compared with")), (Link(before.id, before.title),))


def _warned_picture(found: WarnedReport, before: Record, desk: Desk) -> Picture:
    speech, words = desk.speech, desk.words
    story = warning_story(found, before, zone=speech.zone)
    drawn = warned_picture(
        story, zone=speech.zone, day=speech.day, standalone=desk.standalone, words=words
    )
    text = warned_text(story, zone=speech.zone, day=speech.day, words=words)
    return Picture("warned", drawn, speech(_("Each factor on its way to the event")), text)


def _factor(one: Warned, desk: Desk) -> Item:
    risk = (desk.speech(_("written down then: “{risk}”"), risk=one.risk.text),) if one.risk else ()
    return Item(one.factor.text, notes=risk)


def happened_before(desk: Desk) -> Iterator[Block]:
    """Which earlier action did not hold, what its verdict was, and where it stands (METHOD F6)."""
    speech, found = desk.speech, desk.company.again
    if found:
        yield Note((speech(_("The old fix did not hold.")),))
        yield Items(tuple(Item(one.action, notes=_judged(one, desk)) for one in found))
        yield from links(speech(_("Done then in")), dict.fromkeys(one.where for one in found))


def _judged(one: Again, desk: Desk) -> tuple[str, ...]:
    if one.verdict is None:
        return ()
    return (desk.speech(_("judged then: {verdict}"), verdict=desk.speech.state(one.verdict)),)
