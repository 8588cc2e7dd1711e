"""Phrases are data: one TOML file for each rule or lexicon, read when it is first needed."""

from __future__ import annotations

import re
from functools import cache
from pkgutil import get_data

_SLOT = re.compile(r"\{([a-z_]+)\}")


@cache
def phrases(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lists of `<name>.toml` by their keys."""
    import tomllib  # noqa: PLC0415 - a text without a single hit need not pay for it

    data = get_data(__name__, f"{name}.toml")
    if data is None:
        raise LookupError(name)
    return {key: tuple(entries) for key, entries in tomllib.loads(data.decode()).items()}


@cache
def words(name: str, key: str) -> frozenset[str]:
    """Return one list as a set to look words up in."""
    return frozenset(phrases(name)[key])


@cache
def compiled(name: str, template: str) -> re.Pattern[str]:
    """Return the pattern in which `{key}` stands for any phrase of that list of `<name>.toml`."""
    return re.compile(_SLOT.sub(lambda slot: _any_of(phrases(name)[slot[1]]), template))


def _any_of(entries: tuple[str, ...]) -> str:
    """Return the source of a pattern that matches any entry, the longest first."""
    return "(?:" + "|".join(sorted(entries, key=lambda entry: (-len(entry), entry))) + ")"
