"""Nearly all of it comes from one person."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mortem.core.health.sign import Evidence, Sign

if TYPE_CHECKING:
    from mortem.core.health.sign import Facts

_FEWEST = 10  # entries and changes; below that somebody has just begun
_SHARE = 0.7
_SENTENCE = "{most} of {all} entries and changes with a name come from one person."


def _find(facts: Facts) -> tuple[Evidence, ...]:
    counts = Counter(write.by for write in facts.writes)
    total, most = counts.total(), max(counts.values(), default=0)
    if total < _FEWEST or most < _SHARE * total:
        return ()
    return (Evidence(template=_SENTENCE, data={"most": str(most), "all": str(total)}),)


SIGN = Sign(
    name="one_voice",
    title="One voice writes nearly all of it",
    why="A record by one hand tells what one person saw, however fair they are.",
    suggestion="Let everybody write in silence for five minutes what it looked like to them.",
    example="17 of 20 entries and changes come from one person.",
    behaviour=True,
    find=_find,
)
