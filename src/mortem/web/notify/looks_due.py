"""What an owner reads when looks at signals are due: each question, and a link to answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mortem.core.playbooks import playbook
from mortem.web.notify.over_days import Letter, with_way_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mortem.web.models import Signal


def letter(asked: Sequence[tuple[Signal, str]], *, stop: str) -> Letter:
    """Return one letter about all looks that are due, each with its link; `stop` ends such letters.

    Of a personal signal it says no more than that something is due (METHOD C3).
    """
    said = [f"{_about(signal)}\n{link}" for signal, link in asked]
    parts = [
        _("Hello,\n\na short look, whenever it suits you today:"),
        *said,
        _("Each link is for you alone, opens for two weeks, and changes nothing by being opened."),
    ]
    return Letter(_subject(asked), with_way_out(Letter("", "\n\n".join(parts) + "\n"), stop))


def _subject(asked: Sequence[tuple[Signal, str]]) -> str:
    if len(asked) > 1:
        return _("%(count)s signals want a look") % {"count": len(asked)}
    return _("Have a look: %(about)s") % {"about": _about(asked[0][0])[:120]}


def _about(signal: Signal) -> str:
    if playbook(signal.review.context).personal:
        return _("a check-in of yours")
    return " ".join(signal.question.split())
