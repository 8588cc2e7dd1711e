"""Which parts of a Markdown document are somebody's own prose.

What is not (front matter, code, comments, block quotes) is laid blank in place, so that
every position stays what it was. Each step reads the text once.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]*>[^\n]*", re.MULTILINE)
_OPENING = re.compile(r"<(pre|code|script|style|blockquote|q)\b", re.IGNORECASE)


def folded(text: str) -> str:
    """Return the text in lower case with plain quotes and line ends, every position kept."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := one.lower()) == 1 else one for one in text)
    return plain(lowered)


def plain(text: str) -> str:
    r"""Return the text with the apostrophes of a typewriter and `\n` at the end of lines."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    if text.isascii():
        return text
    return text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\xa0", " ")


def visible(text: str) -> str:
    """Return the text with all that is not its writer's own prose laid blank."""
    text = _blank(text, _front_matter(text))
    text = _blank(text, _fences(text))
    text = _blank(text, _between(text, "<!--", "-->"), " ")
    text = _blank(text, _elements(text), " ")
    return _blank(text, [found.span() for found in _QUOTE.finditer(text)])


def _blank(text: str, spans: list[tuple[int, int]], filling: str = "\n") -> str:
    if not spans:
        return text
    pieces, at = list[str](), 0
    for start, end in spans:
        pieces += [text[at:start], filling * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def _front_matter(text: str) -> list[tuple[int, int]]:
    if not text.startswith("---\n") and not text.startswith("--- \n"):
        return []
    end = text.find("\n---", 3)
    return [(0, end + 4)] if end >= 0 else []


def _fences(text: str) -> list[tuple[int, int]]:
    """Return the fenced blocks; one that is never closed reaches to the end."""
    spans: list[tuple[int, int]] = []
    opened, fence = -1, ""
    for found in _FENCE.finditer(text):
        if opened < 0:
            opened, fence = found.start(), found[1]
        elif found[1].startswith(fence):
            spans.append((opened, found.end()))
            opened = -1
    return [*spans, (opened, len(text))] if opened >= 0 else spans


def _between(text: str, opening: str, closing: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = text.find(opening)
    while at >= 0:
        end = text.find(closing, at)
        if end < 0:
            break
        spans.append((at, end + len(closing)))
        at = text.find(opening, end)
    return spans


def _elements(text: str) -> list[tuple[int, int]]:
    """Return the HTML elements whose inside is code or somebody else's words."""
    spans: list[tuple[int, int]] = []
    lowered, at, unclosed = text, 0, set[str]()
    while found := _OPENING.search(lowered, at):
        name = found[1].lower()
        end = -1 if name in unclosed else _closing(lowered, name, found.end())
        if end < 0:
            unclosed.add(name)
            at = found.end()
            continue
        spans.append((found.start(), end))
        at = end
    return spans


def _closing(text: str, name: str, at: int) -> int:
    found = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, at)
    return found.end() if found else -1
