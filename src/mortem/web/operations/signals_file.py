"""Bringing a plan's signals to what a `signals.toml` says; applied twice, it changes nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from mortem.core.errors import BadInput, CannotRead, SomebodyWasFirst
from mortem.web import source_secrets
from mortem.web.models import Cause, Signal
from mortem.web.operations.activity import hold
from mortem.web.operations.owners import NAME_LENGTH, owner_named
from mortem.web.operations.parts import (
    add_part,
    delete_part,
    plain_name,
    plain_text,
    restore_part,
    tidy,
)
from mortem.web.operations.signals import change_signal
from mortem.web.operations.watches import set_watch, stop_watch
from mortem.web.queries.signals_file import own_key, signal_named
from mortem.web.source import source_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from mortem.core.signals_file import Wanted
    from mortem.web.models import Participant, Review, Watch
    from mortem.web.operations.watches import Setting

_HIDDEN: Final = "(sealed)"
_OF_LINE: Final = ("threshold", "direction", "hold_minutes", "every_minutes", "grace_minutes")


class Step(StrEnum):
    """What a file means for one signal."""

    ADD = "add"
    CHANGE = "change"
    BRING_BACK = "bring back"
    PUT_AWAY = "put away"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is to read otherwise; secrets are told as “(sealed)”."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be done about one signal; `setting` is None where people look."""

    step: Step
    wanted: Wanted
    setting: Setting | None
    signal: Signal | None
    cause: Cause | None
    differences: tuple[Difference, ...] = ()

    @property
    def is_read_anew(self) -> bool:
        """Whether the signal is to be read, or to be looked at, in another way than now."""
        is_other = any(one.field.startswith("read") for one in self.differences)
        return self.step is Step.ADD or (self.step in {Step.CHANGE, Step.BRING_BACK} and is_other)


def compare(review: Review, wanted: Iterable[tuple[Wanted, Setting | None]]) -> tuple[Change, ...]:
    """Return what a file would change, in its order.

    Raises BadInput for a risk that no cause of the plan begins with, or several do, and for a
    signal that two names mean.
    """
    causes = list(Cause.objects.filter(review=review))
    changes = tuple(_compared(review, one, setting, causes) for one, setting in wanted)
    _check_each_once(changes)
    return changes


def _check_each_once(changes: Iterable[Change]) -> None:
    named: dict[UUID, str] = {}
    for change in changes:
        if change.signal is None:
            continue
        first = named.setdefault(change.signal.pk, change.wanted.name)
        if first != change.wanted.name:
            raise BadInput(
                f"signal.{change.wanted.name}",
                "signal.{name} and signal.{first} are the same signal; keep one of them.",
                name=change.wanted.name,
                first=first,
            )


def _compared(review: Review, one: Wanted, setting: Setting | None, causes: list[Cause]) -> Change:
    signal = signal_named(review, one.name)
    cause = _cause(one, causes)
    differences = _differences(signal, one, setting, cause) if signal else ()
    return Change(
        step=_step(signal, one, is_other=bool(differences)),
        wanted=one,
        setting=setting,
        signal=signal,
        cause=cause,
        differences=differences,
    )


def _step(signal: Signal | None, one: Wanted, *, is_other: bool) -> Step:
    is_here = signal is not None and signal.deleted_at is None
    if one.put_away:
        return Step.PUT_AWAY if is_here else Step.KEEP
    if signal is None:
        return Step.ADD
    if not is_here:
        return Step.BRING_BACK
    return Step.CHANGE if is_other else Step.KEEP


