"""Who is at work on which piece, how far they are, and how they are told to stop.

Threads of this process; one piece is read once at a time, two pieces may be side by side. They
touch no table, so that it makes no difference which database there is.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mortem.core.errors import NotFound
from mortem.web.rows.building import build
from mortem.web.rows.contents import StoppedError

if TYPE_CHECKING:
    from pathlib import Path

    from mortem.web.rows.piece import Piece

_SIDE_BY_SIDE: Final = 2
_log = logging.getLogger(__name__)
_turns = threading.Semaphore(_SIDE_BY_SIDE)
_works: dict[Path, Work] = {}
_changing = threading.Lock()


@dataclass(slots=True)
class Work:
    """One piece being read; `share` goes from 0 to 1. A broken one stays until it is begun anew."""

    sha256: str
    share: float = 0.0
    is_broken: bool = False
    stopped: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def percent(self) -> int:
        return int(self.share * 100)

    def told(self, share: float) -> bool:
        """Hear how far it is (below zero: no news); say whether to go on."""
        self.share = max(self.share, share)
        return not self.stopped.is_set()


def begin(piece: Piece) -> Work | None:
    """Begin to read a piece, unless its rows are there; return the work on it."""
    place = piece.place
    with _changing:
        known = _works.get(place)
        if known is not None and not known.is_broken and not known.stopped.is_set():
            return known
        if place.exists():
            return None
        work = _works[place] = Work(piece.sha256)
    threading.Thread(target=_run, args=(piece, place, work), name="rows", daemon=True).start()
    return work


def work_on(piece: Piece) -> Work | None:
    """Return the work on a piece, if there is any."""
    return _works.get(piece.place)


def stop(piece: Piece) -> None:
    """Stop reading a piece; nothing of it stays."""
    work = work_on(piece)
    if work is not None:
        work.stopped.set()


def stop_all(sha256: str) -> None:
    """Stop whatever reads these bytes, and wait for it: what it made must not outlive them."""
    for work in [one for one in list(_works.values()) if one.sha256 == sha256]:
        work.stopped.set()
        if work.begun.is_set():  # what still waits for its turn makes nothing any more
            work.ended.wait(timeout=30)


def _run(piece: Piece, place: Path, work: Work) -> None:
    try:
        with _turns:
            work.begun.set()
            if not work.stopped.is_set():
                build(piece, place, told=work.told)
    except (StoppedError, NotFound):
        work.stopped.set()
    except Exception as error:  # noqa: BLE001 - told on the page; what evidence says is in no log
        work.is_broken = True
        _log.error("The rows of a piece of evidence could not be made: %s.", type(error).__name__)
    finally:
        with _changing:
            if not work.is_broken and _works.get(place) is work:
                del _works[place]
        work.ended.set()
