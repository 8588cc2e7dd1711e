"""One search over everything a reader may see, on either database.

Operations call `put` and `drop`; queries call `find`. What cannot be read yet (cards
before the reveal) is never put here.
"""

from .contract import (
    Hit,
    drop,
    drop_reviews,
    find,
    forget_traces,
    has_words,
    holding,
    pieces_of,
    put,
    reindex,
)

__all__ = [
    "Hit",
    "drop",
    "drop_reviews",
    "find",
    "forget_traces",
    "has_words",
    "holding",
    "pieces_of",
    "put",
    "reindex",
]
