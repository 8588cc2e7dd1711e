"""People's words inside the document: kept as Markdown, guarded only where the form would mistake them.

Three guards, each undone on reading: a backslash before a line that looks like structure, a
numeric character reference for what a line cannot hold (control characters, spaces at its edges),
and nothing at all inside a closed code fence.
"""

from __future__ import annotations

import re

LABELS = (
    "Signal",
    "Measure",
    "Declined because",
    "Verdict note",
    "Outcome note",
    "Threshold",
    "Response",
    "Snoozed because",
)

FENCE = re.compile(r"[ \t]*(?:(`{3,})[^`]*|(~{3,}).*)\Z", re.DOTALL)
CLOSER = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*\Z")
_FENCES = "```|~~~"
_BULLETS = r"[-*+](?=[ \t]|\Z)"


class Place:
    """Where a text stands, and with it which of its lines could be mistaken for structure."""

    __slots__ = ("guarded", "may_open", "structure")

    def __init__(self, structure: str, *, may_open: bool) -> None:
        self.structure = structure
        self.guarded = re.compile(rf"([ \t]*)\\(?=\\*(?:{structure}))")
        self.may_open = may_open


ITEM = Place(f"{_BULLETS}|{_FENCES}", may_open=False)
SECTION = Place(rf"#{{1,2}}(?=[ \t]|\Z)|{_FENCES}", may_open=True)
ANSWER = Place(rf"#{{1,3}}(?=[ \t]|\Z)|{_FENCES}", may_open=True)
ANY_LABEL = "|".join(LABELS)
_LED = re.compile(rf"\\(?=\\*\[[ xX]\](?:[ \t]|\Z))|(?i:({ANY_LABEL}))\\(?=\\*:)")

_REFERENCE = re.compile(r"&#(\d{1,7});")
_LAST_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def decode(lines: list[tuple[str, bool]], place: Place = ITEM, *, lead: bool = False) -> str:
    """The text that `lines` stand for; each comes with whether it lies in a code fence."""
    decoded = [line if fenced else _unguarded(line, place) for line, fenced in lines]
    found = _LED.match(lines[0][0]) if lead and lines else None
    if found is not None:
        decoded[0] = (found[1] or "") + lines[0][0][found.end() :]
    return dereference("\n".join(decoded))


def dereference(text: str) -> str:
    """Turn numeric character references back into their characters."""
    return _REFERENCE.sub(_character, text) if "&#" in text else text


def opens(line: str) -> str | None:
    """The fence that a line opens, such as three backticks, or None."""
    if "```" not in line and "~~~" not in line:
        return None
    found = FENCE.match(line)
    return (found[1] or found[2]) if found is not None else None


def closes(line: str, fence: str) -> bool:
    """Whether a line closes that fence."""
    found = CLOSER.match(line)
    return found is not None and found[1].startswith(fence)


def _unguarded(line: str, place: Place) -> str:
    found = place.guarded.match(line)
    return found[1] + line[found.end() :] if found is not None else line


def _character(found: re.Match[str]) -> str:
    number = int(found[1])
    is_character = number <= _LAST_CODE_POINT and number not in _SURROGATES
    return chr(number) if is_character else found[0]
