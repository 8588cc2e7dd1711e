"""Read the head of a document into the facts of a record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from mortem.core.formats.markdown import moments
from mortem.core.formats.markdown.words import VERSION
from mortem.core.phases import first_phase, phase_names
from mortem.core.record import (
    Deadline,
    Kind,
    Mode,
    Owner,
    Pace,
    Participant,
    Role,
    Theme,
    Visibility,
)

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from enum import StrEnum

    from mortem.core.formats.markdown.front_matter import Value
    from mortem.core.formats.markdown.identifiers import Identifiers

_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_DAYS = {"plan": "plan_date", "horizon": "horizon_date"}
_MOMENTS = {"published": "published_at", "closed": "closed_at"}
_WORDS = {"context": "context", "follows": "follows", "cost_unit": "cost_unit"}
_NUMBERS = {"severity": "severity", "minutes": "minutes"}
_KNOWN = (
    "mortem, version, id, context, phase, plan, horizon, severity, near_miss, follows, zone, "
    "minutes, pace, mode, visibility, cost_unit, created, published, closed, themes, people, "
    "owners, deadlines"
)
_LONGEST_NUMBER = 9


class Head:
    """The head's values by name; each is taken once and what is left over is refused."""

    def __init__(self, value: Value) -> None:
        self.value = value
        self.fields = value.mapping()
        self.zone: tzinfo | None = None

    def facts(self, at: datetime) -> dict[str, Any]:
        """The plain fields of the record, without lists and without an identifier."""
        facts: dict[str, Any] = {"kind": self._kind()}
        self._check_version()
        facts |= self._zone()
        facts |= self._phase(facts["kind"])
        created = self.fields.pop("created", None)
        facts["created_at"] = at if created is None else self.moment(created)
        facts |= self._taken(_DAYS, _day)
        facts |= self._taken(_MOMENTS, self.moment)
        facts |= self._taken(_WORDS, lambda value: value.text())
        facts |= self._taken(_NUMBERS, _number)
        facts |= self._taken({"near_miss": "near_miss"}, _flag)
        facts |= self._taken({"pace": "pace"}, lambda value: _choice(value, Pace))
        facts |= self._taken({"mode": "mode"}, lambda value: _choice(value, Mode))
        facts |= self._taken({"visibility": "visibility"}, lambda value: _choice(value, Visibility))
        facts.setdefault("context", "custom")
        return facts

    def identifier(self) -> str | None:
        value = self.fields.pop("id", None)
        return None if value is None else value.text() or None

    def themes(self, identifiers: Identifiers) -> tuple[Theme, ...]:
        return tuple(
            Theme(id=fields.identifier(identifiers, "theme"), name=fields.name, position=position)
            for position, fields in enumerate(self._entries("themes", ()))
        )

    def owners(self, identifiers: Identifiers) -> tuple[Owner, ...]:
        owners = []
        for fields in self._entries("owners", ("address", "confirmed")):
            address, confirmed = fields.rest.get("address"), fields.rest.get("confirmed")
            owner = Owner(
                id=fields.identifier(identifiers, "owner"),
                name=fields.name,
                address="" if address is None else address.text(),
                confirmed_at=None if confirmed is None else self.moment(confirmed),
            )
            owners.append(owner)
        return tuple(owners)

    def people(self, identifiers: Identifiers, created_at: datetime) -> tuple[Participant, ...]:
        people = []
        for fields in self._entries("people", ("role", "joined")):
            role, joined = fields.rest.get("role"), fields.rest.get("joined")
            person = Participant(
                id=fields.identifier(identifiers, "participant"),
                name=fields.name,
                role=Role.PARTICIPANT if role is None else Role(_choice(role, Role)),
                joined_at=created_at if joined is None else self.moment(joined),
            )
            people.append(person)
        return tuple(people)

    def deadlines(self, kind: Kind) -> tuple[Deadline, ...]:
        deadlines = []
        for fields in self._entries("deadlines", ("until",)):
            until = fields.rest.get("until")
            if fields.name not in phase_names(kind):
                raise fields.value.wrong("“{phase}” is no phase that could end.", phase=fields.name)
            if until is None:
                raise fields.value.wrong("Until when? Write it as “until: 2026-03-05 17:00 UTC”.")
            deadlines.append(Deadline(phase=fields.name, at=self.moment(until)))
        return tuple(deadlines)

    def finish(self) -> None:
        """Refuse what nobody asked for."""
        for key, value in self.fields.items():
            raise value.wrong(
                "The head has no field “{key}”.", hint=f"It may have: {_KNOWN}.", key=key
            )

    def moment(self, value: Value) -> datetime:
        try:
            return moments.read(value.text(), self.zone)
        except moments.Unclear as unclear:
            raise value.wrong(str(unclear), value=value.text()) from None

    def _kind(self) -> Kind:
        value = self.fields.pop("mortem", None)
        if value is None:
            raise self.value.wrong(
                "The head does not say “mortem: premortem” or “mortem: postmortem”."
            )
        return Kind(_choice(value, Kind))

    def _check_version(self) -> None:
        value = self.fields.pop("version", None)
        if value is not None and value.text() != str(VERSION):
            raise value.wrong(
                "This document says version {version}; this Mortem reads version {known}.",
                hint="Read it with a newer Mortem.",
                version=value.text(),
                known=str(VERSION),
            )

    def _zone(self) -> dict[str, str]:
        value = self.fields.pop("zone", None)
        if value is None or not value.text():
            return {}
        self.zone = moments.zone(value.text())
        if self.zone is None:
            raise value.wrong(
                "Nobody knows a zone “{zone}”.",
                hint="Write it like Europe/Berlin or UTC.",
                zone=value.text(),
            )
        return {"zone": value.text()}

    def _phase(self, kind: Kind) -> dict[str, str]:
        value = self.fields.pop("phase", None)
        if value is None:
            return {"phase": first_phase(kind)}
        if value.text() not in phase_names(kind):
            raise value.wrong(
                "“{phase}” is no phase of a {kind}.",
                hint=f"It has: {', '.join(phase_names(kind))}.",
                phase=value.text(),
                kind=kind.value,
            )
        return {"phase": value.text()}

    def _taken(self, names: dict[str, str], reader: Any) -> dict[str, Any]:
        found = {field: self.fields.pop(key, None) for key, field in names.items()}
        return {
            field: reader(value)
            for field, value in found.items()
            if value is not None and value.content != ""
        }

    def _entries(self, key: str, allowed: tuple[str, ...]) -> list[_Entry]:
        value = self.fields.pop(key, None)
        if value is None or value.content == "":
            return []
        return [_Entry(entry, allowed) for entry in value.listed()]


