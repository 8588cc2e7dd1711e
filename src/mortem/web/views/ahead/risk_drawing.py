"""The pooled risks as every page draws them, and the sentence that says where to begin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mortem.core import risk as pooling
from mortem.core.amount import show_amount
from mortem.core.formats.svg import Outline, Words, risk_picture, risks_text
from mortem.web import words
from mortem.web.queries.records import cause_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mortem.core import record as r
    from mortem.core.playbooks import Playbook
    from mortem.core.risk import Pooled, Ranked
    from mortem.web.queries.protection import Risk


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture, for a desk and for a phone, and its text.

    `first` are the causes to talk about first, by identifier; `together` what all risks with a
    range cost, worded, empty for fewer than two of them.
    """

    picture: SafeString
    narrow: SafeString
    text: tuple[Outline, ...]
    talk: str
    first: frozenset[str]
    alone: bool
    ranked: tuple[Ranked, ...]
    together: dict[str, str]

    @property
    def in_steps(self) -> bool:
        return any(one.pooled.cost_range is None for one in self.ranked)

    @property
    def in_ranges(self) -> bool:
        return any(one.pooled.cost_range for one in self.ranked)


def drawing_of(found: Sequence[Risk], book: Playbook, unit: str) -> Drawing:
    """Draw what was rated; without a single rating there is no picture. `unit` is that of the costs."""
    causes = tuple(cause_of(one.cause) for one in found)
    ranked = tuple(one.ranked for one in found if one.ranked)
    pooled = tuple(one.pooled for one in ranked)
    said = Words.translated(_, personal=book.personal)
    talk = pooling.talk_about_first(pooled)
    alone = max((one.count for one in pooled), default=0) <= 1
    how = {"cost_words": book.cost_words, "unit": unit, "words": said}
    wide, narrow = _drawn(causes, pooled, **how) if pooled else ("", "")
    return Drawing(
        picture=mark_safe(wide),  # noqa: S308 - our own drawing
        narrow=mark_safe(narrow),  # noqa: S308
        text=tuple(risks_text(causes, pooled, unit=unit, words=said)),
        talk=talk_sentence(talk, alone=alone),
        first=frozenset(one.pooled.cause for one in talk.first),
        alone=alone,
        ranked=ranked,
        together=_together(pooled, unit),
    )


@lru_cache(maxsize=16)
def _drawn(causes: tuple[r.Cause, ...], pooled: tuple[Pooled, ...], **how: Any) -> tuple[str, str]:
    """Draw once what a whole room then looks at again and again."""
    wide = risk_picture(causes, pooled, **how)
    return wide, risk_picture(causes, pooled, narrow=True, prefix="risks-narrow", **how)


def _together(pooled: Sequence[Pooled], unit: str) -> dict[str, str]:
    both = pooling.together(pooled)
    if both is None:
        return {}
    low, high, expected = (
        show_amount(one, digits=2) for one in (both.low, both.high, both.expected)
    )
    return {"low": low, "high": high, "expected": expected, "unit": unit}


def talk_sentence(talk: pooling.TalkFirst, *, alone: bool) -> str:
    """Return what to talk about first, and what people see very differently (P10)."""
    if not talk.first:
        return ""
    if alone:
        return _("These weigh most for you. Look at the first ones once more.")
    counted = words.count_word(len(talk.first)).lower()
    said = [
        _("Talk about this one first.")
        if len(talk.first) == 1
        else _("Talk about these %(count)s first.") % {"count": counted}
    ]
    if talk.apart:
        numbers = [f"#{number}" for number in sorted(one.number for one in talk.apart)]
        said.append(_("You see %(numbers)s very differently.") % {"numbers": words.listed(numbers)})
    return " ".join(said)
