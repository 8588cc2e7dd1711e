"""“This is fine”, written into the document with a reason.

`<!-- mortem: allow RULE, RULE: reason -->` holds for its own line, or for the paragraph below
when it stands alone; `allow-file` holds for all of the document.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_COMMENT = re.compile(
    r"<!--\s*mortem:\s*(?P<scope>allow-file|allow)\s(?P<rules>[\w*,\s-]+)(?::(?P<reason>[^<>]*))?-->",
    re.IGNORECASE,
)
ALL = "*"


class Allowance(NamedTuple):
    """Rules that keep silent in a span, allowed at a place. Without a reason it holds for nothing."""

    place: int
    start: int
    end: int
    rules: frozenset[str]
    reason: str

    def covers(self, rule: str, position: int) -> bool:
        """Whether it silences a rule at a position."""
        named = rule in self.rules or ALL in self.rules
        return bool(self.reason) and named and self.start <= position < self.end


def allowances(text: str) -> list[Allowance]:
    """Return what the comments of a document allow, in their order."""
    if "mortem:" not in text:
        return []
    return [_allowance(text, found) for found in _COMMENT.finditer(text)]


def _allowance(text: str, found: re.Match[str]) -> Allowance:
    rules = frozenset(name for name in re.split(r"[,\s]+", found["rules"].lower()) if name)
    reason = (found["reason"] or "").strip()
    if found["scope"].lower() == "allow-file":
        return Allowance(found.start(), 0, len(text), rules, reason)
    start = text.rfind("\n", 0, found.start()) + 1
    end = _line_end(text, found.end())
    alone = not (text[start : found.start()] + text[found.end() : end]).strip()
    return Allowance(
        found.start(), start, _paragraph_end(text, end) if alone else end, rules, reason
    )


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _paragraph_end(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    end = text.find("\n\n", at)
    return len(text) if end < 0 else end
