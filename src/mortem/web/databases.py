"""SQLite in the data folder, or the PostgreSQL that DATABASE_URL names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mortem.core.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

# WAL lets readers go on while one writes; FULL survives a power cut; what is deleted is zeroed.
_SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-6000;"
    " PRAGMA secure_delete=ON;"
)


def from_url(url: str, data: Path) -> dict[str, Any]:
    """Return Django's settings of the one database. Raises BadInput for an unknown scheme."""
    if not url:
        return sqlite(data / "mortem.sqlite3")
    if is_postgres(url):
        return _postgres(url)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        from pathlib import Path  # noqa: PLC0415 - only this rare branch needs it

        return sqlite(Path(unquote(parts.path)))
    raise BadInput(
        "DATABASE_URL",
        "DATABASE_URL begins with “{scheme}”; write postgresql://… or leave it out for SQLite.",
        scheme=parts.scheme,
    )


def is_postgres(url: str) -> bool:
    """Tell whether a DATABASE_URL names PostgreSQL."""
    return urlsplit(url).scheme in {"postgres", "postgresql"}


def sqlite(path: Path) -> dict[str, Any]:
    """Return the settings of the file at `path`; writers wait up to 20 s for one another."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,  # each of the few page threads keeps its own
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": _SQLITE_START,
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
