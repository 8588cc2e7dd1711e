"""Secrets covered, in columns: as `masking.masked` covers row by row."""

from __future__ import annotations

from typing import Final

import polars as pl

from mortem.core.evidence.columns.patterns import put_to_search
from mortem.core.evidence.masking import Through, name_covered, told_through
from mortem.core.evidence.reading import Unread
from mortem.core.private_words import BEGINNINGS, CARD, WHOLE_KEY_LINE

_BEGUN: Final = "|".join(put_to_search(one.pattern) for one in BEGINNINGS.values())
_SECRETS: Final = f"(?i:{_BEGUN})|{put_to_search(CARD.pattern)}"


def _may_hold(column: str) -> pl.Expr:
    """Tell whether something could begin in it that is to be covered; nobody knows of what is no ASCII."""
    said = pl.col(column)
    return said.str.len_bytes().ne(said.str.len_chars()) | said.str.contains(_SECRETS)


class Covering:
    """Covers the rows of one source, in their order; a private key may go over many of them."""

    def __init__(self) -> None:
        self._through = Through()

    def covered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with the secrets in `text` and `who` covered."""
        doubtful = rows.select(_may_hold("text")).to_series().arg_true()
        texts = self._texts(rows["text"], doubtful)
        return rows.with_columns(texts, self._whos(rows.select("who")))

    def _texts(self, texts: pl.Series, doubtful: pl.Series) -> pl.Series:
        """Cover what is doubtful, and as long as a key may be open whatever comes next."""
        changed: dict[int, str] = {}
        at = 0
        for place, text in zip(doubtful, texts.gather(doubtful), strict=True):
            at = self._while_open(texts, at, place, changed)
            if place >= at:
                self._cover(place, text, changed)
                at = place + 1
        self._while_open(texts, at, len(texts), changed)
        return texts.clone().scatter(list(changed), list(changed.values())) if changed else texts

    def _while_open(self, texts: pl.Series, at: int, end: int, changed: dict[int, str]) -> int:
        while self._through.is_open and at < end:
            self._cover(at, texts[at], changed)
            at += 1
        return at

    def _cover(self, place: int, text: str, changed: dict[int, str]) -> None:
        told = told_through(Unread(0, text), self._through).text
        if told != text:
            changed[place] = told

    def _whos(self, whos: pl.DataFrame) -> pl.Series:
        is_long = pl.col("who").str.len_bytes() >= WHOLE_KEY_LINE
        doubtful = whos.filter(is_long | _may_hold("who")).to_series().unique()
        changed = {who: told for who in doubtful if (told := name_covered(who)) != who}
        who = whos.to_series()
        return who.replace(list(changed), list(changed.values())) if changed else who
