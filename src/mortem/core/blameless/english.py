"""Whether a text is English: only that is judged."""

from __future__ import annotations

import re

from mortem.core.blameless.phrases import words

_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 6  # words: of fewer nothing can be said
_FEW = 20  # words: one that only English has will do
_SHARE = 0.15  # of the words: English prose has 0.3 to 0.5, other languages below 0.1
_SAMPLE = 2_000  # characters
_AFTER_LATIN = "\N{LATIN SMALL LETTER TURNED A}"  # the first letter beyond the Latin ones


def is_english(folded: str) -> bool:
    """Whether a text in lower case reads like English, or is too short to tell."""
    folded = folded.lstrip()
    found = _WORD.findall(folded[:_SAMPLE])
    if len(found) < _ENOUGH:
        return _latin(folded[:_SAMPLE])
    if len(found) <= _FEW:
        only_english = words("english", "common") - words("english", "abroad")
        return not only_english.isdisjoint(found)
    common = words("english", "common")
    return sum(word in common for word in found) >= _SHARE * len(found)


def _latin(folded: str) -> bool:
    letters = [one for one in folded if one.isalpha()]
    return sum(one < _AFTER_LATIN for one in letters) * 2 >= len(letters)
