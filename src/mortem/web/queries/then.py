"""The questions that help to remember what it looked like then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from mortem.core.playbooks import playbook
from mortem.core.then import questions_for

if TYPE_CHECKING:
    from mortem.web.models import Review


def asked_about(review: Review, text: str, turn: int) -> dict[str, object]:
    """Return a few questions about an entry with these words, and the turn that asks others.

    Without words: for whoever does not know how to begin.
    """
    asked = questions_for(playbook(review.context), text, turn=turn)
    return {"questions": [gettext(question) for question in asked], "next": turn + 1}
