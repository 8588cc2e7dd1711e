"""From the database to a whole review as values: what exports, checks and pictures read.

Cards that are not revealed yet are never part of it, ratings only once rating is over, and
confidences and the answers to the reverse question only once protecting is over: a record may be
shown to every reader of its review (METHOD P4, P10, P14, P15).
"""

from __future__ import annotations

from collections import defaultdict
from math import inf
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from mortem.core import phases
from mortem.core import record as r
from mortem.core.references import without_strays
from mortem.web.models import (
    ActionItem,
    Card,
    Cause,
    Citation,
    Contest,
    Deadline,
    EventTime,
    Evidence,
    Lesson,
    Owner,
    Participant,
    Rating,
    Review,
    Signal,
    TimelineEntry,
)
from mortem.web.queries.confidences import confidences_of
from mortem.web.queries.integrity import lines_of
from mortem.web.queries.reverse import reverse_answers_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


def record_of(review: Review, *, history: bool = True) -> r.Record:
    """Return the review with all it holds; without `history`, activity is left out.

    The number of queries does not depend on how much the review holds. Nothing in the record
    points at a part that was deleted.
    """
    return without_strays(_record_of(review, history=history))


def _record_of(review: Review, *, history: bool) -> r.Record:
    signals = list(_signals(review))
    actions = list(ActionItem.objects.filter(review=review))
    return r.Record(
        **_header(review),
        participants=tuple(map(_participant, review.participants.all())),
        owners=_owners([*signals, *actions]),
        themes=tuple(
            r.Theme(id=str(t.pk), name=t.name, position=t.position) for t in review.themes.all()
        ),
        cards=tuple(map(_card, Card.objects.filter(review=review, revealed=True))),
        causes=tuple(map(cause_of, _causes(review))),
        ratings=ratings_of(review),
        confidences=confidences_of(review),
        reverse_answers=reverse_answers_of(review),
        signals=tuple(map(signal_of, signals)),
        actions=tuple(map(action_of, actions)),
        event_times=_event_times(review),
        entries=_entries(review),
        evidence=tuple(map(_evidence, Evidence.objects.filter(review=review))),
        lessons=tuple(map(_lesson, Lesson.objects.filter(review=review))),
        answers=tuple(r.Answer(question=a.question, text=a.text) for a in review.answers.all()),
        deadlines=tuple(
            r.Deadline(phase=one.phase, at=one.at) for one in Deadline.objects.filter(review=review)
        ),
        contests=tuple(map(contest_of, Contest.objects.filter(review=review))),
        activity=tuple(lines_of(review)) if history else (),
    )


def _header(review: Review) -> dict[str, Any]:
    same = (
        "context title phase created_at minutes success hurt plan_date horizon_date"
        " failure_sentence cost_unit summary where scope severity near_miss single_cause_reason"
        " zone override_reason published_at closed_at outside_summary outside_story outside_doing"
    )
    return {
        "id": str(review.pk),
        "kind": r.Kind(review.kind),
        "pace": r.Pace(review.pace),
        "mode": r.Mode(review.mode),
        "visibility": r.Visibility(review.visibility),
        "follows": _id(review.follows_id),
        **{name: getattr(review, name) for name in same.split()},
    }


def _id(key: UUID | None) -> str | None:
    return None if key is None else str(key)


def _participant(row: Participant) -> r.Participant:
    return r.Participant(
        id=str(row.pk),
        name=row.name,
        role=r.Role(row.role),
        joined_at=row.joined_at,
        involved=row.involved,
    )


def _owners(owned: list[Any]) -> tuple[r.Owner, ...]:
    wanted = {part.owner_id for part in owned if part.owner_id}
    rows = Owner.objects.filter(pk__in=wanted).order_by("name", "id") if wanted else ()
    return tuple(
        r.Owner(id=str(o.pk), name=o.name, address=o.address, confirmed_at=o.confirmed_at)
        for o in rows
    )


def _card(row: Card) -> r.Card:
    return r.Card(
        id=str(row.pk),
        text=row.text,
        position=row.position,
        participant=_id(row.participant_id),
        cause=_id(row.cause_id),
        entry=_id(row.entry_id),
    )


def _causes(review: Review) -> Iterable[Cause]:
    return (
        Cause.objects.filter(review=review).select_related("outcome").prefetch_related("citations")
    )


def cause_of(row: Cause) -> r.Cause:
    """Return one cause as a value."""
    outcome = getattr(row, "outcome", None)
    return r.Cause(
        id=str(row.pk),
        text=row.text,
        position=row.position,
        theme=_id(row.theme_id),
        parent=_id(row.parent_id),
        kind=r.CauseKind(row.kind),
        elephant=row.elephant,
        paper_tiger=row.paper_tiger,
        severity_first=row.severity_first,
        disposition=r.Disposition(row.disposition),
        foresight=r.Foresight(row.foresight),
        foreseen_by=_id(row.foreseen_by_id),
        outcome=outcome
        and r.Outcome(kind=r.OutcomeKind(outcome.kind), at=outcome.at, note=outcome.note),
        citations=_citations(row.citations.all()),
    )


