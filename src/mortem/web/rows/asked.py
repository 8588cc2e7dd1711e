"""What somebody looks for among rows, as one expression of the index and one stretch of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST_QUERY: Final = 400
MOST_TERMS: Final = 16
GRAVE: Final = 6
"""From here on a level is grave: error and critical."""

_TERM: Final = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True, slots=True)
class Asked:
    """Words, the least level (1 to 7, 0 for any), who speaks, a kind of line, a file, a stretch of time.

    `since` and `until` are moments as in `Row`, the end not included; None leaves a side open.
    """

    text: str = ""
    level: int = 0
    who: int = 0
    template: int = 0
    file: int = 0
    since: int | None = None
    until: int | None = None

    @property
    def is_unread(self) -> bool:
        """Tell whether something was typed in which there is no word."""
        return bool(self.text.strip()) and not any(_terms(self.text))

    @property
    def is_narrow(self) -> bool:
        """Tell whether anything is asked but a stretch of time."""
        return bool(self.match())

    def match(self, *, at_least: int = 0) -> str:
        """Return the expression for the index; empty when every row will do."""
        wanted, unwanted = self.parts(at_least=at_least)
        return f"({wanted or _from_level(0)}) NOT ({unwanted})" if unwanted else wanted

    def parts(self, *, at_least: int = 0) -> tuple[str, str]:
        """Return what a row must have and what it must not have, each an expression or empty.

        Told apart, because the index counts `a NOT b` far more slowly than `a` and `a AND b`.
        """
        wanted, unwanted = _terms(self.text)
        parts = [f"text : {term}" for term in wanted]
        level = max(self.level, at_least)
        parts += [_from_level(level)] if level else []
        parts += [f"marks : w{self.who}"] if self.who else []
        parts += [f"marks : t{self.template}"] if self.template else []
        parts += [f"marks : f{self.file}"] if self.file else []
        return " AND ".join(parts), " OR ".join(f"text : {term}" for term in unwanted)


def _from_level(least: int) -> str:
    return f"marks : g{least}"


def _terms(text: str) -> tuple[list[str], list[str]]:
    """Return what must stand in a row and what must not: whatever was typed is words, never syntax."""
    wanted: list[str] = []
    unwanted: list[str] = []
    typed = text[:LONGEST_QUERY].replace("\0", " ")
    for minus, quoted, bare in _TERM.findall(typed)[:MOST_TERMS]:
        words = quoted or bare
        if any(map(str.isalnum, words)):
            (unwanted if minus else wanted).append(f'"{words}"')
    return wanted, unwanted
