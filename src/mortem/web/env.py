"""Readers for the environment: each names the variable and what is allowed."""

from __future__ import annotations

import os
import sys
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from mortem.core.errors import BadInput

_YES = {"1", "true", "yes", "on"}
_NO = {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return a variable without outer space, or the default."""
    return os.environ.get(name, default).strip()


def switch(name: str, *, default: bool = False) -> bool:
    """Read a yes/no variable. Raises BadInput for anything else."""
    value = text(name, "yes" if default else "no").lower()
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise BadInput(name, "{name} is “{value}”; write yes or no.", name=name, value=value)


def megabytes(name: str, default: int, *, most: int) -> int:
    """Read a number of megabytes and return it in bytes. Raises BadInput for what is none, or is more than `most`."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= most):
        raise BadInput(
            name,
            "{name} is “{value}”; write a number of megabytes from 1 to {most}.",
            name=name,
            value=value,
            most=most,
        )
    return int(value) * 1024 * 1024


def data_folder() -> Path:
    """Return the folder that holds everything: MORTEM_DATA, or the user's own data folder."""
    chosen = text("MORTEM_DATA")
    return Path(chosen).expanduser() if chosen else _user_data_folder()


def _user_data_folder() -> Path:
    if sys.platform == "win32":
        return Path(text("LOCALAPPDATA") or Path.home() / "AppData/Local") / "Mortem"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/Mortem"
    return Path(text("XDG_DATA_HOME") or Path.home() / ".local/share") / "mortem"


def public_url() -> str:
    """Return the address that every link is built from, without a trailing slash; empty when unset."""
    value = text("MORTEM_PUBLIC_URL").rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query):
        raise BadInput(
            "MORTEM_PUBLIC_URL",
            "MORTEM_PUBLIC_URL is “{value}”; write a whole address such as https://mortem.example.",
            value=value,
        )
    return value


def account_url() -> str:
    """Return where account pages open while rooms are shared; elsewhere the public address."""
    return text("MORTEM_ACCOUNT_URL") or public_url()


def secret_key(folder: Path | None = None) -> str:
    """Return the installation's key: MORTEM_SECRET_KEY, or the one kept in the data folder, or in `folder`.

    Without either, a key for this process alone: whoever serves makes a lasting one first
    (`mortem.web.folder.prepare`).
    """
    chosen = text("MORTEM_SECRET_KEY")
    kept = (folder or data_folder()) / "secret.key"
    if chosen:
        return chosen
    if kept.is_file():
        return kept.read_text("ascii").strip()
    return os.urandom(32).hex()


class Keys(NamedTuple):
    """The installation's key, and those that it had before: they open what they sealed, and sign nothing."""

    now: str
    before: tuple[str, ...] = ()


def keys(folder: Path | None = None) -> Keys:
    """Return the key with the ones before it: MORTEM_OLD_SECRET_KEYS, and a kept one that is not used any more."""
    now = secret_key(folder)
    before = text("MORTEM_OLD_SECRET_KEYS").split()
    kept = (folder or data_folder()) / "secret.key"
    if kept.is_file():
        before.append(kept.read_text("ascii").strip())
    return Keys(now, tuple(key for key in dict.fromkeys(before) if key != now))


def help_lines() -> tuple[str, ...]:
    """Read MORTEM_HELP_LINES: who can be called here, each with its number, between semicolons.

    Nothing is guessed: without it a page points to people and to the emergency number, unnamed.
    """
    return tuple(line.strip() for line in text("MORTEM_HELP_LINES").split(";") if line.strip())


class Mail(NamedTuple):
    """Where mail is handed over; an empty host means that no mail is sent."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def mail() -> Mail:
    """Read MORTEM_MAIL_URL: smtp:// (plain), smtp+starttls:// or smtps://, with user and password."""
    value = text("MORTEM_MAIL_URL")
    if not value:
        return Mail()
    parts = urlsplit(value)
    ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise BadInput(
            "MORTEM_MAIL_URL",
            "MORTEM_MAIL_URL begins with “{scheme}”; write smtp://, smtp+starttls:// or smtps://.",
            scheme=parts.scheme,
        )
    return Mail(
        host=parts.hostname,
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+starttls",
        tls=parts.scheme == "smtps",
    )


def hosts(public: str) -> list[str]:
    """Return the host names this process answers to: its own, the public one, MORTEM_HOSTS."""
    own = ["localhost", "127.0.0.1", "[::1]"]
    named = [name.strip() for name in text("MORTEM_HOSTS").split(",") if name.strip()]
    host = urlsplit(public).hostname or ""
    return [*own, *filter(None, [f"[{host}]" if ":" in host else host]), *named]


def outgoing_networks() -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks inside that Mortem may ask: MORTEM_OUTGOING_NETWORKS, with commas between."""
    names = [name.strip() for name in text("MORTEM_OUTGOING_NETWORKS").split(",") if name.strip()]
    return tuple(map(_network, names))


def _network(name: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(name)
    except ValueError:
        raise BadInput(
            "MORTEM_OUTGOING_NETWORKS",
            "MORTEM_OUTGOING_NETWORKS names “{name}”; write networks such as 10.20.0.0/16.",
            name=name,
        ) from None


def sql_connections() -> dict[str, str]:
    """Return the databases that signals may ask, by name: MORTEM_SQL_CONNECTIONS, with spaces between."""
    found = {}
    for entry in text("MORTEM_SQL_CONNECTIONS").split():
        name, _, url = entry.partition("=")
        scheme = urlsplit(url).scheme
        if not name.isidentifier() or scheme not in {"sqlite", "postgres", "postgresql"}:
            raise BadInput(
                "MORTEM_SQL_CONNECTIONS",
                "MORTEM_SQL_CONNECTIONS has an entry that is not name=postgresql://… or"
                " name=sqlite:///path.",
            )
        found[name] = url
    return found
