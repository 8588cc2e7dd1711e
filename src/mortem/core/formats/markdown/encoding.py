"""Guard people's words on their way into a document; `text` undoes it."""

from __future__ import annotations

import re
from functools import cache

from mortem.core.formats.markdown.text import ANY_LABEL, CLOSER, ITEM, Place, closes, opens

_LEAD = re.compile(rf"(?=\\*\[[ xX]\](?:[ \t]|\Z))|(?i:({ANY_LABEL}))(?=\\*:)")
_AMPERSAND = re.compile(r"&(?=#\d{1,7};)")
_UNHOLDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]|[ \t](?=\n|\\Z)|<(?=!--)")


def encode(text: str, place: Place = ITEM, *, lead: bool = False) -> list[str]:
    """The lines that stand for `text`. `lead` marks text that directly follows a list dash."""
    guard = _guard(place.structure)
    lines = _hold(text).split("\n")
    longest = _longest_closer(lines)
    fence: str | None = None
    for index, line in enumerate(lines):
        if fence is not None:
            fence = None if closes(line, fence) else fence
            continue
        opened = opens(line) if index or place.may_open else None
        if opened is not None and len(opened) <= longest[opened[0]][index + 1]:
            fence = opened
        else:
            lines[index] = guard.sub(r"\1\\", line, count=1) if guard.match(line) else line
    if lead:
        lines[0] = _guard_lead(lines[0])
    if lines[-1].endswith(")*"):
        lines[-1] = lines[-1][:-1] + "&#42;"
    return lines


def encode_line(text: str) -> str:
    """`text` on one line, for headings."""
    return _hold(text).replace("\n", "&#10;")


def _guard_lead(line: str) -> str:
    found = _LEAD.match(line)
    return (found[1] or "") + "\\" + line[found.end() :] if found is not None else line


def _hold(text: str) -> str:
    """Replace what a line of a document cannot keep by references."""
    text = _AMPERSAND.sub("&#38;", text)
    text = _UNHOLDABLE.sub(_as_reference, text)
    if text[:1] in (" ", "\t", "\n"):
        text = f"&#{ord(text[0])};{text[1:]}"
    if text.endswith("\n"):
        text = text[:-1] + "&#10;"
    return text


def _as_reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _longest_closer(lines: list[str]) -> dict[str, list[int]]:
    """For each fence character and line, the longest closing fence from that line on."""
    longest = {"`": [0] * (len(lines) + 1), "~": [0] * (len(lines) + 1)}
    for index in range(len(lines) - 1, -1, -1):
        for known in longest.values():
            known[index] = known[index + 1]
        found = CLOSER.match(lines[index])
        if found is not None:
            known = longest[found[1][0]]
            known[index] = max(known[index], len(found[1]))
    return longest


@cache
def _guard(structure: str) -> re.Pattern[str]:
    return re.compile(rf"([ \t]*)(?=\\*(?:{structure}))")
