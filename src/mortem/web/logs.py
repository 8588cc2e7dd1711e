"""Log lines that tell where something broke, and never what people wrote or which link they hold.

A card has no address there either: a log has an order, and often the time.
"""

from __future__ import annotations

import logging
import re
from traceback import format_tb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_LINK = re.compile(
    r"(/(?:sign-in|join|confirm|address|cards|answer|calendar|alerts)/)[^/\s]+|(?<=/)[0-9a-f]{64}(?=/)"
)


class Discreet(logging.Formatter):
    """Writes the path without its token, and an error as its kind and its place in the code.

    The words of an error may quote a card, an address or a row of the database.
    """

    def format(self, record: logging.LogRecord) -> str:
        return _LINK.sub(r"\1…", super().format(record))

    def formatException(  # noqa: N802 - logging's own name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        told: list[str] = []
        error = ei[1]
        while error is not None:
            told.append("".join([*format_tb(error.__traceback__), type(error).__qualname__]))
            error = error.__cause__ or error.__context__
        return "\nafter\n".join(told)
