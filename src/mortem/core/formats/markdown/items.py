"""The skeleton of a document: sections, and lists inside them. Knows nothing of reviews.

This reads blocks, not all of Markdown: `mortem check` runs in every commit and must be quick.
"""

from __future__ import annotations

import re

from mortem.core.errors import BadDocument
from mortem.core.formats.markdown.attributes import Attributes, read_quoted
from mortem.core.formats.markdown.text import SECTION, Place, closes, decode, dereference, opens

_HEADING = re.compile(r"(#{1,3})(?:[ \t]+(.*))?\Z", re.DOTALL)
_BULLET = re.compile(r"([ \t]*)[-*+](?:([ \t]+)(.*)|)\Z", re.DOTALL)
_COMMENT = re.compile(r"[ \t]*<!-- id: ?(.*?) -->[ \t]*\Z", re.DOTALL)
_TAB = 4

Line = tuple[int, str, bool]
"""Number from 1, text, and whether it lies in a code fence."""


class Section:
    """What stands under one heading; `level` is the number of its hashes."""

    __slots__ = ("heading", "level", "line", "lines", "title")

    def __init__(self, title: str, level: int, line: int, heading: str = "") -> None:
        self.title = title
        self.level = level
        self.line = line
        self.heading = heading
        self.lines: list[Line] = []

    def text(self, place: Place = SECTION) -> str:
        """The section's words."""
        lines = [(text, fenced) for _, text, fenced in self.lines]
        while lines and not lines[-1][0].strip(" \t"):
            lines.pop()
        first = 0
        while first < len(lines) and not lines[first][0].strip(" \t"):
            first += 1
        return decode(_without_edges(lines[first:]), place)


class Item:
    """One list item with its own lines and the items below it."""

    __slots__ = ("attributes", "children", "column", "id", "indent", "line", "parts", "start")

    def __init__(self, line: int, indent: int, start: int, text: str) -> None:
        self.line = line
        self.indent = indent
        self.start = start
        self.column = indent + 1
        self.parts: list[tuple[str, bool]] = [(text, False)]
        self.children: list[Item] = []
        self.id: str | None = None
        self.attributes: Attributes = Attributes("", line=line, column=1)

    def text(self, *, lead: bool = True) -> str:
        """The item's words. `lead` says that nothing was taken off in front of them."""
        return decode(_without_edges(self.parts), lead=lead)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match the beginning of the item and take it off."""
        first, fenced = self.parts[0]
        found = pattern.match(first)
        if found is not None:
            self.parts[0] = (first[found.end() :], fenced)
        return found

    def wrong(self, template: str, *, hint: str = "", **data: str) -> BadDocument:
        return BadDocument(template, line=self.line, column=self.column, hint=hint, **data)


def split(lines: list[str], first: int) -> list[Section]:
    """Cut lines into sections at their headings; `first` is the number of the first line.

    Text before any heading becomes a section of level 0. Raises BadDocument for a code fence
    that is never closed.
    """
    sections = [Section("", 0, first)]
    fence: str | None = None
    opened = first
    for number, line in enumerate(lines, first):
        fenced = fence is not None
        if fence is not None:
            fence = None if closes(line, fence) else fence
        else:
            fence = opens(line)
            fenced, opened = fence is not None, number
        found = _HEADING.match(line) if not fenced and line.startswith("#") else None
        if found is None:
            sections[-1].lines.append((number, line, fenced))
        else:
            title = dereference((found[2] or "").strip(" \t"))
            sections.append(Section(title, len(found[1]), number, line))
    if fence is not None:
        raise BadDocument("This code block is never closed.", line=opened)
    return sections


def items(lines: list[Line]) -> list[Item]:
    """The list items in `lines`, nested by their indent. Raises BadDocument for text outside of them."""
    roots: list[Item] = []
    stack: list[Item] = []
    blanks = 0
    for number, line, fenced in lines:
        if not line.strip(" \t"):
            blanks += 1
            continue
        bullet = None if fenced else _BULLET.match(line)
        if bullet is not None:
            _hang(_opened(number, bullet), stack, roots)
        else:
            _continue(number, line, fenced, stack, blanks)
        blanks = 0
    waiting = list(roots)
    while waiting:
        item = waiting.pop()
        _take_meta(item)
        waiting.extend(item.children)
    return roots


def _opened(number: int, bullet: re.Match[str]) -> Item:
    indent = _columns(bullet[1])
    gap = len(bullet[2] or " ")
    start = indent + 1 + (gap if gap <= _TAB else 1)
    return Item(number, indent, start, bullet[3] or "")


def _hang(item: Item, stack: list[Item], roots: list[Item]) -> None:
    while stack and stack[-1].indent >= item.indent:
        stack.pop()
    (stack[-1].children if stack else roots).append(item)
    stack.append(item)


def _continue(number: int, line: str, fenced: bool, stack: list[Item], blanks: int) -> None:
    indent = _columns(line[: len(line) - len(line.lstrip(" \t"))])
    if not stack or (blanks and not indent and not fenced):
        raise BadDocument(
            "This text belongs to no item.",
            line=number,
            hint="Begin it with a dash, or indent it below the item it belongs to.",
        )
    while blanks and not fenced and len(stack) > 1 and indent < stack[-1].start:
        stack.pop()
    item = stack[-1]
    item.parts.extend([("", fenced)] * blanks)
    item.parts.append((_dedented(line, item.start), fenced))


def _take_meta(item: Item) -> None:
    last, fenced = item.parts[-1]
    if fenced:
        return
    line = item.line + len(item.parts) - 1
    indent = item.start
    last = last.rstrip(" \t")
    if last.endswith("-->"):
        last = _take_id(item, last, line)
    if last.endswith(")*"):
        at = last.rfind("*(")
        if at == 0 or (at > 0 and last[at - 1] in " \t"):
            source = last[at + 2 : -2]
            item.attributes = Attributes(source, line=line, column=indent + at + 3)
            last = last[:at].rstrip(" \t")
    item.parts[-1] = (last, False)
    if not last and len(item.parts) > 1:
        item.parts.pop()


def _take_id(item: Item, last: str, line: int) -> str:
    at = last.rfind("<!-- id:")
    found = _COMMENT.match(last, at) if at >= 0 else None
    if found is None:
        return last
    try:
        item.id = read_quoted(found[1]) if found[1].startswith('"') else found[1]
    except ValueError:
        raise BadDocument(
            "This identifier is no JSON string.", line=line, column=item.start + at + 1
        ) from None
    return last[:at].rstrip(" \t")


def _without_edges(lines: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Take spaces off the very beginning and end, where the form never keeps any."""
    if not lines:
        return lines
    kept = list(lines)
    kept[0] = (kept[0][0].lstrip(" \t"), kept[0][1])
    kept[-1] = (kept[-1][0].rstrip(" \t"), kept[-1][1])
    return kept


def _columns(space: str) -> int:
    return len(space.expandtabs(_TAB))


def _dedented(line: str, most: int) -> str:
    column = at = 0
    while at < len(line) and column < most and line[at] in " \t":
        column += 1 if line[at] == " " else _TAB - column % _TAB
        at += 1
    return line[at:]
