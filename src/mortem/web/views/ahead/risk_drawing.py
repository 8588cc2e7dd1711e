"""The pooled risks as every page draws them, and the sentence that says where to begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mortem.core import risk as pooling
from mortem.core.formats.svg import Outline, Words, risk_picture, risks_text
from mortem.web import words
from mortem.web.queries.records import cause_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mortem.core.playbooks import Playbook
    from mortem.web.queries.protection import Risk


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture and its text; `first` are the causes to talk about first, by identifier."""

    picture: SafeString
    text: tuple[Outline, ...]
    talk: str
    first: frozenset[str]
    alone: bool


def drawing_of(found: Sequence[Risk], book: Playbook) -> Drawing:
    """Draw what was rated; without a single rating there is no picture."""
    causes = [cause_of(one.cause) for one in found]
    pooled = [one.ranked.pooled for one in found if one.ranked]
    said = Words.translated(_, personal=book.personal)
    talk = pooling.talk_about_first(pooled)
    alone = max((one.count for one in pooled), default=0) <= 1
    svg = risk_picture(causes, pooled, cost_words=book.cost_words, words=said) if pooled else ""
    return Drawing(
        picture=mark_safe(svg),  # noqa: S308 - our own drawing
        text=tuple(risks_text(causes, pooled, words=said)),
        talk=talk_sentence(talk, alone=alone),
        first=frozenset(one.pooled.cause for one in talk.first),
        alone=alone,
    )


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
        numbers = sorted(f"#{one.number}" for one in talk.apart)
        said.append(_("You see %(numbers)s very differently.") % {"numbers": words.listed(numbers)})
    return " ".join(said)
