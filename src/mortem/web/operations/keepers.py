"""Whoever keeps something of their own: a person, or a team."""

from __future__ import annotations

from mortem.web.models import Team, User


def hold(keeper: User | Team) -> None:
    """Let nobody else count or add to what is kept, for this transaction: two at once would be one too many."""
    model: type[User | Team] = User if isinstance(keeper, User) else Team
    model._base_manager.select_for_update().get(pk=keeper.pk)  # noqa: SLF001 - of either
