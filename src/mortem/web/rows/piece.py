"""A piece of evidence as its rows are made from it, and where they lie."""

from __future__ import annotations

import hashlib
import inspect
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

import mortem.core.evidence
from mortem.core import line_template, private_words, years
from mortem.core.errors import BadInput
from mortem.core.evidence.clock import Answers
from mortem.core.timeline import zone_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from zoneinfo import ZoneInfo

    from mortem.web.models import Evidence

FOLDER: Final = "rows"
HALF: Final = "arriving-"


@dataclass(frozen=True, slots=True)
class Piece:
    """Sealed bytes and what was said about their clock; `ahead_ms` is in milliseconds."""

    sha256: str
    name: str
    size: int
    zone: str = ""
    year: int | None = None
    ahead_ms: int = 0

    @property
    def answers(self) -> Answers:
        """What the readers are told; a zone that this computer does not know counts as unsaid."""
        zone: ZoneInfo | None = None
        if self.zone:
            try:
                zone = zone_of(self.zone)
            except BadInput:
                zone = None
        return Answers(zone, self.year, self.ahead_ms / 1000)

    @property
    def place(self) -> Path:
        """Where the rows lie; another place once anything changes that they depend upon."""
        said = json.dumps([readers_digest(), self.name, self.zone, self.year, self.ahead_ms])
        key = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return folder() / f"{self.sha256}-{key}.sqlite3"


def piece_of(evidence: Evidence) -> Piece:
    """Return the piece that a row of evidence stands for."""
    same = "sha256 name size zone year ahead_ms"
    return Piece(**{name: getattr(evidence, name) for name in same.split()})


def folder() -> Path:
    """Return the folder in which rows lie."""
    return Path(settings.DATA) / FOLDER


@lru_cache(maxsize=1)
def readers_digest() -> str:
    """Return a digest of all that decides how bytes become rows: when it changes, they are read anew."""
    evidence = Path(mortem.core.evidence.__file__).parent
    made_by = [path for path in evidence.rglob("*") if path.suffix in {".py", ".toml"}]
    made_by += [Path(inspect.getfile(one)) for one in (line_template, private_words, years)]
    made_by += Path(__file__).parent.glob("*.py")
    digest = hashlib.sha256()
    for path in sorted(made_by):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def forget(sha256: str) -> None:
    """Remove every row that was made from these bytes."""
    for path in folder().glob(f"{sha256}-*"):
        path.unlink(missing_ok=True)


def sweep(wanted: Collection[Path], *, before: datetime) -> None:
    """Remove rows that nobody's evidence has any more, and what a killed server had half read."""
    for path in folder().glob("*"):
        is_old = datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
        if is_old and path not in wanted:
            path.unlink(missing_ok=True)
