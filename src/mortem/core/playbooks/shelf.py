"""The shelf of playbooks that come with the product: read once, checked as they are read."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from mortem.core.errors import BadInput, NotFound
from mortem.core.playbooks.book import (
    About,
    ActionTemplate,
    Companion,
    FollowUp,
    Horizon,
    MitigationTemplate,
    OwnQuestion,
    Playbook,
    SignalTemplate,
)
from mortem.core.record import ActionKind, Kind, LessonKind, Strength
from mortem.core.toml_table import Table


def playbooks(kind: Kind | None = None) -> tuple[Playbook, ...]:
    """All playbooks, or those that look one way, in the order of the picker."""
    return tuple(book for book in _shelf().values() if kind in {None, book.kind})


def playbook(slug: str) -> Playbook:
    """Give the playbook of one context; NotFound names those there are."""
    try:
        return _shelf()[slug]
    except KeyError:
        raise NotFound(
            "There is no context called “{slug}”.",
            hint="Contexts: {known}.".format(known=", ".join(_shelf())),
            slug=slug,
        ) from None


def parse_playbook(file: str, source: str) -> Playbook:
    """Read one playbook from TOML; BadInput names the file, the field and what is allowed."""
    try:
        table = Table(file, tomllib.loads(source))
    except tomllib.TOMLDecodeError as problem:
        raise BadInput("file", "{file}: {problem}", file=file, problem=str(problem)) from problem
    book = _playbook(table)
    table.finish("a playbook")
    return book


@cache
def _shelf() -> dict[str, Playbook]:
    sources = [entry for entry in files(__package__).iterdir() if entry.name.endswith(".toml")]
    books = [parse_playbook(entry.name, entry.read_text(encoding="utf-8")) for entry in sources]
    books.sort(key=lambda book: (list(Kind).index(book.kind), book.order))
    return {book.slug: book for book in books}


def _playbook(table: Table) -> Playbook:
    return Playbook(
        slug=table.text("slug"),
        kind=table.choice("kind", Kind),
        name=table.text("name"),
        summary=table.text("summary"),
        order=table.number("order"),
        personal=table.flag("personal"),
        title_example=table.text("title_example"),
        prompts=table.texts("prompts", required=True),
        often_reveals=table.texts("often_reveals", required=True),
        themes=table.texts("themes", required=True),
        keep_nearby=table.text("keep_nearby"),
        kind_words=table.mapping("kind_words"),
        companions=table.choices("companions", Companion),
        own_questions=tuple(_own_question(row) for row in table.tables("own_questions")),
        horizon=table.choice("horizon", Horizon, Horizon.AFTER_PLAN),
        horizon_days=table.number("horizon_days", 0),
        success_question=table.text("success_question", ""),
        hurt_question=table.text("hurt_question", ""),
        date_question=table.text("date_question", ""),
        vague_question=table.text("vague_question", ""),
        vague_words=table.texts("vague_words"),
        failure_sentence=table.text("failure_sentence", ""),
        untitled=table.text("untitled", ""),
        cost_question=table.text("cost_question", ""),
        cost_words=table.texts("cost_words"),
        cost_unit=table.text("cost_unit", ""),
        mitigations=tuple(_mitigation(row) for row in table.tables("mitigations")),
        signals=tuple(_signal(row) for row in table.tables("signals")),
        restart_rule=table.text("restart_rule", ""),
        restart_words=table.text("restart_words", ""),
        event_questions=table.mapping("event_questions"),
        why_prompts=table.texts("why_prompts"),
        how_prompts=table.texts("how_prompts"),
        what_prompts=table.texts("what_prompts"),
        follow_ups=table.keyed("follow_ups", FollowUp),
        lesson_prompts=table.keyed("lesson_prompts", LessonKind),
        action_templates=tuple(_action(row) for row in table.tables("action_templates")),
        personal_questions=table.texts("personal_questions"),
    )


def _own_question(row: Table) -> OwnQuestion:
    question = OwnQuestion(
        about=row.choice("about", About), phase=row.text("phase"), text=row.text("text")
    )
    row.finish("a playbook")
    return question


def _mitigation(row: Table) -> MitigationTemplate:
    mitigation = MitigationTemplate(
        text=row.text("text"),
        kind=row.choice("kind", ActionKind),
        strength=row.choice("strength", Strength),
        example=row.text("example", ""),
    )
    row.finish("a playbook")
    return mitigation


def _signal(row: Table) -> SignalTemplate:
    signal = SignalTemplate(
        question=row.text("question"),
        threshold=row.text("threshold"),
        response=row.text("response"),
        cadence_days=row.number("cadence_days"),
    )
    row.finish("a playbook")
    return signal


def _action(row: Table) -> ActionTemplate:
    action = ActionTemplate(
        text=row.text("text"),
        kind=row.choice("kind", ActionKind),
        strength=row.choice("strength", Strength),
        measure=row.text("measure"),
    )
    row.finish("a playbook")
    return action
