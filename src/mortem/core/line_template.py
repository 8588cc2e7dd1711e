"""What a line of a log always says: its words, with whatever changes from line to line left out."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 300
"""Characters that tell two kinds of lines apart."""

_CHANGING: Final = re.compile(
    r"0x[0-9a-fA-F]+"
    r"|\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"
    r"|\b[0-9a-fA-F]{6,}\b"
    r"|\b\d+(?:[.,:]\d+)*\b"
    r"|\b\w*\d\w*\b"
)


def template_of(text: str) -> str:
    """Return the first line of a text with its numbers, hex digits and whatever word has a digit as `#`."""
    return _CHANGING.sub("#", text.partition("\n")[0][:LONGEST])
