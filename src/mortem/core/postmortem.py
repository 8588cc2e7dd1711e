"""What a look back lacks (METHOD E1, E5, E7, E8, F1, F4, F5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.action_item import needs_verdict, questions
from mortem.core.contests import quoted
from mortem.core.missing import Missing, owner_lacks, shortened
from mortem.core.record import ActionState, CauseKind, LessonKind, Moment, Strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.missing import Facts
    from mortem.core.record import ActionItem, Cause

_FEWEST_FACTORS = 2
_PROMISED = (ActionState.COMMITTED, ActionState.DONE)
_STRONG_ENOUGH = (Strength.STRONGER, Strength.INTERMEDIATE)

_ONE_BARE = "One cause has no theme yet. In the fishbone it stands on a bone of its own."
_SOME_BARE = "{count} causes have no theme yet. In the fishbone they share one bone."

_CONTESTED = "“{name}”: somebody sees this differently, and it is not answered yet."
_CONTESTED_GONE = (
    "Somebody saw something differently that is not here any more, and has no answer yet."
)
_CONTESTED_ON = {
    "timeline_entry": "evidence",
    "cause": "causes",
    "lesson": "lessons",
    "action_item": "actions",
}

_LESSON_QUESTIONS = {
    LessonKind.WENT_WRONG: "What went wrong?",
    LessonKind.WENT_RIGHT: "What went right?",
    LessonKind.LUCKY: "Where were you lucky?",
    LessonKind.LEARNED: "What did you learn, as a team or as a person?",
    LessonKind.SURPRISED: "What surprised you?",
    LessonKind.DIFFERENTLY: "What will you do differently?",
}


def lacks(facts: Facts) -> Iterator[Missing]:
    """Everything a post-mortem lacks, event first, verdicts last."""
    yield from _event(facts)
    yield from _times(facts)
    yield from _causes(facts)
    yield from _lessons(facts)
    yield from _cures(facts)
    yield from _promises(facts)
    yield from _contests(facts)


def _event(facts: Facts) -> Iterator[Missing]:
    record = facts.record
    asked = (
        ("no_event", record.title.strip(), True, "What happened? One plain sentence."),
        (
            "no_summary",
            record.summary.strip(),
            True,
            "Tell it shortly to somebody who was not there.",
        ),
        ("no_hurt", record.hurt.strip(), True, "Who was hurt, and how?"),
        ("no_where", record.where.strip(), False, "Where did it happen?"),
        ("no_scope", record.scope.strip(), False, "How far did it reach?"),
    )
    for code, value, required, template in asked:
        if not value:
            yield Missing(code=code, template=template, where="event", rule="E1", required=required)


def _times(facts: Facts) -> Iterator[Missing]:
    known = {time.moment for time in facts.record.event_times if time.at is not None}
    for moment in Moment:
        if moment not in known:
            yield Missing(
                code=f"no_{moment}_at",
                template="When was it {moment}? “About” and “between” are good answers.",
                where="event",
                rule="E1",
                required=moment is Moment.STARTED,
                data={"moment": moment.value},
            )


def _causes(facts: Facts) -> Iterator[Missing]:
    record = facts.record
    factors = [cause for cause in record.causes if cause.kind is CauseKind.FACTOR]
    if not factors:
        template = "No contributing factor is written down yet. What made it possible?"
        yield Missing(code="no_causes", template=template, where="causes", rule="E5")
    elif len(factors) < _FEWEST_FACTORS and not record.single_cause_reason.strip():
        template = "There is one factor. What else had to be true? Or say why there is only one."
        yield Missing(code="single_cause", template=template, where="causes", rule="E7")
    if factors and not any(cause.parent for cause in record.causes):
        yield Missing(
            code="no_why",
            template="No cause has a cause of its own yet. Ask why, or how, once more.",
            where="causes",
            rule="E5",
            required=False,
        )
    yield from _themes(record.causes)


def _themes(causes: tuple[Cause, ...]) -> Iterator[Missing]:
    bare = [cause for cause in causes if cause.theme is None and cause.parent is None]
    if bare:
        yield Missing(
            code="no_theme",
            template=_ONE_BARE if len(bare) == 1 else _SOME_BARE,
            where="causes",
            rule="E6",
            required=False,
            subject=bare[0].id,
            data={"count": str(len(bare))},
        )


def _lessons(facts: Facts) -> Iterator[Missing]:
    kinds = {lesson.kind for lesson in facts.record.lessons if lesson.text.strip()}
    if not kinds:
        template = "No lesson is written down. Begin with what went right."
        yield Missing(code="no_lessons", template=template, where="lessons", rule="E8")
        return
    for kind, template in _LESSON_QUESTIONS.items():
        if kind not in kinds:
            yield Missing(
                code=f"no_lesson_{kind}",
                template=template,
                where="lessons",
                rule="E8",
                required=False,
            )


def _cures(facts: Facts) -> Iterator[Missing]:
    """Each line of whys wants one action that does not rely on memory alone (F4)."""
    causes = {cause.id: cause for cause in facts.record.causes}
    explained = {cause.parent for cause in causes.values()}
    covered = {cause.id for cause in causes.values() if _is_strong(facts, cause)}
    for leaf in causes.values():
        if leaf.id in explained or leaf.kind is CauseKind.TRIGGER:
            continue
        if not _line_is_covered(leaf, causes, covered):
            yield Missing(
                code="no_strong_action",
                template="“{name}” has no action yet that works without anybody remembering it.",
                where="actions",
                rule="F4",
                required=False,
                subject=leaf.id,
                data={"name": shortened(leaf.text)},
            )


def _is_strong(facts: Facts, cause: Cause) -> bool:
    return any(
        item.state in _PROMISED and item.strength in _STRONG_ENOUGH
        for item in facts.actions_of(cause)
    )


def _line_is_covered(leaf: Cause, causes: dict[str, Cause], covered: set[str]) -> bool:
    """Whether the leaf or a cause above it is covered. A circle of whys ends the walk."""
    walked: set[str] = set()
    cause: Cause | None = leaf
    while cause is not None and cause.id not in walked:
        if cause.id in covered:
            return True
        walked.add(cause.id)
        cause = causes.get(cause.parent or "")
    return False


def _promises(facts: Facts) -> Iterator[Missing]:
    decided = [item for item in facts.record.actions if item.state is not ActionState.IDEA]
    if not decided:
        template = "No action is decided. “No action, because …” is an answer too: decline one."
        yield Missing(code="no_actions", template=template, where="actions", rule="F2")
    for item in decided:
        yield from _declined(item) if item.state is ActionState.DECLINED else _promise(facts, item)


def _declined(item: ActionItem) -> Iterator[Missing]:
    if not item.declined_reason.strip():
        yield _about(item, "no_reason", "F2", "“{name}” was declined. Because of what?")


def _promise(facts: Facts, item: ActionItem) -> Iterator[Missing]:
    yield from owner_lacks(facts, item, where="actions", name=shortened(item.text))
    if item.due_date is None:
        yield _about(item, "no_due_date", "F1", "“{name}” has no day. By when?")
    if not item.measure.strip():
        yield _about(item, "no_measure", "F5", "How will you see that “{name}” worked?")
    if item.check_date is None:
        yield _about(item, "no_check_date", "F5", "When will you look whether “{name}” worked?")
    for question in questions(item, today=facts.today):
        if question.field == "text":
            template = "“{name}”: {question}"
            yield _about(item, f"action_{question.code}", "F1", template, question.text)
    if needs_verdict(item, today=facts.today):
        yield _about(item, "no_verdict", "F5", "“{name}” is done. Did it work?")


def _about(item: ActionItem, code: str, rule: str, template: str, question: str = "") -> Missing:
    data = {"name": shortened(item.text)}
    if question:
        data["question"] = question
    return Missing(
        code=code,
        template=template,
        where="actions",
        rule=rule,
        required=not question,
        subject=item.id,
        data=data,
    )


def _contests(facts: Facts) -> Iterator[Missing]:
    """A view that differs stays beside its text until it is answered (C5)."""
    said = quoted(facts.record)
    for one in facts.record.contests:
        if one.is_open:
            yield Missing(
                code="open_contest",
                template=_CONTESTED if said[one.id] else _CONTESTED_GONE,
                where=_CONTESTED_ON.get(one.noun, "event"),
                rule="C5",
                subject=one.subject,
                data={"name": shortened(said[one.id])},
            )
