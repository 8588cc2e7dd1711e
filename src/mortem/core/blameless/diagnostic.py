"""What the helper says about a few words, and in which texts it speaks."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Category(Enum):
    """What is at stake. Only blame and hindsight are about how people are spoken of."""

    BLAME = "blame"
    HINDSIGHT = "hindsight"
    ACTION = "action"
    VAGUENESS = "vagueness"
    KINDNESS = "kindness"


class Severity(Enum):
    """How loudly it is said, from the softest."""

    NOTE = "note"
    WARNING = "warning"
    STRONG = "strong"

    @property
    def rank(self) -> int:
        """0 for a note, 1 for a warning, 2 for what is strong."""
        return _RANKS[self.value]


_RANKS = {"note": 0, "warning": 1, "strong": 2}


class Genre(Enum):
    """What kind of text is read. A document is split into the others by its headings."""

    DOCUMENT = "document"
    CAUSE = "cause"
    ENTRY = "entry"
    LESSON = "lesson"
    ACTION = "action"
    PERSONAL = "personal"


class Diagnostic(NamedTuple):
    """One remark on `text[start:end]`.

    `replacement`, when it is not None, can take the place of that span as it stands.
    """

    start: int
    end: int
    rule: str
    category: Category
    severity: Severity
    message: str
    suggestion: str
    replacement: str | None = None
