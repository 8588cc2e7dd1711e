"""From a record to a document that one would hand to a director or a friend."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mortem.core import phases
from mortem.core.formats.svg import ENGLISH, Words
from mortem.core.playbooks import playbook
from mortem.core.record import Kind
from mortem.core.report import ahead, back
from mortem.core.report.blocks import Link, Report
from mortem.core.report.words import OWN_WORDS, Speech
from mortem.core.timeline import zone_of
from mortem.core.translatable import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mortem.core.playbooks.book import Playbook
    from mortem.core.record import Record, Verdict
    from mortem.core.report.blocks import Section
    from mortem.core.report.words import Say

_ = gettext_noop


@dataclass(frozen=True, slots=True)
class Again:
    """An earlier action that did not hold against this event, and where it was promised (METHOD F6)."""

    action: str
    verdict: Verdict | None
    where: Link


@dataclass(frozen=True, slots=True)
class Company:
    """The reviews a document may lead to: the pre-mortem it follows, the ones that follow it.

    `again` tells which earlier actions did not hold; `came_back`, by action, where one of this
    review's own did not.
    """

    before: Record | None = None
    after: tuple[Link, ...] = ()
    again: tuple[Again, ...] = ()
    came_back: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the chapters are written from."""

    record: Record
    book: Playbook
    company: Company
    speech: Speech
    words: Words
    at: datetime
    standalone: bool


def report(
    record: Record,
    *,
    at: datetime,
    company: Company | None = None,
    say: Say = str,
    words: Words = ENGLISH,
    standalone: bool = False,
) -> Report:
    """Return the document of a review as it stands at a moment.

    `say` and `words` bring the language; times are told in the review's own zone. With
    `standalone` the pictures carry their own colours.
    """
    book = playbook(record.context)
    speech = Speech(say, zone_of(record.zone), kind_words=_kind_words(book))
    side = ahead if record.kind is Kind.PREMORTEM else back
    desk = Desk(record, book, company or Company(), speech, words, at, standalone)
    chapters: tuple[Section, ...] = tuple(one for one in side.sections(desk) if one.blocks)
    way = speech(_("Looking ahead")) if side is ahead else speech(_("Looking back"))
    return Report(
        title=record.title,
        kicker=f"{way} · {say(book.name)}",
        direction="ahead" if side is ahead else "back",
        lead=tuple(side.lead(desk)),
        sections=chapters,
        foot=speech(
            _("As it stood on {time}. Step: {step}."), time=speech.at(at), step=_step(desk)
        ),
    )


def _kind_words(book: Playbook) -> dict[str, str]:
    if not book.personal:
        return {}
    hurt = book.kind_words.get("Who is hurt", "")
    return {**OWN_WORDS, **book.kind_words, "Who is hurt if it fails": hurt}


def _step(desk: Desk) -> str:
    record, personal = desk.record, desk.book.personal
    return desk.speech(phases.phase(record.kind, record.phase, personal=personal).label)
