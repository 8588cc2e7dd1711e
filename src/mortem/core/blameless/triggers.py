"""Where in a text any rule may have something to say.

Most of a text interests no rule. Which triggers may stand in it at all is told by the set of
its words; only those are looked for. A trigger begins where a word begins.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mortem.core.blameless.rule import Rule

_WORD = re.compile(r"[a-z]+")
_KEY = 4  # letters by which a stem is known


class Index:
    """The triggers of some rules by their first word, or its first letters."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._asking: defaultdict[str, tuple[Rule, ...]] = defaultdict(tuple)
        self._by_key: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for rule in rules:
            for trigger in rule.triggers:
                if trigger not in self._asking:
                    first, second = _keys(trigger)
                    self._by_key[first].append((second, trigger))
                self._asking[trigger] += (rule,)

    def hits(self, low: str) -> dict[int, tuple[Rule, ...]]:
        """Return the rules that ask to read, by the positions of their triggers' last letters."""
        found: dict[int, tuple[Rule, ...]] = {}
        words = set(_WORD.findall(low))
        keys = words | {f"{word[:_KEY]}-" for word in words}
        for key in keys & self._by_key.keys():
            for second, trigger in self._by_key[key]:
                for end in _ends(low, trigger) if second in keys else ():
                    found[end] = found.get(end, ()) + self._asking[trigger]
        return found


def _keys(trigger: str) -> tuple[str, str]:
    """Return what must stand among the words of a text: whole words, and a stem at the end."""
    words = _WORD.findall(trigger)
    keys = [*words[:-1], f"{words[-1][:_KEY]}-"]
    return keys[0], keys[-1]


def _ends(low: str, trigger: str) -> Iterator[int]:
    at = low.find(trigger)
    while at >= 0:
        if at == 0 or not low[at - 1].isalpha():
            yield at + len(trigger) - 1
        at = low.find(trigger, at + len(trigger))
