"""From an environment to a ready Django: folder, settings, schema, first account."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mortem.core.errors import CannotStart
from mortem.web import databases, env, folder

if TYPE_CHECKING:
    from pathlib import Path


def choose_data(data: Path | None) -> Path:
    """Settle the data folder for this process and everything it starts."""
    if data is not None:
        os.environ["MORTEM_DATA"] = str(data.expanduser().resolve())
    return env.data_folder()


def set_up(data: Path) -> None:
    """Prepare the folder and load Django. Raises CannotStart in words."""
    folder.prepare(data)
    _check_driver()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mortem.web.settings")
    import django  # noqa: PLC0415 - heavy, and only after the folder is ready

    django.setup()


def _check_driver() -> None:
    if databases.is_postgres(env.text("DATABASE_URL")) and not find_spec("psycopg"):
        raise CannotStart(
            "DATABASE_URL names PostgreSQL, but what speaks with it is not installed.",
            hint="Install Mortem with it: pip install 'mortem[postgres]'. Or leave DATABASE_URL out.",
        )


def bring_up_to_date(data: Path) -> Path | None:
    """Apply what the schema lacks, after a backup. Returns the backup, if one was needed.

    Raises CannotStart when the database cannot be opened, and when the data was written by a
    newer version: nothing is touched then.
    """
    from django.core.management import call_command  # noqa: PLC0415 - needs set_up
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    _open_database()
    executor = MigrationExecutor(connection)
    known = set(executor.loader.graph.nodes)
    applied = set(executor.recorder.applied_migrations())
    newer = sorted(name for app, name in applied - known if app == "web")
    if newer:
        raise CannotStart(
            "This data was last used by a newer Mortem ({step}).",
            step=newer[-1],
            hint="Install that version again, or restore a backup made by this one.",
        )
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return None
    backup = (
        folder.back_up_database(data, at=datetime.now(UTC), reason="before-upgrade")
        if applied and connection.vendor == "sqlite"
        else None
    )
    call_command("migrate", verbosity=0, interactive=False)
    return backup


def _open_database() -> None:
    from django.db import DatabaseError, connection  # noqa: PLC0415 - needs set_up

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise CannotStart(
            "The database cannot be opened: {why}.",
            why=str(error).partition("\n")[0],
            hint="Is PostgreSQL running, and is DATABASE_URL right?"
            if connection.vendor == "postgresql"
            else "Nothing was changed. Put a backup in its place: mortem restore FILE --replace",
        ) from error


def sign_in_path(who: str = "") -> str:
    """Return a fresh path that signs `who` in once: this computer's own account unless named.

    Raises NotFound when not exactly one account has that name or confirmed address.
    """
    from django.urls import reverse  # noqa: PLC0415 - needs set_up

    from mortem.web.operations import users  # noqa: PLC0415

    now = datetime.now(UTC)
    user = users.account_called(who) if who else users.local_account(at=now)
    return reverse("sign_in_link", args=[users.issue_sign_in(user, at=now)])


def keep_house() -> None:
    """Purge what has waited long enough; needs set_up and the newest schema."""
    from mortem.web.jobs.housekeeping import keep_house as purge  # noqa: PLC0415 - needs set_up

    purge(at=datetime.now(UTC))
