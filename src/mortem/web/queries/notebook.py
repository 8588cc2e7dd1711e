"""What somebody wrote into their own notebook. Every reading begins with the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core import notebook
from mortem.core.formats import notebook as form
from mortem.web import words
from mortem.web.models import Jotting

if TYPE_CHECKING:
    from datetime import date

    from mortem.web.models import User


def jottings_of(user: User) -> list[Jotting]:
    """Return somebody's lines, the newest first."""
    return list(Jotting.objects.filter(user=user))


def asks_now(user: User, today: date) -> bool:
    """Tell whether this month's question is due; it never is unless its owner wanted it."""
    return user.notebook_date is not None and user.notebook_date <= today


def as_markdown(lines: list[Jotting], *, helped: str) -> str:
    """Return lines as Markdown to read, in the words of the page; "" when there are none."""
    kinds = {kind.value: str(word) for kind, word in words.JOTTING.items()}
    return form.markdown([one.told() for one in lines], kinds=kinds, helped=helped)


def as_table(lines: list[Jotting]) -> str:
    """Return lines as CSV."""
    return form.table(one.told() for one in lines)


def sorted_by(lines: list[Jotting], by: str) -> list[tuple[date | str, list[Jotting]]]:
    """Return lines under what heads them: their month, or the word for their kind."""
    if by == "kind":
        return [(str(words.JOTTING[kind]), some) for kind, some in notebook.by_kind(lines)]
    return [*notebook.by_month(lines)]
