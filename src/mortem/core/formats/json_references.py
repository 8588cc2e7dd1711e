"""What a JSON document may not say though its shape is right: references to nothing, circles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.causes import walk
from mortem.core.errors import BadInput
from mortem.core.phases import phase_names

if TYPE_CHECKING:
    from mortem.core.record import Record

Path = tuple[str | int, ...]

_IDENTIFIED = (
    *("participants", "owners", "themes", "cards", "causes", "ratings", "confidences"),
    *("reverse_answers", "signals"),
    *("actions", "entries", "evidence", "lessons"),
)
_REFERENCES = (
    ("cards", "participant", "participants"),
    ("cards", "cause", "causes"),
    ("cards", "entry", "entries"),
    ("causes", "theme", "themes"),
    ("causes", "parent", "causes"),
    ("ratings", "cause", "causes"),
    ("ratings", "participant", "participants"),
    ("signals", "cause", "causes"),
    ("signals", "owner", "owners"),
    ("actions", "cause", "causes"),
    ("actions", "owner", "owners"),
    ("actions", "signal", "signals"),
)


class Wrong(Exception):
    """A value that cannot be taken, and the path to it."""

    def __init__(self, path: Path, template: str, **data: str) -> None:
        super().__init__(template)
        self.path = path
        self.template = template
        self.data = data


def check(record: Record) -> None:
    """Refuse what has the right shape but leads nowhere."""
    if record.phase not in phase_names(record.kind):
        allowed = ", ".join(phase_names(record.kind))
        raise Wrong(
            ("phase",), "“{value}” is none of: {allowed}.", value=record.phase, allowed=allowed
        )
    known = {name: _identifiers(record, name) for name in _IDENTIFIED}
    for name, field, target in _REFERENCES:
        for index, part in enumerate(getattr(record, name)):
            _check_reference(getattr(part, field), known[target], (name, index, field))
    for name in ("causes", "entries"):
        for index, part in enumerate(getattr(record, name)):
            for number, citation in enumerate(part.citations):
                path = (name, index, "citations", number, "evidence")
                _check_reference(citation.evidence, known["evidence"], path)
    try:
        walk(record.causes)
    except BadInput as error:
        raise Wrong(("causes",), error.template, **error.data) from None


def _identifiers(record: Record, name: str) -> set[str]:
    known: set[str] = set()
    for index, part in enumerate(getattr(record, name)):
        if part.id in known:
            raise Wrong((name, index, "id"), "“{id}” is used twice.", id=part.id)
        known.add(part.id)
    return known


def _check_reference(value: str | None, known: set[str], path: Path) -> None:
    if value is not None and value not in known:
        raise Wrong(path, "There is no “{value}” in this document.", value=value[:80])
