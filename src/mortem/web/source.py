"""What a source of numbers is. Each lies in a file of its own in `sources/`, found by its place.

A source says in words what it reads, what it needs and where it ends; one that does not cannot
be imported. It knows nothing of signals, of the database or of the other sources.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mortem.core.errors import MortemError, NotFound, NotOutside
from mortem.core.outgoing import headers_in, place
from mortem.core.watching import can_be_kept

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from django.utils.functional import Promise

    Words = str | Promise
    Reader = Callable[[Mapping[str, str], datetime], Awaitable["Number"]]


SECONDS: Final = 20
"""The longest that reading once may take, whatever a source does."""

log = logging.getLogger(__name__)


class Kind(StrEnum):
    """How a value is asked for, and what is checked of it."""

    TEXT = "text"
    LONG = "long"
    URL = "url"
    DAY = "day"
    CHOICE = "choice"
    SECRET = "secret"  # noqa: S105 - the name of a kind


@dataclass(frozen=True, slots=True)
class Number:
    """One number that was read, and how it is told: “412 ms”."""

    value: float
    words: str


@dataclass(frozen=True, slots=True)
class Read:
    """What reading once gave: a number with its words, or the trouble that there was."""

    value: float | None = None
    words: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that a source needs to be told. A secret is sealed and never shown again."""

    name: str
    label: Words
    kind: Kind = Kind.TEXT
    hint: Words = ""
    required: bool = True
    choices: Callable[[], list[tuple[str, Words]]] | None = None
    check: Callable[[str], object] | None = None


HEADERS: Final = Asked(
    name="headers",
    label=_("Headers to send"),
    kind=Kind.SECRET,
    required=False,
    hint=_("One a line, such as Authorization: Bearer …"),
    check=headers_in,
)
"""What every source asks that speaks to an address of the user's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source: its words, what it asks, and how it reads.

    Without `read` it is not asked but told: something sends numbers to an address of its own.
    `leans` says whether a trend of its numbers means anything; where `silence_trips`, silence
    is what is feared. `threshold` is offered as the line.
    """

    name: str
    label: Words
    reads: Words
    needs: Words
    limits: Words
    asks: tuple[Asked, ...] = ()
    read: Reader | None = None
    leans: bool = True
    silence_trips: bool = False
    threshold: float | None = None
    below: bool = False
    order: int = field(default=50)

    def __post_init__(self) -> None:
        if not all((self.label, self.reads, self.needs, self.limits)):
            raise TypeError(f"{self.name}: a source says what it reads, needs and where it ends")

    @property
    def is_asked(self) -> bool:
        """Whether Mortem asks it; otherwise it is told."""
        return self.read is not None

    @property
    def secrets(self) -> frozenset[str]:
        """The names of what is sealed."""
        return frozenset(one.name for one in self.asks if one.kind is Kind.SECRET)

    def leads_elsewhere(self, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
        """Tell whether an address leads to another origin: a secret kept for one is not for the other."""
        urls = [one.name for one in self.asks if one.kind is Kind.URL]
        try:
            return any(_origin(before.get(url)) != _origin(after.get(url)) for url in urls)
        except NotOutside:
            return True


def _origin(url: str | None) -> tuple[str, str, int] | None:
    return place(url).origin if url else None


@cache
def sources() -> dict[str, Source]:
    """Return every source by its name, in the order in which they are offered."""
    package = import_module("mortem.web.sources")
    modules = (
        import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__)
    )
    found = sorted((module.SOURCE for module in modules), key=lambda one: (one.order, one.name))
    return {one.name: one for one in found}


def source_called(name: str) -> Source:
    """Return the source of that name. Raises NotFound."""
    try:
        return sources()[name]
    except KeyError:
        raise NotFound(
            "There is no source “{name}”; there are {known}.",
            name=name[:40],
            known=", ".join(sources()),
        ) from None


async def read_once(name: str, values: Mapping[str, str], at: datetime) -> Read:
    """Ask a source once. Whatever is in the way becomes trouble in words, never an error.

    A source that is told instead of asked gives nothing here.
    """
    source = source_called(name)
    if source.read is None:
        return Read()
    try:
        async with asyncio.timeout(SECONDS):
            number = await source.read(values, at)
    except TimeoutError:
        return Read(trouble=gettext("It took too long."))
    except MortemError as error:
        return Read(trouble=gettext(error.template).format(**error.data))
    except Exception as error:  # noqa: BLE001 - one source's defect must not stop the others
        log.warning("a source broke: %s in %s", type(error).__name__, name)
        return Read(trouble=gettext("Something broke while it was read."))
    if not can_be_kept(number.value):
        return Read(trouble=gettext("What came is no number between -1e100 and 1e100."))
    return Read(number.value, number.words)


def read_now(name: str, values: Mapping[str, str], *, at: datetime) -> Read:
    """Ask a source once, for whoever waits for the answer: a form that is tried out."""
    return asyncio.run(read_once(name, values, at))
