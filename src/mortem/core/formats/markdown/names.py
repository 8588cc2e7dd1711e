"""References by name where the name is unique, by identifier where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.formats.markdown.attributes import Pair


class Names:
    """The names of one kind of thing, such as owners."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self._ids: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}
        for identifier, name in named:
            self.add(identifier, name)

    def add(self, identifier: str, name: str) -> None:
        self._ids.setdefault(name, []).append(identifier)
        self._names[identifier] = name

    def find(self, name: str) -> str | None:
        """The identifier of the only thing with that name."""
        found = self._ids.get(name, [])
        return found[0] if len(found) == 1 else None

    def knows(self, identifier: str) -> bool:
        return identifier in self._names

    def pair(self, key: str, identifier: str, suffix: str = "") -> Pair:
        """How an attribute `key` refers to a thing; `suffix` is added to the reference."""
        name = self._names[identifier]
        if name and self.find(name) == identifier:
            return key, name + suffix
        return f"{key} id", identifier + suffix
