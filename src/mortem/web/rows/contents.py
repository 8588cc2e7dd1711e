"""The files in a piece: itself, or what is packed in it. Each is read into rows as they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from django.utils.translation import gettext

from mortem.core.errors import BadInput
from mortem.core.evidence.masking import masked
from mortem.core.evidence.reading import Source, Unread
from mortem.core.evidence.unpack import unpacked
from mortem.core.private_words import LONGEST_SECRET
from mortem.web.insides import MOST_UNPACKED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mortem.core.evidence.row import Row
    from mortem.core.evidence.unpack import Unpacked
    from mortem.web.rows.piece import Piece
    from mortem.web.rows.tally import Tally

LETTERS_A_ROW: Final = 2000
"""Characters of a row that are kept here; all of it stands in its source."""
ROWS_OF_ANY: Final = 1_000_000
"""Rows that are kept of any piece. Of a larger one as many as it has bytes, packed: real logs have a quarter as many at most."""
COLUMNS: Final = (
    "moment, zone, precision, file, line, begins, ends, level, who, template, text"  # of a row
)


class StoppedError(Exception):
    """Somebody does not want it any more."""


class Trouble(NamedTuple):
    """What stood in the way of reading a file, worded at the edge as an error is."""

    template: str
    data: dict[str, Any]
    hint: str

    @property
    def words(self) -> str:
        """What is in the way, and what helps, in the reader's language."""
        return f"{gettext(self.template).format(**self.data)} {gettext(self.hint)}".strip()


class File(NamedTuple):
    """A file in a piece, numbered from 1; `inside` is its path in a package, `format` empty for none.

    `asks` tells whether its times lack something.
    """

    id: int
    inside: str
    format: str
    is_text: bool
    rows: int
    unread: int
    asks: bool
    trouble: Trouble | None


class Contents:
    """Reads the files of a piece one after the other; `files` says what became of each.

    What has far more rows than it weighs is read up to there, which the file in which that was says.
    """

    def __init__(self, piece: Piece, tally: Tally, told: Callable[[float], bool]) -> None:
        self.files: list[File] = []
        self._piece, self._tally, self._told = piece, tally, told
        self._left = self._most = max(ROWS_OF_ANY, piece.size)

    def rows(self, raw: BinaryIO) -> Iterator[tuple[Any, ...]]:
        """Yield rows as they are kept, their secrets covered. Raises StoppedError."""
        try:
            for one in unpacked(self._piece.name, raw, most=MOST_UNPACKED):
                yield from self._rows_of(one)
                if self._left < 0:
                    return
        except BadInput as error:
            self._note("", None, (0, 0, 0), error)

    def _rows_of(self, one: Unpacked) -> Iterator[tuple[Any, ...]]:
        self._go_on(one)
        tally = self._tally
        before = tally.rows, tally.unread, tally.unknown
        source, trouble = None, None
        try:
            source = Source(one.name, one.raw, one.people)
        except BadInput as error:
            trouble = error
        if source is not None:
            yield from self._written(self._read(source, one))
            trouble = self._beyond(one) if self._left < 0 else source.trouble
        after = tally.rows, tally.unread, tally.unknown
        rows, unread, unknown = (there - here for here, there in zip(before, after, strict=True))
        self._note(one.inside, source, (rows, unread, unknown), trouble)

    def _read(self, source: Source, one: Unpacked) -> Iterator[Row]:
        for number, row in enumerate(source.rows(self._piece.answers)):
            if number % 1000 == 0:
                self._go_on(one)
            if isinstance(row, Unread):
                self._tally.unread += 1
                continue
            self._left -= 1
            if self._left < 0:
                return
            yield row

    def _beyond(self, one: Unpacked) -> BadInput:
        return BadInput(
            "file",
            "{name} says the same so often that only the first {most} rows are kept; the rest is not read.",
            hint="Bring the rest by itself, unpacked.",
            name=one.name,
            most=self._most,
        )

    def _go_on(self, one: Unpacked) -> None:
        if not self._told(one.share()):
            raise StoppedError

    def _written(self, rows: Iterator[Row]) -> Iterator[tuple[Any, ...]]:
        tally, number = self._tally, len(self.files) + 1
        for row in masked(
            row._replace(text=row.text[: LETTERS_A_ROW + LONGEST_SECRET]) for row in rows
        ):
            text = row.text[:LETTERS_A_ROW]
            yield (
                row.moment,
                row.zone,
                row.precision,
                number,
                row.line,
                row.first,
                row.last,
                tally.level(row.level),
                tally.who(row.who),
                tally.template(text),
                text,
            )
            tally.count(row)

    def _note(
        self,
        inside: str,
        source: Source | None,
        counts: tuple[int, int, int],
        error: BadInput | None,
    ) -> None:
        rows, unread, unknown = counts
        known = source.format if source is not None else None
        self.files.append(
            File(
                id=len(self.files) + 1,
                inside=inside,
                format=known.name if known else "",
                is_text=source is not None and source.is_text,
                rows=rows,
                unread=unread,
                asks=bool(unknown),
                trouble=Trouble(error.template, error.data, error.hint) if error else None,
            )
        )
