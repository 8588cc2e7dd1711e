"""What every test outside the core stands on: a real database file and a data folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

# A busy machine is no reason for a test to fail.
hypothesis_settings.register_profile("calm", deadline=None, derandomize=True)
hypothesis_settings.load_profile("calm")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 - asked for its effect
) -> None:
    """Test on a SQLite file, with the journal and the locks that people have, not in memory."""
    from django.db import connection

    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> Path:
    """Give each test a data folder of its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.DATA = folder
    return folder