class _Entry:
    """One line of a list in the head: a bare name, or a mapping with more."""

    def __init__(self, value: Value, allowed: tuple[str, ...]) -> None:
        self.value = value
        self.rest: dict[str, Value] = {}
        if isinstance(value.content, str):
            self.name = value.content
            return
        self.rest = value.mapping()
        name = self.rest.get("name")
        if name is None:
            raise value.wrong("This entry has no name.")
        self.name = name.text()
        for key, stray in self.rest.items():
            if key not in ("name", "id", *allowed):
                raise stray.wrong("“{key}” means nothing here.", key=key)

    def identifier(self, identifiers: Identifiers, kind: str) -> str:
        given = self.rest.get("id")
        value = given or self.value
        return identifiers.claim(
            kind, None if given is None else given.text(), self.name, value.line, value.column
        )


def _day(value: Value) -> date:
    try:
        return date.fromisoformat(value.text())
    except ValueError:
        raise value.wrong("“{day}” is no day such as 2026-03-03.", day=value.text()) from None


def _number(value: Value) -> int:
    text = value.text()
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER):
        raise value.wrong("“{number}” is no whole number.", number=text)
    return int(text)


def _flag(value: Value) -> bool:
    if value.text().lower() not in _FLAGS:
        raise value.wrong("“{value}” is neither true nor false.", value=value.text())
    return _FLAGS[value.text().lower()]


def _choice(value: Value, kind: type[StrEnum]) -> StrEnum:
    try:
        return kind(value.text())
    except ValueError:
        raise value.wrong(
            "“{value}” is none of: {allowed}.",
            value=value.text(),
            allowed=", ".join(member.value for member in kind),
        ) from None
