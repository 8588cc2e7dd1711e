"""What a look ahead lacks (METHOD P2, P13, P16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.action_item import questions
from mortem.core.missing import Missing, owner_lacks, shortened
from mortem.core.record import ActionState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.missing import Facts
    from mortem.core.record import ActionItem, Cause, Signal

MOST_TOP_RISKS = 5
_FEWEST_WORDS_OF_A_PLAN = 3
_PROMISED = (ActionState.COMMITTED, ActionState.DONE)


def lacks(facts: Facts) -> Iterator[Missing]:
    """Everything a pre-mortem lacks, plan first, then risk by risk."""
    yield from _plan(facts)
    yield from _choice(facts)
    for risk in facts.top_risks():
        yield from _mitigations(facts, risk)
        yield from _signals(facts, risk)


def _plan(facts: Facts) -> Iterator[Missing]:
    record = facts.record
    asked = (
        (
            "no_plan",
            record.title.strip(),
            "What is the plan? One sentence, as you would tell a friend.",
        ),
        ("no_date", record.plan_date, "By when? A plan without a day cannot fail on one."),
        ("no_success", record.success.strip(), "What would success look like?"),
        ("no_hurt", record.hurt.strip(), "Who is hurt if it fails?"),
    )
    for code, value, template in asked:
        if not value:
            yield Missing(code=code, template=template, where="plan", rule="P2")
    if 0 < len(record.title.split()) < _FEWEST_WORDS_OF_A_PLAN:
        yield Missing(
            code="vague_plan",
            template="“{title}” could mean many things. What exactly, moved from where to where?",
            where="plan",
            rule="P2",
            required=False,
            data={"title": record.title},
        )


def _choice(facts: Facts) -> Iterator[Missing]:
    count = len(facts.top_risks())
    if not facts.record.causes:
        template = "No cause is written down yet. It has failed: why?"
        yield Missing(code="no_causes", template=template, where="write", rule="P3")
    elif count == 0:
        template = "No top risk is chosen. Which causes deserve something to be done?"
        yield Missing(code="no_top_risks", template=template, where="protect", rule="P16")
    elif count > MOST_TOP_RISKS:
        yield Missing(
            code="too_many_top_risks",
            template="{count} top risks are more than anybody can guard. Keep at most five.",
            where="protect",
            rule="P1",
            data={"count": str(count)},
        )


def _mitigations(facts: Facts, risk: Cause) -> Iterator[Missing]:
    promised = [item for item in facts.actions_of(risk) if item.state in _PROMISED]
    if not promised:
        yield _about(risk, "no_mitigation", "“{name}” has no mitigation yet. What will you do?")
    for item in promised:
        yield from _mitigation(facts, item)


def _mitigation(facts: Facts, item: ActionItem) -> Iterator[Missing]:
    name = shortened(item.text)
    yield from owner_lacks(facts, item, where="protect", name=name)
    if item.due_date is None:
        yield Missing(
            code="no_due_date",
            template="“{name}” has no day. By when?",
            where="protect",
            rule="P13",
            subject=item.id,
            data={"name": name},
        )
    for question in questions(item, today=facts.today):
        if question.field == "text":
            yield Missing(
                code=f"action_{question.code}",
                template="“{name}”: {question}",
                where="protect",
                rule="F1",
                required=False,
                subject=item.id,
                data={"name": name, "question": question.text},
            )


def _signals(facts: Facts, risk: Cause) -> Iterator[Missing]:
    signals = facts.signals_of(risk)
    if not signals:
        yield _about(risk, "no_signal", "“{name}” has no signal yet. What will tell you early?")
    for signal in signals:
        yield from _signal(facts, signal)


def _signal(facts: Facts, signal: Signal) -> Iterator[Missing]:
    name = shortened(signal.question)
    yield from owner_lacks(facts, signal, where="protect", name=name)
    if not signal.response.strip():
        yield Missing(
            code="no_response",
            template="If “{name}” speaks, what happens? Decide it now, while it is quiet.",
            where="protect",
            rule="S1",
            subject=signal.id,
            data={"name": name},
        )


def _about(risk: Cause, code: str, template: str) -> Missing:
    return Missing(
        code=code,
        template=template,
        where="protect",
        rule="P16",
        subject=risk.id,
        data={"name": shortened(risk.text)},
    )
