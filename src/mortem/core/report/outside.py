"""A version for people outside: what happened and what changes, without who and where inside."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from mortem.core.private_words import Cover
from mortem.core.record import ActionState, EntryKind, Moment
from mortem.core.report.words import Speech
from mortem.core.timeline import order, zone_of
from mortem.core.translatable import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.record import ActionItem, Record
    from mortem.core.report.words import Say

_ = gettext_noop

TITLES: Final = {
    "summary": _("In short"),
    "story": _("What happened"),
    "doing": _("What we are doing"),
}
"""The parts of the version for outside, in reading order, with their titles."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The three texts; each is prose, a line for each moment or action."""

    summary: str = ""
    story: str = ""
    doing: str = ""

    def __bool__(self) -> bool:
        return any(text.strip() for text in (self.summary, self.story, self.doing))

    @property
    def parts(self) -> dict[str, str]:
        """The texts by their part."""
        return asdict(self)


def kept(record: Record) -> Outside:
    """Return the version that was written and kept; empty where none was."""
    return Outside(record.outside_summary, record.outside_story, record.outside_doing)


def inside(record: Record, *, say: Say = str) -> Outside:
    """Return what the record itself says of the three parts, with all names: the ground of a draft."""
    speech = Speech(say, zone_of(record.zone), kind_words={})
    return Outside(
        summary="\n\n".join(filter(None, [record.summary.strip(), _began(record, speech)])),
        story="\n".join(_moments(record, speech)),
        doing="\n".join(_doing(record.actions, speech)),
    )


def draft(record: Record, people: Iterable[str], *, say: Say = str) -> Outside:
    """Return a draft: the record's own words, with what is private covered (METHOD E2).

    Accounts, owners, causes and evidence stay inside.
    """
    ground, cover = inside(record, say=say), Cover(people, say)
    return Outside(cover(ground.summary), cover(ground.story), cover(ground.doing))


def markdown(title: str, outside: Outside, *, say: Say = str) -> str:
    """Return the version as a document to put on a page of one's own."""
    parts = [f"# {title}"]
    for name, text in outside.parts.items():
        if text.strip():
            parts += [f"## {say(TITLES[name])}", _as_list(text) if name != "summary" else text]
    return "\n\n".join(parts) + "\n"


def _as_list(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(f"- {line}" for line in lines)


def _began(record: Record, speech: Speech) -> str:
    known = {one.moment: one for one in record.event_times if one.at is not None}
    told = []
    for moment, words in (
        (Moment.STARTED, _("It began: {time}.")),
        (Moment.ENDED, _("It was over: {time}.")),
    ):
        one = known.get(moment)
        if one is not None and one.at is not None:
            told.append(speech(words, time=speech.span(one.at, one.until_at, one.precision)))
    return " ".join(told)


def _moments(record: Record, speech: Speech) -> Iterator[str]:
    for entry in order(record.entries):
        if entry.kind is EntryKind.FACT and entry.text.strip():
            when = speech.span(entry.at, entry.until_at, entry.precision)
            yield f"{when}: {' '.join(entry.text.split())}"


def _doing(items: Iterable[ActionItem], speech: Speech) -> Iterator[str]:
    for item in items:
        text = " ".join(item.text.split())
        if item.state is ActionState.DONE:
            yield speech(_("{text} (done)"), text=text)
        elif item.state is ActionState.COMMITTED and item.due_date:
            yield speech(_("{text} (by {day})"), text=text, day=speech.day(item.due_date))
        elif item.state is ActionState.COMMITTED:
            yield text
