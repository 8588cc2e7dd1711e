"""A document's chapters as HTML. Every text is escaped here, once."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from mortem.core.report import (
    Facts,
    Heading,
    Items,
    Links,
    Note,
    Picture,
    Sentence,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mortem.core.formats.svg import Outline
    from mortem.core.report import Block, Item, Link, Report, Section

    UrlOf = Callable[[str], str]

CONTENTS_FROM = 4
"""From so many chapters on a table of contents helps more than it hinders."""


def body(report: Report, *, url_of: UrlOf | None = None, contents: str = "") -> str:
    """Return lead and chapters. `url_of` gives another review's address, or an empty text.

    `contents` is the name of the table of contents; without it there is none.
    """
    show = _Page(url_of or (lambda _: ""))
    lead = "\n".join(map(show.block, report.lead))
    chapters = "\n".join(map(show.section, report.sections))
    listed = _contents(report, contents) if len(report.sections) >= CONTENTS_FROM else ""
    return "\n".join(filter(None, (lead, listed if contents else "", chapters)))


def _contents(report: Report, name: str) -> str:
    lines = "".join(
        f'<li><a href="#{one.anchor}">{escape(one.title)}</a></li>' for one in report.sections
    )
    return f'<nav aria-label="{escape(name)}"><ol class="contents">{lines}</ol></nav>'


class _Page:
    def __init__(self, url_of: UrlOf) -> None:
        self._url_of = url_of

    def section(self, one: Section) -> str:
        head = f'<h2 id="{one.anchor}-head">{escape(one.title)}</h2>'
        blocks = "\n".join(map(self.block, one.blocks))
        return (
            f'<section id="{one.anchor}" aria-labelledby="{one.anchor}-head">\n'
            f"{head}\n{blocks}\n</section>"
        )

    def block(self, one: Block) -> str:
        return self._links(one) if isinstance(one, Links) else _SHOWN[type(one)](one)

    def _links(self, one: Links) -> str:
        return f'<p class="related">{escape(one.lead)} {", ".join(map(self._link, one.links))}</p>'

    def _link(self, link: Link) -> str:
        text = escape(f"“{link.text}”")
        url = self._url_of(link.review)
        return f'<a href="{escape(url)}">{text}</a>' if url else text


def _paragraphs(text: str, name: str = "") -> str:
    kind = f' class="{name}"' if name else ""
    parts = [part.strip("\n") for part in text.split("\n\n")]
    return "\n".join(f"<p{kind}>{_lines(part)}</p>" for part in parts if part.strip())


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _facts(pairs: tuple[tuple[str, str], ...], name: str) -> str:
    told = "".join(f"<dt>{escape(label)}</dt><dd>{_lines(value)}</dd>" for label, value in pairs)
    return f'<dl class="{name}">{told}</dl>' if told else ""


def _note(one: Note) -> str:
    title = f"<p><strong>{escape(one.title)}</strong></p>" if one.title else ""
    if len(one.lines) == 1:
        return f'<div class="warned">{title}<p>{_lines(one.lines[0])}</p></div>'
    lines = "".join(f"<li>{_lines(line)}</li>" for line in one.lines)
    return f'<div class="warned">{title}<ul>{lines}</ul></div>'


def _inside(item: Item) -> str:
    """What follows an item's own text."""
    notes = f'<p class="meta">{" · ".join(map(_lines, item.notes))}</p>' if item.notes else ""
    below = "".join(
        f'<div class="below"><p class="label">{escape(one.text)}</p>{_plain(one.items)}</div>'
        if one.items
        else _plain((one,))
        for one in item.items
    )
    return f"{notes}{_facts(item.facts, 'details')}{below}"


def _plain(items: tuple[Item, ...]) -> str:
    listed = "".join(
        f'<li><p class="said">{_lines(one.text)}</p>{_inside(one)}</li>' for one in items
    )
    return f'<ul class="items">{listed}</ul>'


def _numbered(items: tuple[Item, ...]) -> str:
    listed = "".join(
        f'<li class="risk"><h3 class="said">{_lines(one.text)}</h3>{_inside(one)}</li>'
        for one in items
    )
    return f'<ol class="risk-list">{listed}</ol>'


def _timeline(items: tuple[Item, ...]) -> str:
    listed = "".join(
        f'<li class="{"is-account" if one.quiet else "is-fact"}">'
        f'<span class="when">{escape(one.when)}</span><p class="said">{_lines(one.text)}</p>'
        f"{_inside(one)}</li>"
        for one in items
    )
    return f'<ol class="timeline">{listed}</ol>'


_ITEMS = {"plain": _plain, "numbered": _numbered, "timeline": _timeline}


def _picture(one: Picture) -> str:
    """The drawing is Mortem's own and already safe."""
    told = _outline(one.alternative, "ol" if one.numbered else "ul")
    title = escape(one.title)
    phone = (
        f'<figure class="picture for-phone" aria-label="{title}">{one.narrow}</figure>\n'
        if one.narrow
        else ""
    )
    desk = " for-desk" if one.narrow else ""
    return (
        f'<figure class="picture wide{desk}" tabindex="0" aria-label="{title}">{one.svg}</figure>\n{phone}'
        f'<details class="fold alternative"><summary>{title}</summary>{told}</details>'
    )


def _outline(lines: tuple[Outline, ...], tag: str) -> str:
    listed = "".join(
        f"<li>{escape(line.text)}"
        + "".join(f' <span class="meta">{escape(note)}</span>' for note in line.notes)
        + (_outline(line.items, "ul") if line.items else "")
        + "</li>"
        for line in lines
    )
    return f'<{tag} class="outline">{listed}</{tag}>'


_SHOWN: dict[type[Any], Callable[[Any], str]] = {
    Text: lambda one: _paragraphs(one.text, "hint" if one.hint else ""),
    Sentence: lambda one: f'<p class="sentence">{escape(one.text)}</p>',
    Heading: lambda one: f"<h3>{escape(one.text)}</h3>",
    Note: _note,
    Facts: lambda one: _facts(one.pairs, "facts"),
    Items: lambda one: _ITEMS[one.style](one.items),
    Picture: _picture,
}
