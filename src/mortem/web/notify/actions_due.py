"""What people read when actions of theirs are due: one letter a day, however many there are.

Of personal reviews it says that something is due, and nothing else (METHOD C3). Nothing here scolds: a new
day, or not doing it for a reason, is as good an answer as done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mortem.core.reminding import Stage
from mortem.web.notify.over_days import Letter, with_way_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class Line(NamedTuple):
    """One thing in a letter: `who` answers for it where that is not the reader."""

    stage: Stage
    day: date
    text: str
    title: str
    link: str
    who: str = ""


def letter(lines: Sequence[Line], *, name: str, own: bool, link: str, stop: str) -> Letter:
    """Return one letter. `own` says that something personal is due, too; `link` leads to all of it."""
    parts = [_("Hello %(name)s,") % {"name": name} if name else _("Hello,")]
    for stage, title in _titles().items():
        some = [line for line in lines if line.stage is stage]
        if some:
            parts.append("\n\n".join([title, *(_told(line) for line in some)]))
    if own:
        parts.append(_("Something of yours is due."))
    parts.append(_last(lines, link))
    body = "\n\n".join(parts) + "\n"
    return Letter(_subject(lines, own=own), with_way_out(Letter("", body), stop))


def _titles() -> dict[Stage, str]:
    return {
        Stage.CHECK: _("Did it hold?"),
        Stage.SOON: _("Soon:"),
        Stage.LATE: _("Its day has passed. Done, a new day, or not doing it?"),
        Stage.STILL_LATE: _("Still open a week after its day. Does it need help, or a new day?"),
        Stage.ESCALATED: _("Open for two weeks, in reviews that you run. What is in the way?"),
    }


def _told(line: Line) -> str:
    who = f"{line.who}: " if line.who else ""
    day = date_format(line.day, "l, j F")
    said = f"- {who}{' '.join(line.text.split())} ({day})\n  {line.title}"
    return f"{said}\n  {line.link}" if line.link else said


def _last(lines: Sequence[Line], link: str) -> str:
    if link:
        return _("All that is yours: %(link)s") % {"link": link}
    if lines:
        return _("When it is done, tell whoever asked you for it; they mark it here.")
    return ""


def _subject(lines: Sequence[Line], *, own: bool) -> str:
    if not lines:
        return _("Something of yours is due")
    if len(lines) == 1 and not own:
        (line,) = lines
        before = _("Did it hold?") if line.stage is Stage.CHECK else _("To do:")
        return f"{before} {' '.join(line.text.split())[:120]}"
    return _("%(count)s things wait for you") % {"count": len(lines) + own}
