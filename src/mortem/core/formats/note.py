"""The note for a pull request: at most 25 lines of Markdown that say what was decided."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mortem.core.foresight import warned
from mortem.core.missing import shortened
from mortem.core.own import is_own
from mortem.core.record import ActionState, Disposition, Kind
from mortem.core.review import Completeness, completeness, missing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from mortem.core.record import ActionItem, Cause, Record, Signal

MOST_LINES = 25
_MOST_RISKS = 5
_MOST_EACH = 1
_MOST_FACTORS = 6
_MOST_ACTIONS = 8
_LONGEST = 160
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~@])")


def note(record: Record, *, today: date, address: str = "", pre: Record | None = None) -> str:
    """The note of a review on the day `today`; `address` links back to it, `pre` is what it follows.

    People's words are kept short and literal: nothing in them formats the note or calls anybody.
    """
    lines = _ahead(record) if record.kind is Kind.PREMORTEM else _back(record, pre)
    if not is_own(record):
        lines += ["", _standing(record, today)]
    if address:
        lines += ["", f"[The whole review]({address})"]
    return "\n".join(lines[:MOST_LINES]) + "\n"


def _ahead(record: Record) -> list[str]:
    own = is_own(record)
    lines = [f"### {'Looking ahead' if own else 'Pre-mortem'}: {_said(record.title)}"]
    if record.failure_sentence:
        lines += ["", f"> {_said(record.failure_sentence)}"]
    lines.append("")
    risks = _of(record.causes, Disposition.TOP)
    for risk in risks[:_MOST_RISKS]:
        actions = [item for item in record.actions if item.cause == risk.id]
        signals = [signal for signal in record.signals if signal.cause == risk.id]
        lines.append(f"- **{_said(risk.text)}**")
        promised = [item for item in actions if item.state is not ActionState.DECLINED]
        lines += [f"  - {_action(record, item)}" for item in promised[:_MOST_EACH]]
        lines += [f"  - {_signal(record, signal)}" for signal in signals[:_MOST_EACH]]
    counted = [
        ("Ready for" if own else "Top risks", len(risks)),
        ("kept an eye on", len(_of(record.causes, Disposition.WATCH))),
        ("let go on purpose", len(_of(record.causes, Disposition.LET_GO))),
    ]
    said = [f"{what}: {count}" for what, count in counted if count or what == counted[0][0]]
    return [*lines, "", " · ".join(said)]


def _back(record: Record, pre: Record | None) -> list[str]:
    lines = [f"### {'Looking back' if is_own(record) else 'Post-mortem'}: {_said(record.title)}"]
    if record.summary:
        lines += ["", _said(record.summary)]
    explained = {cause.parent for cause in record.causes}
    leaves = [cause for cause in record.causes if cause.id not in explained]
    lines += ["", *[f"- {_said(cause.text)}" for cause in leaves[:_MOST_FACTORS]]]
    if record.causes and not is_own(record):
        lines += ["", *warned(record, pre).sentences[:3]]
    kept = (ActionState.COMMITTED, ActionState.DONE)
    actions = [item for item in record.actions if item.state in kept]
    lines += ["", *[f"- {_action(record, item)}" for item in actions[:_MOST_ACTIONS]]]
    return lines


def _standing(record: Record, today: date) -> str:
    lacking = missing(record, today=today)
    match completeness(lacking, record):
        case Completeness.COMPLETE:
            return "Complete."
        case Completeness.BY_DECISION:
            return f"Complete by decision: {_said(record.override_reason)}"
        case _:
            return f"Still missing: {sum(lack.required for lack in lacking)}"


def _action(record: Record, item: ActionItem) -> str:
    done = "x" if item.state is ActionState.DONE else " "
    facts = [_owner(record, item.owner)]
    if item.due_date is not None:
        facts.append(f"by {item.due_date.isoformat()}")
    known = ", ".join(fact for fact in facts if fact)
    return f"[{done}] {_said(item.text)}" + (f" ({known})" if known else "")


def _signal(record: Record, signal: Signal) -> str:
    owner = _owner(record, signal.owner)
    who = f" ({owner})" if owner else ""
    response = f" → {_said(signal.response)}" if signal.response else ""
    return f"Watching: {_said(signal.question)}{response}{who}"


def _owner(record: Record, identifier: str | None) -> str:
    if is_own(record):
        return ""
    found = (owner.name for owner in record.owners if owner.id == identifier)
    return _said(next(found, ""))


def _of(causes: Iterable[Cause], disposition: Disposition) -> list[Cause]:
    chosen = [cause for cause in causes if cause.disposition is disposition]
    return sorted(chosen, key=lambda cause: cause.position)


def _said(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", shortened(text, _LONGEST))
