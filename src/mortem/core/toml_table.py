"""Reads one table of a TOML file, key by key, and refuses what it does not know."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from mortem.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

E = TypeVar("E", bound=StrEnum)
HUGE = 10**100  # numbers beyond this cannot be reckoned with


class Table:
    """A TOML table on its way to a dataclass; every error names the file and the field."""

    def __init__(self, file: str, values: Mapping[str, Any], prefix: str = "") -> None:
        self.file = file
        self.prefix = prefix
        self._left = dict(values)

    def refuse(self, key: str, template: str, **data: Any) -> NoReturn:
        """Raise BadInput for `key`; `template` tells what is wrong with it."""
        field = f"{self.prefix}{key}"
        message = f"{{file}}: {{field}} {template}"
        raise BadInput(field, message, file=self.file, field=field, **data)

    def text(self, key: str, default: str | None = None) -> str:
        """One non-empty text; without a default it is required."""
        value = self._take(key, default)
        if not isinstance(value, str) or (value == "" and default is None):
            self.refuse(key, "needs a text, not {value!r}", value=value)
        if value != value.strip():
            self.refuse(key, "begins or ends with a space: {value!r}", value=value)
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of different, non-empty texts; empty when absent and not required."""
        values = self._take(key, None if required else [])
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            self.refuse(key, "needs a list of texts, not {value!r}", value=values)
        if len(set(values)) < len(values):
            self.refuse(key, "says the same thing twice")
        return tuple(values)

    def number(self, key: str, default: int | None = None) -> int:
        """A whole number, not below zero."""
        value = self._take(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.refuse(key, "needs a whole number of 0 or more, not {value!r}", value=value)
        return value

    def amount(self, key: str) -> float:
        """Read a number, which may have a fraction and be below zero; neither endless nor NaN."""
        value = self._take(key, None)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < HUGE:
            self.refuse(key, "needs a number below 1e100")
        return float(value)

    def flag(self, key: str) -> bool:
        """Read true or false, written out."""
        value = self._take(key, None)
        if not isinstance(value, bool):
            self.refuse(key, "needs true or false, not {value!r}", value=value)
        return value

    def choice(self, key: str, enum: type[E], default: E | None = None) -> E:
        """One member of `enum`, by its value."""
        value = self._take(key, default)
        if not isinstance(value, str) or value not in set(enum):
            allowed = ", ".join(enum)
            self.refuse(key, "is {value!r}; it may be {allowed}", value=value, allowed=allowed)
        return enum(value)

    def choices(self, key: str, enum: type[E]) -> tuple[E, ...]:
        """Members of `enum` by their values, each once; empty when absent."""
        for value in (values := self.texts(key)):
            if value not in set(enum):
                allowed = ", ".join(enum)
                self.refuse(
                    key, "has {value!r}; it may have {allowed}", value=value, allowed=allowed
                )
        return tuple(enum(value) for value in values)

    def tables(self, key: str) -> tuple[Table, ...]:
        """An array of tables, each with its place in the names of its fields."""
        values = self._take(key, [])
        if not isinstance(values, list) or not all(isinstance(v, dict) for v in values):
            self.refuse(key, "needs a list of tables, not {value!r}", value=values)
        return tuple(
            Table(self.file, value, f"{self.prefix}{key}[{place}].")
            for place, value in enumerate(values, start=1)
        )

    def mapping(self, key: str) -> Mapping[str, str]:
        """A table of texts under free names; empty when absent."""
        values = self._take(key, {})
        if not isinstance(values, dict):
            self.refuse(key, "needs a table of texts, not {value!r}", value=values)
        inner = Table(self.file, values, f"{self.prefix}{key}.")
        return {name: inner.text(name) for name in values}

    def keyed(self, key: str, enum: type[E]) -> Mapping[E, str]:
        """A table with a text for every member of `enum`, in the enum's order; empty when absent."""
        values = self.mapping(key)
        for name in values:
            if name not in set(enum):
                self.refuse(
                    f"{key}.{name}", "is not known; known are {known}", known=", ".join(enum)
                )
        missing = [member for member in enum if values and member not in values]
        if missing:
            self.refuse(key, "lacks {missing}", missing=", ".join(missing))
        return {member: values[member] for member in enum if values}

    def table(self, key: str) -> Table:
        """Return the table under a key."""
        value = self._take(key, None)
        if not isinstance(value, dict):
            self.refuse(key, "needs a table, not {value!r}", value=value)
        return Table(self.file, value, f"{self.prefix}{key}.")

    def named(self, key: str) -> Mapping[str, Table]:
        """Return the tables under a key by their names, as `[key.name]` writes them."""
        values = self._take(key, {})
        if not isinstance(values, dict) or not all(isinstance(v, dict) for v in values.values()):
            self.refuse(key, "needs tables with a name each, such as [{of}.name]", of=key)
        return {
            name: Table(self.file, inner, f"{self.prefix}{key}.{name}.")
            for name, inner in values.items()
        }

    def has(self, key: str) -> bool:
        """Tell whether there is something under a key that has not been taken yet."""
        return key in self._left

    def rest(self) -> Mapping[str, Any]:
        """Take whatever is left, for a table whose other names somebody else knows."""
        left, self._left = self._left, {}
        return left

    def finish(self, of: str) -> None:
        """Refuse whatever nobody asked for, so that a misspelt key cannot vanish silently.

        `of` says what the table describes, such as “a playbook”.
        """
        for key in self._left:
            self.refuse(key, "is not a field of {of}", of=of)

    def _take(self, key: str, default: object) -> Any:
        if key in self._left:
            return self._left.pop(key)
        if default is None:
            self.refuse(key, "is missing")
        return default
