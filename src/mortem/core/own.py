"""What is asked of a review about one's own life: less, more kindly, and hardly anything insisted on.

METHOD C3: nobody answers for somebody else here, nothing is measured for its own sake, and a
look back that stops after a few words is a whole one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.missing import Missing
    from mortem.core.record import Record

# The playbooks that call themselves personal; the quick check reads no playbooks.
CONTEXTS = frozenset({"promotion", "interview", "personal_goal", "career_step", "personal"})

# What remains, in the words for one; a code that is not here is not asked.
ASKED = {
    "no_plan": "What are you about to do? One sentence, as you would tell a friend.",
    "no_date": "Is there a day? A rough one will do.",
    "no_success": "What would it be like if it went well?",
    "no_causes": "No reason is written down yet. What might have led there?",
    "no_top_risks": "Nothing is chosen yet. Which few would you like to prepare for?",
    "too_many_top_risks": "{count} are many to prepare for at once. Three are plenty.",
    "no_mitigation": "“{name}”: what would make it a little less likely?",
    "no_signal": "“{name}”: what would tell you early?",
    "no_due_date": "“{name}”: from which day on?",
    "no_response": "“{name}”: and if so, what will you do?",
    "no_event": "What happened? One plain sentence.",
    "no_summary": "Tell it shortly, as you would tell somebody who likes you.",
    "no_lessons": "What do you take with you? Begin with what went right.",
    "no_measure": "“{name}”: how would you notice that it helped?",
    "no_reason": "“{name}” was let go. Because of what?",
}
_WANTED = {
    *("no_plan", "no_top_risks", "too_many_top_risks", "no_mitigation", "no_signal"),
    *("no_event", "no_summary"),
}


def is_own(record: Record) -> bool:
    """Whether a review is about somebody's own life."""
    return record.context in CONTEXTS


def gently(lacking: Iterable[Missing]) -> Iterator[Missing]:
    """Leave out what is no use to one person alone, and reword the rest."""
    for lack in lacking:
        if lack.code in ASKED:
            required = lack.required and lack.code in _WANTED
            yield replace(lack, template=ASKED[lack.code], required=required)
