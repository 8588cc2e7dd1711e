"""What a document is made of. Every text is plain: what shows it makes it safe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mortem.core.formats.svg import Outline


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody wrote, in paragraphs; `hint` marks the document's own remark."""

    text: str
    hint: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """The one sentence that is meant to be read large."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that deserves a frame: an answer to *were we warned?*, or what is still open."""

    lines: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and what it says."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: a text with remarks, facts about it and entries below it.

    `when` stands before it on a timeline; `quiet` sets apart what is an account, not a fact.
    """

    text: str
    notes: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    items: tuple[Item, ...] = ()
    when: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list: `plain`, `numbered` (risks) or `timeline`."""

    items: tuple[Item, ...]
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its text alternative; `numbered` when the alternative counts.

    `narrow` is the same for a phone, where there is one.
    """

    name: str
    svg: str
    title: str
    alternative: tuple[Outline, ...]
    numbered: bool = False
    narrow: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Another review; whoever shows it knows its address."""

    review: str
    text: str


@dataclass(frozen=True, slots=True)
class Links:
    """A sentence with reviews that belong to this one."""

    lead: str
    links: tuple[Link, ...]


Block: TypeAlias = "Text | Sentence | Heading | Note | Facts | Items | Picture | Links"


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter. `anchor` is its name in addresses."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole document. `direction` is *ahead* or *back*; `foot` tells where and when it was made."""

    title: str
    kicker: str
    direction: str
    lead: tuple[Block, ...]
    sections: tuple[Section, ...]
    foot: str = ""