def _citations(cited: Iterable[Citation]) -> tuple[r.Citation, ...]:
    """Return citations in an order that no row number makes, so that it is the same elsewhere."""
    told = (
        r.Citation(
            evidence=str(c.evidence_id),
            first_line=c.first_line,
            last_line=c.last_line,
            inside=c.inside,
        )
        for c in cited
    )
    return tuple(sorted(told, key=_place))


def _place(cited: r.Citation) -> tuple[float, float, str, str]:
    """Return where a citation stands: by its lines, whole sources last."""
    lines = (cited.first_line, cited.last_line)
    first, last = (inf if line is None else line for line in lines)
    return first, last, cited.evidence, cited.inside


def ratings_of(review: Review) -> tuple[r.Rating, ...]:
    """Return what people think of the causes; nothing while they may still be rating."""
    if not _ratings_are_open(review):
        return ()
    rows = Rating.objects.filter(cause__review=review, cause__deleted_at=None).order_by("id")
    return tuple(
        r.Rating(
            id=str(row.pk),
            cause=str(row.cause_id),
            participant=_id(row.participant_id),
            plausibility=row.plausibility,
            cost=row.cost,
            cost_low=row.cost_low,
            cost_high=row.cost_high,
        )
        for row in rows
    )


def _ratings_are_open(review: Review) -> bool:
    names = phases.phase_names(r.Kind(review.kind))
    return "rate" in names and names.index(review.phase) > names.index("rate")


def _signals(review: Review) -> Iterable[Signal]:
    return Signal.objects.filter(review=review).prefetch_related(Prefetch("readings"))


def signal_of(row: Signal) -> r.Signal:
    """Return one signal with its readings as values."""
    same = "question position threshold response cadence_days next_date snoozed_until_date"
    return r.Signal(
        id=str(row.pk),
        cause=_id(row.cause_id),
        source=r.SignalSource(row.source),
        owner=_id(row.owner_id),
        snooze_reason=row.snooze_reason,
        readings=tuple(
            r.Reading(id=str(x.pk), at=x.at, state=r.ReadingState(x.state), note=x.note)
            for x in row.readings.all()
        ),
        **{name: getattr(row, name) for name in same.split()},
    )


def action_of(row: ActionItem) -> r.ActionItem:
    """Return one action item as a value."""
    same = (
        "text position due_date measure check_date done_at declined_reason verdict_note verdict_at"
    )
    return r.ActionItem(
        id=str(row.pk),
        cause=_id(row.cause_id),
        owner=_id(row.owner_id),
        signal=_id(row.signal_id),
        kind=r.ActionKind(row.kind),
        strength=r.Strength(row.strength) if row.strength else None,
        state=r.ActionState(row.state),
        verdict=r.Verdict(row.verdict) if row.verdict else None,
        **{name: getattr(row, name) for name in same.split()},
    )


def contest_of(row: Contest) -> r.Contest:
    """Return one contest as a value."""
    same = "noun text position said answer settles"
    return r.Contest(
        id=str(row.pk),
        subject=str(row.subject),
        participant=_id(row.participant_id),
        state=r.ContestState(row.state),
        **{name: getattr(row, name) for name in same.split()},
    )


def _event_times(review: Review) -> tuple[r.EventTime, ...]:
    rows: dict[str, EventTime] = {row.moment: row for row in review.event_times.all()}
    return tuple(
        r.EventTime(
            moment=moment,
            at=rows[moment].at,
            until_at=rows[moment].until_at,
            precision=r.Precision(rows[moment].precision),
        )
        for moment in r.Moment
        if moment in rows
    )


def _entries(review: Review) -> tuple[r.TimelineEntry, ...]:
    """Gather the citations here: a manager for each of hundreds of rows would cost more."""
    rows = list(TimelineEntry.objects.filter(review=review))
    cited = defaultdict[Any, list[Citation]](list)
    for one in Citation.objects.filter(entry__review=review) if rows else ():
        cited[one.entry_id].append(one)
    return tuple(_entry(row, cited[row.pk]) for row in rows)


def _entry(row: TimelineEntry, cited: Iterable[Citation]) -> r.TimelineEntry:
    return r.TimelineEntry(
        id=str(row.pk),
        at=row.at,
        until_at=row.until_at,
        text=row.text,
        position=row.position,
        precision=r.Precision(row.precision),
        kind=r.EntryKind(row.kind),
        attributed_to=row.attributed_to,
        citations=_citations(cited),
    )


def _evidence(row: Evidence) -> r.Evidence:
    same = "name media_type size sha256 added_at zone year ahead_ms"
    return r.Evidence(id=str(row.pk), **{name: getattr(row, name) for name in same.split()})


def _lesson(row: Lesson) -> r.Lesson:
    return r.Lesson(
        id=str(row.pk), kind=r.LessonKind(row.kind), text=row.text, position=row.position
    )
