"""What happens each time a signal is read: one worker takes it, what came is settled once.

Reading itself takes time and lies between the two; whoever is killed there leaves a signal that
is due again when its lease ends. A worker that comes back late finds that its lease is over, and
changes nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext

from mortem.core.record import Kind, ReadingState
from mortem.core.signal import SignalState
from mortem.core.trend import WINDOW, Sample, coarser
from mortem.core.watching import LOUD, standing
from mortem.web import models
from mortem.web.models import Flip, Reading, Watch, Watcher
from mortem.web.operations.activity import append_activity
from mortem.web.operations.deliveries import tell, tell_team
from mortem.web.queries.watching import WATCHED_IN
from mortem.web.source import source_called
from mortem.web.zones import known_zone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.watching import Standing
    from mortem.web.source import Read

LEASE: Final = timedelta(seconds=60)
"""How long a worker may take for what it took; longer than any source may."""

GAP: Final = timedelta(seconds=120)
"""Later than this, and than its grace, a signal was not looked after: its silence is nobody's."""

MOST_ROWS: Final = 20_000
"""How many numbers an agreed time may hold: one every ten seconds for two days and more."""

_ROUNDS_NOTED: Final = timedelta(seconds=30)
_SECOND_LOOK: Final = timedelta(hours=1)


def note_round(*, at: datetime) -> None:
    """Keep that somebody watches now; written twice a minute at most."""
    kept, _is_new = Watcher.objects.get_or_create(defaults={"at": at}, pk=1)
    if abs(at - kept.at) > _ROUNDS_NOTED:
        Watcher.objects.filter(pk=1).update(at=at)


def take_due(*, at: datetime, most: int, troubled: bool = False) -> list[Watch]:
    """Take signals that are due, each for this worker alone until its lease ends.

    Those that gave no number last time are taken apart, so that they hold nobody up.
    """
    mine, free = uuid4(), Q(taken_until=None) | Q(taken_until__lte=at)
    due = (
        (Watch.objects.exclude if troubled else Watch.objects.filter)(trouble="")
        .filter(
            free,
            due_at__lte=at,
            signal__deleted_at=None,
            signal__review__deleted_at=None,
            signal__review__kind=Kind.PREMORTEM,
            signal__review__phase__in=WATCHED_IN,
        )
        .order_by("due_at")
    )
    # Two workers may have chosen the same ones; the second condition lets one of them have each.
    Watch.objects.filter(free, pk__in=due.values("pk")[:most], due_at__lte=at).update(
        taken_until=at + LEASE, taken_by=mine
    )
    taken = Watch.objects.filter(taken_by=mine).order_by("read_at", "pk")
    return list(taken.select_related("signal__review", "signal__owner__user"))


def give_back(watch: Watch) -> None:
    """Let a signal that was taken and not settled be taken again, by whoever has time."""
    mine = Watch.objects.filter(pk=watch.pk, taken_by=watch.taken_by)
    mine.update(taken_by=None, taken_until=None)


@transaction.atomic
def settle_all(read: Iterable[tuple[Watch, Read]], *, at: datetime) -> list[Flip]:
    """Settle several readings in one transaction; return the flips."""
    flips = (settle(watch, one, at=at) for watch, one in read)
    return [flip for flip in flips if flip is not None]


@transaction.atomic(savepoint=False)
def settle(watch: Watch, read: Read, *, at: datetime) -> Flip | None:
    """Keep what one reading gave and where the signal stands now; return the flip, if it is one.

    Numbers, state, flip and what is to be told are kept together or not at all: only while the
    lease is this worker's, and only if nothing was sent to the signal meanwhile.
    """
    samples = _samples(watch, read, at)
    if at - watch.due_at > max(GAP, watch.line.grace) and _is_excused(watch, samples):
        watch.started_at = at  # nobody watched for a while; from now on silence counts again
    coarse = coarser(_coarse(watch), samples, watch.line.every)
    now = standing(
        watch.line,
        samples,
        coarse,
        before=SignalState(watch.state),
        since=watch.started_at,
        at=at,
        snoozed=_is_snoozed(watch, at),
    )
    flips = now.state != watch.state
    changes = _changes(watch, read, now, samples, at)
    mine = Watch.objects.filter(pk=watch.pk, taken_by=watch.taken_by, due_at=watch.due_at)
    if not mine.update(
        coarse=[[one.at.timestamp(), one.value] for one in coarse],
        flip_count=F("flip_count") + int(flips),
        **changes,
    ):
        give_back(watch)
        return None
    if read.value is not None:
        models.Sample.objects.create(watch=watch, at=at, value=read.value)
    return _flip(watch, now, changes, at) if flips else None


def _is_excused(watch: Watch, samples: list[Sample]) -> bool:
    """Tell whether silence may be laid to nobody's watching: once, until a number comes again.

    Who is looked after late each time, by a slow cron, would otherwise never be silent. What has
    just been set up, or was never late, has its excuse yet.
    """
    heard = bool(samples) and samples[-1].at >= watch.started_at
    return heard or watch.started_at in {watch.due_at, watch.state_at}


