"""What every format offers: how well it fits, and the rows it finds."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mortem.core.toml_table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.evidence.stamps import Stamp


class Line(NamedTuple):
    """One line of a source: its number from 1, its bytes from `first` up to `last`, its text without the end."""

    number: int
    first: int
    last: int
    text: str


class Found(NamedTuple):
    """Something a format found: with a time, or without one, when it is told as unread."""

    stamp: Stamp | None
    line: int
    first: int
    last: int
    level: str | None
    who: str | None
    text: str
    format: str


class Explained:
    """What a format's file says of itself: what it reads, where it deceives, an example that it reads.

    `rank` is how special it is, 0 for a catch-all. A file that lacks a word about itself is refused.
    """

    def __init__(self, table: Table) -> None:
        self.name = table.text("name")
        self.title = table.text("title")
        self.reads = table.text("reads")
        self.traps = table.text("traps")
        self.examples = table.texts("examples", required=True)
        self.rank = table.number("rank", 5)


def tables_in(folder: str) -> Iterator[Table]:
    """Yield the tables of a folder of formats beside this file, by name."""
    files = (resources.files("mortem.core.evidence") / folder).iterdir()
    for file in sorted((file for file in files if file.name.endswith(".toml")), key=str):
        yield Table(file.name, tomllib.loads(file.read_text("utf-8")))


class Fit(NamedTuple):
    """How well a format fits a beginning: the share of its lines it reads, 0 to 1, and how special it is."""

    share: float
    rank: int


class Reader(Protocol):
    """Whatever turns the lines of a source into what they tell."""

    @property
    def name(self) -> str:
        """The name of its format."""
        ...

    def find(self, lines: Iterable[Line]) -> Iterator[Found]:
        """Yield what the lines tell, in their order."""
        ...


class Candidate(Reader, Protocol):
    """A reader that can say how well it fits, and documents itself."""

    @property
    def title(self) -> str:
        """What it is called where people read."""
        ...

    @property
    def reads(self) -> str:
        """What it reads, in a sentence."""
        ...

    @property
    def traps(self) -> str:
        """Where it deceives."""
        ...

    @property
    def examples(self) -> tuple[str, ...]:
        """Texts of its own that it reads."""
        ...

    def fit(self, head: Head) -> Fit | None:
        """Return how well it fits a beginning; None when it does not."""
        ...


class Head(NamedTuple):
    """The beginning of a source: its name and its first lines."""

    name: str
    lines: tuple[str, ...]
