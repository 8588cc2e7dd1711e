"""References by name where the name is unique, by identifier where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.formats.markdown.attributes import Pair

LONGEST_PATH: Final = 400
"""Letters of a path in a package; what is longer is referred to by identifier."""


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

    def within(self, reference: str, *, by_name: bool) -> tuple[str, str] | None:
        """The identifier of a thing that is referred to, and the path behind it after a slash, if any."""
        end = len(reference)
        while end > -1 and len(reference) - end <= LONGEST_PATH:
            head = reference[:end]
            known = self.find(head) if by_name else head
            if known is not None and self.knows(known):
                return known, reference[end + 1 :]
            end = reference.rfind("/", 0, end)
        return None

    def pair_within(self, key: str, identifier: str, path: str, suffix: str) -> Pair:
        """The same as `pair` for a file within a thing: by name, unless that could mean another one."""
        behind = f"/{path}" if path else ""
        by_name = self._names[identifier] + behind
        if not path or self.within(by_name, by_name=True) == (identifier, path):
            return self.pair(key, identifier, behind + suffix)
        return f"{key} id", identifier + behind + suffix

    def pair(self, key: str, identifier: str, suffix: str = "") -> Pair:
        """How an attribute `key` refers to a thing; `suffix` is added to the reference."""
        name = self._names[identifier]
        if name and self.find(name) == identifier:
            return key, name + suffix
        return f"{key} id", identifier + suffix
