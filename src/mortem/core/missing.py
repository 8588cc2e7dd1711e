"""One thing a review lacks, and the look-ups that finding it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mortem.core.record import Disposition

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import TypeVar

    from mortem.core.record import ActionItem, Cause, Owner, Record, Signal

    Owned = TypeVar("Owned", ActionItem, Signal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that is not there yet.

    `code` is stable; `template` with `data` is its English sentence; `where` is the phase in which
    it is put right; `subject` the identifier of the cause, action or signal it is about; `rule`
    the METHOD rule that asks for it. Without `required` it is advice and blocks nothing.
    """

    code: str
    template: str
    where: str
    rule: str
    required: bool = True
    subject: str | None = None
    data: dict[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return self.template.format(**self.data)


class Facts:
    """A record with its look-ups made once, so that 5,000 causes are asked in linear time."""

    def __init__(self, record: Record, *, today: date, trust_addresses: bool) -> None:
        self.record = record
        self.today = today
        self._trust_addresses = trust_addresses
        self._owners = {owner.id: owner for owner in record.owners}
        self._actions = _grouped(record.actions)
        self._signals = _grouped(record.signals)

    def actions_of(self, cause: Cause) -> list[ActionItem]:
        return self._actions.get(cause.id, [])

    def signals_of(self, cause: Cause) -> list[Signal]:
        return self._signals.get(cause.id, [])

    def owner(self, identifier: str | None) -> Owner | None:
        return self._owners.get(identifier or "")

    def is_reachable(self, owner: Owner) -> bool:
        return owner.confirmed_at is not None or (self._trust_addresses and bool(owner.address))

    def top_risks(self) -> list[Cause]:
        return [c for c in self.record.causes if c.disposition is Disposition.TOP]


def owner_lacks(
    facts: Facts, owned: ActionItem | Signal, *, where: str, name: str
) -> Iterable[Missing]:
    """What stands between an action or signal and one person who answers for it (P6, P16)."""
    owner = facts.owner(owned.owner)
    if owner is None:
        yield Missing(
            code="no_owner",
            template="Nobody owns “{name}” yet. Which one person?",
            where=where,
            rule="P6",
            subject=owned.id,
            data={"name": name},
        )
    elif not facts.is_reachable(owner):
        yield Missing(
            code="owner_unreachable",
            template="{owner} owns “{name}” but cannot be reached: no confirmed address.",
            where=where,
            rule="P16",
            subject=owned.id,
            data={"owner": owner.name, "name": name},
        )


def shortened(text: str, longest: int = 60) -> str:
    """The beginning of a text on one line, to name it by."""
    line = " ".join(text[: 4 * longest].split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _grouped(items: Iterable[Owned]) -> dict[str | None, list[Owned]]:
    groups: dict[str | None, list[Owned]] = {}
    for item in items:
        groups.setdefault(item.cause, []).append(item)
    return groups
