"""How grave a line says it is, in one vocabulary for all formats (that of syslog, RFC 5424)."""

from __future__ import annotations

from typing import Final

_NAMES: Final = {
    "trace": "trace t v verbose finest finer silly",
    "debug": "debug d dbg fine debug1 debug2 debug3 debug4 debug5",
    "info": "info i inf information informational normal log config success ok",
    "notice": "notice n note",
    "warning": "warning w warn wrn warnings minor degraded",
    "error": "error e err eror errors severe failure failed major fail",
    "critical": "critical c crit fatal f alert emerg emergency panic dpanic",
}
_LEVELS: Final = {name: level for level, names in _NAMES.items() for name in names.split()}
_MOST_KEPT: Final = 1000
_SYSLOG: Final = (
    "critical",
    "critical",
    "critical",
    "error",
    "warning",
    "notice",
    "info",
    "debug",
)
LEVELS: Final = tuple(_NAMES)
"""From the least grave to the gravest."""


class _Written(dict[str, "str | None"]):
    def __missing__(self, written: str) -> str | None:
        if len(self) > _MOST_KEPT:
            self.clear()
        level = self[written] = _LEVELS.get(written.strip("<>[]: ").lower())
        return level


_WRITTEN: Final = _Written()


def level_of(written: str) -> str | None:
    """Return the level a word or letter means; None for one that is not known."""
    return _WRITTEN[written]


def level_of_priority(priority: int) -> str:
    """Return the level of a syslog priority: its remainder by 8 (RFC 5424, 6.2.1)."""
    return _SYSLOG[priority % 8]
