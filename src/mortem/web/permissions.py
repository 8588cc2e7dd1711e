"""Who may do what in a review. The only place that compares roles."""

from __future__ import annotations

from mortem.core.errors import NotAllowed
from mortem.core.record import Role

_RANK = {Role.READER: 0, Role.PARTICIPANT: 1, Role.FACILITATOR: 2}


def may(role: Role | str, need: Role) -> bool:
    """Tell whether `role` includes what `need` may do."""
    return _RANK[Role(role)] >= _RANK[need]


def require(role: Role | str, need: Role) -> None:
    """Raise NotAllowed unless `role` includes `need`."""
    if not may(role, need):
        raise NotAllowed(
            "This step is for the {need}.",
            need=need.value,
            hint="Ask whoever runs this review; what you typed is still there.",
        )
