"""Whole reviews as Hypothesis strategies: valid references, wild words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from mortem.core import record as r
from mortem.core.pace import timed_phases
from mortem.core.phases import phase_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy

TRICKY = (
    *("#", "# ", "## Causes", "### ", "- ", "-", "* ", "+ ", "\n", "\n\n", "\n  ", " ", "  ", "\t"),
    *("```", "````", "~~~", "```py\n", "\n```\n", "`", "*(", ")*", "*(owner: x)*", "**", "---"),
    *("<!-- id: 1 -->", "<!--", "-->", "&#10;", "&#38;", "&amp;", "&", "\\", "\\\\", "[x] ", "[ ]"),
    *(
        "Signal:",
        "measure: ",
        "Threshold\\:",
        "Outcome note:",
        "\r",
        "\r\n",
        "\x00",
        "\x1b",
        "\x85",
    ),
    *(
        "\u2028",
        "\ufeff",
        "\u200f",
        "\u202e",
        "é",
        "日本",
        "🙂",
        "<b>",
        "<script>",
        "|",
        '"',
        "'",
        ":",
    ),
    *("; ", "#x", "~", "null", "yes", "{", "}", "> ", "1. ", "**2026-01-01 00:00 UTC** ", "word"),
)
TEXTS = st.one_of(
    st.lists(st.sampled_from(TRICKY), max_size=6).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
NAMES = TEXTS.filter(bool)
MOMENTS = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
DAYS = st.dates(date(1970, 1, 1), date(2100, 1, 1))
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata"])


def records(
    kinds: SearchStrategy[r.Kind] | None = None, texts: SearchStrategy[str] = TEXTS
) -> SearchStrategy[r.Record]:
    """Reviews whose references all lead somewhere and whose whys run in no circle."""
    return _records(st.sampled_from(r.Kind) if kinds is None else kinds, texts)


@st.composite
def _records(draw: DrawFn, kinds: SearchStrategy[r.Kind], texts: SearchStrategy[str]) -> r.Record:
    kind = draw(kinds)
    maker = _Maker(draw, texts)
    participants = maker.several(
        "p",
        lambda i: r.Participant(
            id=i,
            name=draw(texts),
            role=draw(_of(r.Role)),
            joined_at=draw(MOMENTS),
            involved=draw(st.booleans()),
        ),
    )
    owners = maker.several(
        "o",
        lambda i: r.Owner(
            id=i, name=draw(texts), address=draw(texts), confirmed_at=draw(st.none() | MOMENTS)
        ),
    )
    themes = maker.several("t", lambda i: r.Theme(id=i, name=draw(texts), position=draw(_SMALL)))
    evidence = maker.several(
        "e",
        lambda i: r.Evidence(
            id=i,
            name=draw(texts),
            media_type=draw(texts),
            size=draw(_SMALL),
            sha256=draw(texts),
            added_at=draw(MOMENTS),
            zone=draw(texts),
            year=draw(st.none() | st.integers(1, 9999)),
            ahead_ms=draw(st.integers(-(10**12), 10**12)),
        ),
    )
    causes = maker.causes(themes, evidence)
    entries = maker.entries(evidence)
    signals = maker.signals(owners, causes)
    return r.Record(
        id=draw(NAMES),
        kind=kind,
        context=draw(NAMES),
        title=draw(texts),
        phase=draw(st.sampled_from(phase_names(kind))),
        created_at=draw(MOMENTS),
        mode=draw(_of(r.Mode)),
        visibility=draw(_of(r.Visibility)),
        minutes=draw(st.sampled_from([15, 30, 60])),
        pace=draw(_of(r.Pace)),
        success=draw(texts),
        hurt=draw(texts),
        plan_date=draw(st.none() | DAYS),
        horizon_date=draw(st.none() | DAYS),
        failure_sentence=draw(texts),
        cost_unit=draw(texts),
        summary=draw(texts),
        where=draw(texts),
        scope=draw(texts),
        severity=draw(st.none() | _SMALL),
        near_miss=draw(st.booleans()),
        follows=draw(st.none() | NAMES),
        single_cause_reason=draw(texts),
        outside_summary=draw(texts),
        outside_story=draw(texts),
        outside_doing=draw(texts),
        zone=draw(ZONES),
        override_reason=draw(texts),
        published_at=draw(st.none() | MOMENTS),
        closed_at=draw(st.none() | MOMENTS),
        participants=participants,
        owners=owners,
        themes=themes,
        cards=maker.cards(participants, causes, entries),
        causes=causes,
        ratings=maker.ratings(participants, causes),
        confidences=maker.several(
            "f",
            maker.confidence,
        ),
        reverse_answers=maker.several("v", lambda i: r.ReverseAnswer(id=i, text=draw(texts))),
        signals=signals,
        actions=maker.actions(owners, causes, signals),
        event_times=maker.event_times(),
        entries=entries,
        evidence=evidence,
        lessons=maker.several(
            "l",
            lambda i: r.Lesson(
                id=i, kind=draw(_of(r.LessonKind)), text=draw(texts), position=draw(_SMALL)
            ),
        ),
        answers=draw(
            st.lists(st.builds(r.Answer, question=texts, text=texts), max_size=2).map(tuple)
        ),
        deadlines=maker.deadlines(kind),
        contests=maker.contests(participants, causes),
        activity=maker.activity(),
    )


_SMALL = st.integers(0, 9)


def _of(kind: Any) -> Any:
    return st.sampled_from(kind)


class _Maker:
    def __init__(self, draw: DrawFn, texts: SearchStrategy[str]) -> None:
        self.draw = draw
        self.texts = texts

    def several(self, prefix: str, make: Callable[[str], Any], most: int = 3) -> tuple[Any, ...]:
        odd = st.sampled_from(["", "-", "--x", " y", '"z', "é"])
        count = self.draw(st.integers(0, most))
        return tuple(make(f"{prefix}{number}{self.draw(odd)}") for number in range(count))

    def one_of(self, things: tuple[Any, ...]) -> str | None:
        identifiers: list[str | None] = [thing.id for thing in things]
        return self.draw(st.sampled_from([None, *identifiers]))

    def causes(self, themes: tuple[Any, ...], evidence: tuple[Any, ...]) -> tuple[r.Cause, ...]:
        made: list[r.Cause] = []

        def make(identifier: str) -> r.Cause:
            draw = self.draw
            outcome = st.builds(r.Outcome, kind=_of(r.OutcomeKind), at=MOMENTS, note=self.texts)
            cause = r.Cause(
                id=identifier,
                text=draw(self.texts),
                position=draw(_SMALL),
                theme=self.one_of(themes),
                parent=self.one_of(tuple(made)),
                kind=draw(_of(r.CauseKind)),
                elephant=draw(st.booleans()),
                paper_tiger=draw(st.booleans()),
                severity_first=draw(st.booleans()),
                disposition=draw(_of(r.Disposition)),
                foresight=draw(_of(r.Foresight)),
                foreseen_by=draw(st.none() | NAMES),
                outcome=draw(st.none() | outcome),
                citations=self.citations(evidence),
            )
            made.append(cause)
            return cause

        return self.several("c", make, most=5)

    def citations(self, evidence: tuple[Any, ...]) -> tuple[r.Citation, ...]:
        line = st.none() | _SMALL
        cited = [self.one_of(evidence) for _ in range(self.draw(st.integers(0, 2)))]
        return tuple(
            r.Citation(
                evidence=one,
                first_line=self.draw(line),
                last_line=self.draw(line),
                inside=self.draw(st.just("") | self.texts),
            )
            for one in cited
            if one is not None
        )

    def cards(
        self, people: tuple[Any, ...], causes: tuple[Any, ...], entries: tuple[Any, ...]
    ) -> tuple[r.Card, ...]:
        return self.several(
            "k",
            lambda i: r.Card(
                id=i,
                text=self.draw(self.texts),
                position=self.draw(_SMALL),
                participant=self.one_of(people),
                cause=self.one_of(causes),
                entry=self.one_of(entries),
            ),
        )

    def ratings(self, people: tuple[Any, ...], causes: tuple[Any, ...]) -> tuple[r.Rating, ...]:
        if not causes:
            return ()
        return self.several(
            "r",
            lambda i: r.Rating(
                id=i,
                cause=self.one_of(causes) or causes[0].id,
                plausibility=self.draw(st.integers(0, 100)),
                participant=self.one_of(people),
                **self.cost(),
            ),
        )

    def confidence(self, identifier: str) -> r.Confidence:
        """Which way people lean is asked after, not before."""
        moment = self.draw(_of(r.Asked))
        leans = st.none() | _of(r.Lean) if moment is r.Asked.AFTER else st.none()
        percent = self.draw(st.integers(0, 100))
        return r.Confidence(id=identifier, moment=moment, percent=percent, lean=self.draw(leans))

    def cost(self) -> dict[str, Any]:
        """A step, or both ends of a range."""
        if self.draw(st.booleans()):
            return {"cost": self.draw(st.integers(1, 5))}
        amounts = st.floats(0, 1e15, allow_subnormal=False)
        low, high = sorted(self.draw(st.tuples(amounts, amounts)))
        return {"cost_low": low, "cost_high": high}

    def signals(self, owners: tuple[Any, ...], causes: tuple[Any, ...]) -> tuple[r.Signal, ...]:
        draw, texts = self.draw, self.texts
        reading = st.builds(r.Reading, id=NAMES, at=MOMENTS, state=_of(r.ReadingState), note=texts)
        readings = st.lists(reading, max_size=2, unique_by=lambda one: one.id).map(tuple)
        return self.several(
            "s",
            lambda i: r.Signal(
                id=i,
                question=draw(texts),
                position=draw(_SMALL),
                cause=self.one_of(causes),
                source=draw(_of(r.SignalSource)),
                threshold=draw(texts),
                response=draw(texts),
                owner=self.one_of(owners),
                cadence_days=draw(_SMALL),
                next_date=draw(st.none() | DAYS),
                snoozed_until_date=draw(st.none() | DAYS),
                snooze_reason=draw(texts),
                readings=draw(readings),
            ),
        )

    def actions(
        self, owners: tuple[Any, ...], causes: tuple[Any, ...], signals: tuple[Any, ...]
    ) -> tuple[r.ActionItem, ...]:
        draw, texts = self.draw, self.texts
        return self.several(
            "a",
            lambda i: r.ActionItem(
                id=i,
                text=draw(texts),
                position=draw(_SMALL),
                cause=self.one_of(causes),
                kind=draw(_of(r.ActionKind)),
                strength=draw(st.none() | _of(r.Strength)),
                state=draw(_of(r.ActionState)),
                owner=self.one_of(owners),
                due_date=draw(st.none() | DAYS),
                measure=draw(texts),
                signal=self.one_of(signals),
                check_date=draw(st.none() | DAYS),
                done_at=draw(st.none() | MOMENTS),
                declined_reason=draw(texts),
                verdict=draw(st.none() | _of(r.Verdict)),
                verdict_note=draw(texts),
                verdict_at=draw(st.none() | MOMENTS),
            ),
        )

    def event_times(self) -> tuple[r.EventTime, ...]:
        time = st.builds(
            r.EventTime,
            moment=_of(r.Moment),
            at=st.none() | MOMENTS,
            until_at=st.none() | MOMENTS,
            precision=_of(r.Precision),
        )
        times = st.lists(time, max_size=5, unique_by=lambda one: one.moment)
        return tuple(self.draw(times))

    def entries(self, evidence: tuple[Any, ...]) -> tuple[r.TimelineEntry, ...]:
        draw, texts = self.draw, self.texts
        return self.several(
            "n",
            lambda i: r.TimelineEntry(
                id=i,
                at=draw(MOMENTS),
                text=draw(texts),
                position=draw(_SMALL),
                until_at=draw(st.none() | MOMENTS),
                precision=draw(_of(r.Precision)),
                kind=draw(_of(r.EntryKind)),
                attributed_to=draw(texts),
                citations=self.citations(evidence),
            ),
        )

    def deadlines(self, kind: r.Kind) -> tuple[r.Deadline, ...]:
        deadline = st.builds(r.Deadline, phase=_of(timed_phases(kind)), at=MOMENTS)
        many = st.lists(deadline, max_size=3, unique_by=lambda one: one.phase)
        return tuple(self.draw(many))

    def contests(self, people: tuple[Any, ...], causes: tuple[Any, ...]) -> tuple[r.Contest, ...]:
        draw, texts = self.draw, self.texts
        if not causes:
            return ()
        return self.several(
            "v",
            lambda i: r.Contest(
                id=i,
                subject=draw(st.sampled_from(causes)).id,
                noun="cause",
                text=draw(texts),
                position=draw(_SMALL),
                said=draw(texts),
                participant=self.one_of(people),
                state=draw(_of(r.ContestState)),
                answer=draw(texts),
                settles=draw(st.none() | st.booleans()),
            ),
        )

    def wordings(self) -> tuple[r.Wording, ...]:
        return self.several(
            "w",
            lambda i: r.Wording(
                subject=i, noun="cause", field="text", digest="0" * 64, text=self.draw(self.texts)
            ),
        )

    def activity(self) -> tuple[r.Activity, ...]:
        data = st.dictionaries(self.texts, self.texts, max_size=2)
        lines = self.draw(st.lists(st.tuples(MOMENTS, NAMES, data), max_size=2))
        return tuple(
            r.Activity(
                number=number,
                at=at,
                verb=verb,
                data=facts,
                digest="0" * 64,
                wordings=self.wordings(),
            )
            for number, (at, verb, facts) in enumerate(lines, 1)
        )
