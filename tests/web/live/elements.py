"""The elements of a page by their `id`: the text of each, in one way of writing it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "circle",
        "use",
    ]
)
_TOKEN = re.compile(r"<input[^<>]*name=\"?csrfmiddlewaretoken\"?[^<>]*>")
_TIMES = re.compile(
    r" data-left=\"\d+\"| stroke-dashoffset=\"\d+\"|(?<=<span data-ring-words>)[^<]*"
)


def same_way(html: str) -> str:
    """Return HTML without what differs from one rendering to the next and means the same."""
    return re.sub(r"\s+", " ", _TIMES.sub("", _TOKEN.sub("", html))).replace("> <", "><").strip()


def elements(html: str) -> dict[str, str]:
    """Return the outer HTML of every element with an `id`, in one way of writing it."""
    parser = _Elements(html)
    return {key: same_way(text) for key, text in parser.found.items()}


class _Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._open: list[tuple[str, str, int]] = []
        self._html = html
        self._lines = [0]
        for line in html.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self.feed(html)

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._open.append((tag, dict(attrs).get("id") or "", self._here()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing is inside."""

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self._open:
            opened, key, start = self._open.pop()
            if key and opened == tag:
                end = self._html.index(">", self._here()) + 1
                self.found.setdefault(key, self._html[start:end])
            if opened == tag:
                return
