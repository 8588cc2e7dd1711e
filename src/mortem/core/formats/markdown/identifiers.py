"""Identifiers of what a document holds: the ones it names, and dependable ones where it names none."""

from __future__ import annotations

from mortem.core.errors import BadDocument


class Identifiers:
    """Hands out each identifier once. Without one, the same words in the same document get the same."""

    def __init__(self, review: str) -> None:
        self.lines: dict[str, int] = {}
        self._review = review
        self._taken: dict[tuple[str, str], int] = {}
        self._times: dict[tuple[str, str], int] = {}

    def claim(self, kind: str, given: str | None, text: str, line: int, column: int) -> str:
        """The identifier `given`, or one made from `text`. Raises BadDocument for one that is taken."""
        identifier = given or self._made(kind, text)
        first = self._taken.get((kind, identifier))
        if first is not None:
            raise BadDocument(
                "The identifier “{identifier}” was already used in line {first}.",
                line=line,
                column=column,
                hint="After copying an item, take its identifier away.",
                identifier=identifier,
                first=str(first),
            )
        self._taken[kind, identifier] = line
        self.lines.setdefault(identifier, line)
        return identifier

    def _made(self, kind: str, text: str) -> str:
        count = self._times[kind, text] = self._times.get((kind, text), 0) + 1
        return derived(self._review, kind, text, str(count))


def derived(*words: str) -> str:
    """An identifier in the form of a UUID (version 8) that depends on nothing but `words`."""
    import hashlib  # noqa: PLC0415 - documents that name their identifiers do without it

    digest = hashlib.sha256("\x00".join(words).encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
