"""What the words of an action leave open (METHOD F1). Everything here asks; nothing refuses."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Question(NamedTuple):
    """A kind question about one item: `code` is stable, `field` is where its answer goes."""

    code: str
    field: str
    text: str


_VAGUE_STARTS = (
    "investigate",
    "improve",
    "be careful",
    "be more careful",
    "pay attention",
    "make sure",
    "ensure",
    "look into",
    "look at",
    "consider",
    "think about",
    "explore",
    "try to",
    "try harder",
    "be aware",
    "keep in mind",
    "remember",
    "discuss",
    "evaluate",
    "assess",
    "better",
    "enhance",
    "optimise",
    "optimize",
    "handle",
    "deal with",
    "work on",
)
_NOT_A_VERB = {
    *("a", "an", "the", "this", "that", "these", "there", "it", "we", "i", "our", "my", "your"),
    *("all", "every", "more", "less", "no", "not", "never", "new", "people", "somebody"),
    *("should", "must", "need", "needs", "will", "would", "could", "can", "someone", "everyone"),
}
_NOUN_ENDINGS = ("tion", "tions", "ment", "ness", "ing", "ity")
_SHORTEST_NOUN = 7
_VERBS_LIKE_NOUNS = {"mention", "position", "document", "implement", "function", "experiment"}
_UNBOUNDED = (
    r"\b(?:always|never again|everything|everywhere|all the time|at all times|as needed|"
    r"etc|ongoing|continuously|regularly|from now on|in (?:the )?future|going forward)\b"
)
_FEWEST_WORDS = 3


def about_the_words(text: str) -> tuple[Question, ...]:
    """Return what to ask about the words alone: a verb, something specific, an end."""
    words = text.split()
    asked: list[Question] = []
    start = vague_start(text)
    if start is not None:
        asked.append(
            Question(
                "verb", "text", f"“{start}” can go on for ever. What will exist when it is done?"
            )
        )
    elif words and _begins_without_verb(words[0]):
        asked.append(Question("verb", "text", "What will somebody do? Begin with that word."))
    if len(words) < _FEWEST_WORDS:
        asked.append(
            Question(
                "specific", "text", "What exactly, and where? A stranger should be able to start."
            )
        )
    endless = pattern(_UNBOUNDED).search(text)
    if endless is not None:
        asked.append(
            Question(
                "bounded", "text", f"“{endless.group()}” has no end. Where does this one stop?"
            )
        )
    return tuple(asked)


@cache
def pattern(source: str) -> re.Pattern[str]:
    """Compiled on first use: reading a document should not pay for words it never weighs."""
    return re.compile(source, re.IGNORECASE)


def vague_start(text: str) -> str | None:
    """Return the word that an action begins with and that never ends, such as “improve”."""
    lowered = text.strip().lower()
    for start in _VAGUE_STARTS:
        if lowered.startswith(start) and not lowered[len(start) : len(start) + 1].isalpha():
            return text.strip()[: len(start)]
    return None


def _begins_without_verb(word: str) -> bool:
    lowered = word.strip(".,:;!?\"'“”()").lower()
    if lowered in _VERBS_LIKE_NOUNS:
        return False
    return lowered in _NOT_A_VERB or (
        len(lowered) >= _SHORTEST_NOUN and lowered.endswith(_NOUN_ENDINGS)
    )
