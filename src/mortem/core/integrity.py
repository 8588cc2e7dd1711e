"""Whether a review's record is what its history says, from the first step to the texts of today.

Says what was found and where, never who it was or why.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mortem.core.chain import COVERED, Said, link, newest_digest, plain, sealed, when
from mortem.core.missing import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mortem.core.record import Activity, Record, Wording

    Place = tuple[str, str]
DIGEST_LENGTH = 64  # hex digits of a SHA-256

_NOT_AS_RECORDED = "Step {number} is not what was recorded: it was changed, moved or put in later."
_MISSING = {
    1: "Step {number} is missing.",
    2: "Steps {number} to {last} are missing.",
}
_OTHER_COUNT = "The review counts {count} steps, and {number} are here."
_OTHER_NEWEST = "The newest digest that the review keeps is not the one of its last step."
_OTHER_WORDS = "The words kept with step {number} are not the ones that were recorded."
_UNTOLD = "“{text}” stands here, and no step of the history says so."
_GONE = "What step {number} wrote is not here any more, and no step took it away."
_BLANKED = "What step {number} wrote was erased there, while the text is still here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place where record and history differ. `number` is the step, `subject` the part, if any."""

    code: str
    template: str
    number: int | None = None
    subject: str | None = None
    data: dict[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return self.template.format(**self.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    """What a look at the chain gives: `intact` is the last step before the first finding."""

    count: int
    intact: int
    newest: str
    erased: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What stands in the review today.

    `whole` says that every text that was ever written is in `said`, also of parts that were put
    away: then one that is missing was taken out behind the history's back.
    """

    count: int
    newest: str
    said: tuple[Said, ...]
    whole: bool


def check(lines: Sequence[Activity], now: Now) -> Integrity:
    """Compare the history with itself and with what stands there today."""
    steps = sorted(lines, key=lambda line: line.number)
    chain = [*_breaks(steps), *_end(steps, now)]
    words = [*_words(steps), *_texts(steps, now)]
    findings = (*chain, *words)
    broken = [one.number for one in findings if one.number is not None]
    last = steps[-1].number if steps else 0
    return Integrity(
        count=last,
        intact=min(broken, default=last + 1) - 1,
        newest=steps[-1].digest if steps else "",
        erased=sum(not one.salt for line in steps for one in line.wordings),
        findings=findings,
    )


def find(lines: Iterable[Activity], digest: str) -> int | None:
    """Return the step whose digest somebody kept, if today's chain leads to it and on from it.

    None when no step has it, or when what is here does not give it: the state that was kept is
    then no part of this record.
    """
    before, wanted = "", digest.strip().lower()
    for line in sorted(lines, key=lambda line: line.number):
        before = link(line, before)
        if before == wanted:
            return line.number
    return None


def _breaks(steps: Sequence[Activity]) -> Iterator[Finding]:
    """Walk along the chain; after a break go on from the digest that stands there."""
    expected, before = 1, ""
    for line in steps:
        if line.number > expected:
            yield _missing(expected, line.number - 1)
        elif link(line, before) != line.digest:
            yield _at(line, "step_changed", _NOT_AS_RECORDED)
        expected, before = line.number + 1, line.digest


def _missing(first: int, last: int) -> Finding:
    return Finding(
        code="step_missing",
        template=_MISSING[1 if first == last else 2],
        number=first,
        data={"number": str(first), "last": str(last)},
    )


def _at(line: Activity, code: str, template: str, subject: str | None = None) -> Finding:
    data = {"number": str(line.number)}
    return Finding(code=code, template=template, number=line.number, subject=subject, data=data)


def _end(steps: Sequence[Activity], now: Now) -> Iterator[Finding]:
    last = steps[-1].number if steps else 0
    if last != now.count:
        data = {"count": str(now.count), "number": str(last)}
        number = min(last, now.count) + 1
        yield Finding(code="other_count", template=_OTHER_COUNT, number=number, data=data)
    elif now.newest != (steps[-1].digest if steps else ""):
        yield Finding(code="other_newest", template=_OTHER_NEWEST, number=last)


def _words(steps: Sequence[Activity]) -> Iterator[Finding]:
    for line in steps:
        for one in line.wordings:
            if one.salt and sealed(one.text, one.salt) != one.digest:
                yield _at(line, "words_changed", _OTHER_WORDS, one.subject)


def _texts(steps: Sequence[Activity], now: Now) -> Iterator[Finding]:
    """Compare each text with the step that wrote it last."""
    newest: dict[Place, tuple[Activity, Wording]] = {
        (one.subject, one.field): (line, one) for line in steps for one in line.wordings
    }
    here = {(said.subject, said.field) for said in now.said}
    for said in now.said:
        told = newest.get((said.subject, said.field))
        if told is None:
            if said.text:
                yield _untold(said)
        elif not told[1].salt:
            yield _at(told[0], "words_erased", _BLANKED, said.subject)
        elif told[1].text != said.text:
            yield _untold(said)
    for place, (line, one) in newest.items() if now.whole else ():
        if one.text and place not in here:
            yield _at(line, "text_gone", _GONE, one.subject)


def _untold(said: Said) -> Finding:
    return Finding(
        code="text_untold",
        template=_UNTOLD,
        subject=said.subject,
        data={"text": shortened(said.text) or "…"},
    )


def now_in(record: Record) -> Now:
    """Return what an exported review says, for whoever has only the file."""
    return Now(
        count=max((line.number for line in record.activity), default=0),
        newest=newest_digest(record),
        said=tuple(said_in(record)),
        whole=False,
    )


def said_in(record: Record) -> Iterator[Said]:
    """Yield every covered text of a record."""
    yield from (Said(record.id, "review", name, plain(getattr(record, name))) for name in _HEADER)
    for time in record.event_times:
        words = when(time.at, time.until_at, time.precision)
        yield Said(record.id, "review", time.moment.value, words)
    for name, noun in _LISTS.items():
        for part in getattr(record, name):
            for one in COVERED[noun]:
                text = (
                    when(part.at, part.until_at, part.precision)
                    if one == "when"
                    else plain(getattr(part, one))
                )
                yield Said(part.id, noun, one, text)


def told(record: Record, *, earlier: bool) -> Iterator[Activity]:
    """Yield the history as it may leave: without the words of parts that are not in the record.

    With `earlier` it keeps what a text said before it was changed; else only what stands there.
    """
    said = {(one.subject, one.field): one.text for one in said_in(record)}
    for line in record.activity:
        kept = (_told(one, said, earlier=earlier) for one in line.wordings)
        yield replace(line, wordings=tuple(kept))


def _told(one: Wording, said: dict[Place, str], *, earlier: bool) -> Wording:
    text = said.get((one.subject, one.field))
    if text is not None and (earlier or one.text == text):
        return one
    return replace(one, salt="", text="")


_HEADER = COVERED["review"]
_LISTS = {
    "causes": "cause",
    "entries": "timeline_entry",
    "lessons": "lesson",
    "actions": "action_item",
    "signals": "signal",
    "evidence": "evidence",
    "contests": "contest",
}