def _samples(watch: Watch, read: Read, at: datetime) -> list[Sample]:
    newest = watch.samples.order_by("-at").values_list("at", "value")
    rows, far = list(newest[:WINDOW]), at - watch.line.reach
    if len(rows) == WINDOW and rows[-1][0] > far:
        rows = list(newest.filter(at__gte=far)[:MOST_ROWS])
    kept = [Sample(*row) for row in reversed(rows)]
    return kept if read.value is None else [*kept, Sample(at, read.value)]


def _coarse(watch: Watch) -> list[Sample]:
    return [Sample(datetime.fromtimestamp(at, UTC), value) for at, value in watch.coarse]


def _is_snoozed(watch: Watch, at: datetime) -> bool:
    until = watch.signal.snoozed_until_date
    zone = known_zone(watch.signal.review.zone)
    return until is not None and until > at.astimezone(zone).date()


def _changes(
    watch: Watch, read: Read, now: Standing, samples: list[Sample], at: datetime
) -> dict[str, object]:
    pulled = source_called(watch.source).is_asked
    last = samples[-1] if samples else None
    changes: dict[str, object] = {
        "state": now.state,
        "reaches_at": now.lean.reaches_at if now.lean else None,
        "trouble": read.trouble[:300],
        "due_at": at + watch.line.every if pulled else _told_due(watch, last, at),
        "started_at": watch.started_at,
        "taken_by": None,
        "taken_until": None,
        "value": last.value if last else None,
        "read_at": last.at if last else None,
    }
    if read.words or not pulled:
        changes["words"] = read.words[:200] or _in_words(watch, last)
    if now.state != watch.state:
        changes["state_at"] = at
    return changes


def _in_words(watch: Watch, last: Sample | None) -> str:
    """Return what was sent, in words: a number, or what it means of a job that reports in."""
    if last is None:
        return ""
    if not watch.silence_trips:
        return f"{last.value:g}"
    wrong = watch.line.is_beyond(last.value)
    return gettext("it reported that it went wrong") if wrong else gettext("it reported in")


def _silence(watch: Watch, now: Standing, value: object) -> str:
    """Return what a silence that trips is called; nothing where what was sent last trips."""
    if not watch.silence_trips or now.state is not SignalState.TRIPPED:
        return ""
    is_wrong = isinstance(value, float) and watch.line.is_beyond(value)
    return "" if is_wrong else gettext("it has not reported in")


def _told_due(watch: Watch, last: Sample | None, at: datetime) -> datetime:
    """Return when the silence of what is told, not asked, would count; a rest may end before."""
    silent_at = (last.at if last else watch.started_at) + watch.line.every + watch.line.grace
    soon = silent_at + timedelta(seconds=1)
    return min(soon, at + _SECOND_LOOK) if soon > at else at + _SECOND_LOOK


def _flip(watch: Watch, now: Standing, changes: dict[str, object], at: datetime) -> Flip:
    """Record a change of state: the flip, a reading that documents keep, and whom to tell."""
    number = Watch.objects.values_list("flip_count", flat=True).get(pk=watch.pk)
    flip = Flip.objects.create(
        watch=watch,
        number=number,
        at=at,
        was=watch.state,
        state=now.state,
        words=str(
            changes["trouble"]
            or _silence(watch, now, changes["value"])
            or changes.get("words")
            or watch.words
        ),
        reaches_at=now.lean.reaches_at if now.lean else None,
    )
    if now.state.value in {one.value for one in ReadingState}:
        Reading.objects.create(signal=watch.signal, at=at, state=now.state, note=flip.words)
    append_activity(
        watch.signal.review, "signal.flipped", by=None, at=at, id=watch.signal_id, state=now.state
    )
    if now.state in LOUD:
        tell(flip, watch.signal.owner, at=at)
        tell_team(flip, at=at)
    return flip


@transaction.atomic
def take_numbers(told: Iterable[tuple[str, float, datetime]]) -> list[bool]:
    """Keep numbers that were sent to signals' own addresses, all in one transaction.

    Each is the hash of an address, a number and its moment. Returns for each whether there is
    such an address. What they mean is settled in the next round.
    """
    told = list(told)
    hashes = {one[0] for one in told}
    known = dict(
        Watch.objects.filter(address_hash__in=hashes, signal__deleted_at=None).values_list(
            "address_hash", "pk"
        )
    )
    models.Sample.objects.bulk_create(
        models.Sample(watch_id=known[address], at=at, value=value)
        for address, value, at in told
        if address in known
    )
    if told and known:
        last = max(one[2] for one in told)
        Watch.objects.filter(pk__in=known.values()).update(due_at=last, read_at=last)
    return [one[0] in known for one in told]
