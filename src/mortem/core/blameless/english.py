"""Whether a text is English: only that is judged."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_COMMON = frozenset(
    "the of to and a in is was that for on it with as be at by this are were not from have has had but an or we i they"
    " which when will would should could been after did no if there who what why how our you their he she his her my me"
    " so do into out up all more one can because before then than its about only also didn't don't never always".split()
)
# Words that other languages have, too: alone they prove nothing.
_ABROAD = frozenset("a me on in an so do as no or was is of we had will he all her die it not".split())
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
        return any(word in _COMMON and word not in _ABROAD for word in found)
    return sum(word in _COMMON for word in found) >= _SHARE * len(found)


def _latin(folded: str) -> bool:
    letters = [one for one in folded if one.isalpha()]
    return sum(one < _AFTER_LATIN for one in letters) * 2 >= len(letters)
