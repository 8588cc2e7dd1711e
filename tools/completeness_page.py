"""The page of everything that a review may lack."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from mortem.core import record as r
from mortem.core.review import missing
from tools.tables import SIDES, cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.missing import Missing

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def completeness() -> str:
    """Return every code that `missing` can give, with a real sentence for each."""
    parts = [COMPLETENESS_HEAD]
    for kind, heading in SIDES.items():
        rows = [_missing_row(lack) for lack in every_lack(kind)]
        head = "| code | what it says | where | rule | |\n|---|---|---|---|---|"
        parts.append("\n".join([f"## {heading}", "", head, *rows]))
    return "\n\n".join(parts)


COMPLETENESS_HEAD = """\
# What a review may lack

A page, `mortem check` and the reports all ask the same questions, and all of them as help: nothing
here stops anybody. What is *required* keeps a review from being called complete; a recorded reason
(“complete by decision”) lifts that. What is *advice* never does.

The letters stand for [the rules](rules.md). The sentences below
are examples; the words in “…” come from the review."""


def _missing_row(lack: Missing) -> str:
    level = "required" if lack.required else "advice"
    return f"| `{lack.code}` | {cell(lack.message)} | {lack.where} | {lack.rule} | {level} |"


def every_lack(kind: r.Kind) -> list[Missing]:
    """Return one of each kind of lack, in the order in which a reader meets them."""
    found: dict[str, Missing] = {}
    for specimen in specimens(kind):
        for lack in missing(specimen, today=TODAY):
            found.setdefault(lack.code, lack)
    return list(found.values())


def specimens(kind: r.Kind) -> Iterator[r.Record]:
    """Give reviews that together lack everything a review of this kind can lack."""
    context = "migration" if kind is r.Kind.PREMORTEM else "incident"
    bare = r.Record(id="r", kind=kind, context=context, title="", phase="", created_at=NOW)
    yield bare
    yield replace(bare, title="Move orders")
    yield replace(bare, title="Move all orders", causes=(_cause("Nobody had restored a backup"),))
    yield replace(bare, causes=_causes(6, r.Disposition.TOP))
    for action in _actions():
        yield _with_action(bare, action)
    for spoken in (r.LessonKind.WENT_RIGHT, r.LessonKind.WENT_WRONG):
        yield replace(bare, lessons=(r.Lesson(id="l", kind=spoken, text="…", position=0),))
    if kind is r.Kind.POSTMORTEM:
        view = r.Contest(
            id="v", subject="c1", noun="cause", text="…", position=0, said="Nobody looked"
        )
        yield replace(bare, causes=(_cause("Nobody looked"),), contests=(view,))


def _cause(text: str, identifier: str = "c1", **rest: Any) -> r.Cause:
    return r.Cause(id=identifier, text=text, position=0, **rest)


def _causes(count: int, disposition: r.Disposition) -> tuple[r.Cause, ...]:
    texts = (f"Cause {number}" for number in range(1, count + 1))
    return tuple(_cause(text, text, disposition=disposition) for text in texts)


def _actions() -> Iterator[r.ActionItem]:
    promised = r.ActionItem(
        id="a", text="Restore one backup a week", position=0, cause="c1", owner="o",
        state=r.ActionState.COMMITTED,
    )  # fmt: skip
    yield promised
    yield replace(promised, owner=None)
    yield replace(promised, state=r.ActionState.DECLINED)
    yield replace(
        promised, state=r.ActionState.DONE, done_at=NOW, check_date=date(2026, 3, 1), measure="all"
    )
    for text in (
        "Investigate the backups",
        "Backups",
        "Better restoration",
        "Test everything always",
    ):
        yield replace(promised, text=text)


def _with_action(bare: r.Record, action: r.ActionItem) -> r.Record:
    risk = _cause("Nobody had restored a backup", disposition=r.Disposition.TOP, theme="t")
    signal = r.Signal(id="s", question="When was the last restore?", position=0, cause="c1")
    owner = r.Owner(id="o", name="Jun")
    return replace(bare, causes=(risk,), actions=(action,), signals=(signal,), owners=(owner,))