def _cause(one: Wanted, causes: list[Cause]) -> Cause | None:
    if not one.risk or one.put_away:
        return None
    begins = _plain(one.risk)
    exact = [cause for cause in causes if _plain(cause.text) == begins]
    found = exact or [cause for cause in causes if _plain(cause.text).startswith(begins)]
    if len(found) != 1:
        raise BadInput(
            f"signal.{one.name}.risk",
            "signal.{name}: {count} causes of this plan begin with “{risk}”; one must.",
            name=one.name,
            count=len(found),
            risk=one.risk,
        )
    return found[0]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _differences(
    signal: Signal, one: Wanted, setting: Setting | None, cause: Cause | None
) -> tuple[Difference, ...]:
    watch: Watch | None = getattr(signal, "watch", None)
    before, after = _told(signal, watch), _wished(one, setting, cause)
    names = {**after, **before} if setting else after
    found = [
        Difference(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    ]
    return (*found, *_secret_differences(watch, setting))


def _told(signal: Signal, watch: Watch | None) -> dict[str, str]:
    said = {
        "question": signal.question,
        "response": signal.response,
        "threshold": signal.threshold,
        "owner": signal.owner.name if signal.owner else "",
        "risk": signal.cause.text if signal.cause else "",
    }
    if watch is None:
        return said | {"read": "by people", "every_days": str(signal.cadence_days)}
    line = {f"read.{name}": _shown(getattr(watch, name)) for name in _OF_LINE}
    values: Mapping[str, str] = watch.values
    return said | {"read": watch.source} | line | _in_read(values)


def _wished(one: Wanted, setting: Setting | None, cause: Cause | None) -> dict[str, str]:
    said = {
        "question": tidy(one.question),
        "response": tidy(one.response),
        "threshold": tidy(one.threshold),
        "owner": plain_name("owner", one.owner, limit=NAME_LENGTH) if one.owner else "",
        "risk": cause.text if cause else "",
    }
    if setting is None:
        return said | {"read": "by people", "every_days": str(one.every_days)}
    line = {f"read.{name}": _shown(getattr(setting, name)) for name in _OF_LINE}
    secrets = source_called(setting.source).secrets
    values = {name: text for name, text in setting.values.items() if name not in secrets}
    return said | {"read": setting.source} | line | _in_read(values)


def _in_read(values: Mapping[str, str]) -> dict[str, str]:
    return {f"read.{name}": text for name, text in values.items()}


def _shown(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _secret_differences(watch: Watch | None, setting: Setting | None) -> list[Difference]:
    """Return which secrets are new; what they are is never told."""
    if setting is None:
        return []
    given = source_called(setting.source).secrets & setting.values.keys()
    try:
        kept = source_secrets.unseal(watch.sealed) if watch else {}
    except CannotRead:
        kept = {}
    return [
        Difference(f"read.{name}", _HIDDEN if kept.get(name) else "", _HIDDEN)
        for name in sorted(given)
        if setting.values[name] != kept.get(name, "")
    ]


@transaction.atomic
def apply(
    review: Review, changes: Iterable[Change], *, by: Participant, at: datetime, today: date
) -> None:
    """Do all of these changes, or none where one cannot be done.

    Raises SomebodyWasFirst where the same file is being applied beside this.
    """
    hold(review)
    for change in changes:
        if change.step is Step.PUT_AWAY and change.signal:
            delete_part(change.signal, by=by, at=at)
        elif change.step is not Step.KEEP:
            _bring(review, change, by, at, today)


def _bring(review: Review, change: Change, by: Participant, at: datetime, today: date) -> None:
    one, signal = change.wanted, change.signal
    if signal is not None and change.step is Step.BRING_BACK:
        restore_part(signal, by=by, at=at)
    said: dict[str, Any] = {
        "question": plain_text("question", one.question),
        "response": one.response,
        "threshold": one.threshold,
        "cause": change.cause,
        "cadence_days": one.every_days,
    }
    if signal is None:
        if signal_named(review, one.name) is not None:
            raise SomebodyWasFirst(
                "The file has just been applied by somebody else.", hint="Run it again."
            )
        owner = owner_named(review, one.owner, at=at)
        key = own_key(review, one.name)
        signal = add_part(
            Signal, review, by=by, at=at, id=key, owner=owner, next_date=today, **said
        )
    elif change.differences:
        signal = change_signal(signal, by=by, at=at, owner=one.owner, **said)
    if change.is_read_anew and change.setting is not None:
        set_watch(signal, change.setting, by=by, at=at)
    elif change.is_read_anew:
        stop_watch(signal, by=by, at=at, today=today)
