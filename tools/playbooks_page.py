"""The page of the playbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core import record as r
from mortem.core.playbooks import Horizon, playbooks
from tools.tables import SIDES, cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.playbooks import Playbook


def playbook_pages() -> str:
    """Return what every context brings along."""
    parts = [PLAYBOOKS_HEAD]
    for kind, heading in SIDES.items():
        parts += [f"## {heading}", *map(_playbook, playbooks(kind))]
    return "\n\n".join(parts)


PLAYBOOKS_HEAD = """\
# Playbooks

A playbook is what one context brings to a review: its sentence, its questions, its templates. Each is
a file in `src/mortem/core/playbooks/`; [how to add one](../how-to/add-a-playbook.md) takes an hour."""
HORIZON = {
    Horizon.AFTER_PLAN: "{days} days after the plan's day",
    Horizon.ON_PLAN: "the plan's own day",
    Horizon.FROM_TODAY: "{days} days from today",
}


def _playbook(book: Playbook) -> str:
    facts = [f"### {book.name}", "", f"`{book.slug}` · {book.summary}", ""]
    facts += [f"- Private by default: {'yes' if book.personal else 'no'}"]
    facts += [f"- For example: *{book.title_example}*"]
    facts += _ahead(book) if book.kind is r.Kind.PREMORTEM else _back(book)
    facts += [f"- Asks oneself ({one.phase}): *{one.text}*" for one in book.own_questions]
    facts += [f"- Restart rule: *{book.restart_rule}*"] if book.restart_rule else []
    facts += [f"- Themes: {', '.join(book.themes)}", f"- Keep nearby: *{book.keep_nearby}*"]
    return "\n".join([*facts, "", *_listed("Prompts", book.prompts), "", *_listed(
        "What it often reveals", book.often_reveals), *_templates(book)])  # fmt: skip


def _ahead(book: Playbook) -> list[str]:
    horizon = HORIZON[book.horizon].format(days=book.horizon_days)
    return [
        f"- Failure sentence: *{book.failure_sentence}*",
        f"- Dated: {horizon}",
        f"- Costs, from barely felt to the worst: {' · '.join(book.cost_words)}",
    ]


def _back(book: Playbook) -> list[str]:
    return [f"- {name}: *{text}*" for name, text in _named(book) if text]


def _named(book: Playbook) -> Iterable[tuple[str, str]]:
    asked = " ".join(book.personal_questions)
    return (("Its own questions", asked),)


def _listed(name: str, texts: Iterable[str]) -> list[str]:
    return [f"{name}:", "", *(f"- {text}" for text in texts)]


def _templates(book: Playbook) -> list[str]:
    shown = []
    if book.mitigations:
        shown += ["", "| protection | kind | strength |", "|---|---|---|"]
        shown += [f"| {cell(m.text)} | {m.kind} | {m.strength} |" for m in book.mitigations]
    if book.signals:
        shown += ["", "| signal | threshold | every |", "|---|---|---|"]
        shown += [
            f"| {cell(s.question)} | {cell(s.threshold)} | {_days(s.cadence_days)} |"
            for s in book.signals
        ]
    if book.action_templates:
        shown += ["", "| action | strength | how one sees that it held |", "|---|---|---|"]
        shown += [
            f"| {cell(a.text)} | {a.strength} | {cell(a.measure)} |" for a in book.action_templates
        ]
    return shown


def _days(count: int) -> str:
    return "day" if count == 1 else f"{count} days"
