"""How it is with everything that should be running, asked from a terminal."""

from __future__ import annotations

import os
import sqlite3
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import mortem, serving

if TYPE_CHECKING:
    from pathlib import Path


def says(data: Path, **env: str) -> tuple[int, str]:
    done = mortem("doctor", "--data", str(data), **env)
    assert done.stderr == ""
    return done.returncode, done.stdout


def change(data: Path, *statements: str) -> None:
    with sqlite3.connect(data / "mortem.sqlite3") as there:
        for statement in statements:
            there.execute(statement)


def test_what_is_missing_is_told_and_not_made(kept: Path, tmp_path: Path) -> None:
    code, said = says(tmp_path / "nowhere")
    assert (code, "There is no data folder" in said) == (1, True)
    assert not (tmp_path / "nowhere").exists()
    (kept / "secret.key").unlink()
    code, said = says(kept)
    assert (code, "has no secret.key" in said) == (1, True)
    assert not (kept / "secret.key").exists()
    (kept / "mortem.sqlite3").unlink()
    assert "has no database." in says(kept)[1]
    assert not (kept / "mortem.sqlite3").exists()


def test_data_of_another_version_is_told(kept: Path) -> None:
    change(
        kept,
        "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'web')",
    )
    code, said = says(kept)
    assert (code, "1 steps behind this version" in said) == (0, True)
    change(kept, "INSERT INTO django_migrations (app, name, applied) VALUES ('web', '9999_x', '')")
    code, said = says(kept)
    assert (code, "by a newer Mortem" in said) == (1, True)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return a folder with a plan whose signal waits for a report."""
    data, file = tmp_path / "data", tmp_path / "signals.toml"
    new = mortem("new", "ahead", "migration", "Move the orders", "--data", str(data))
    file.write_text(
        f'review = "{new.stdout[:8]}"\n[signal.beat]\nquestion = "Did it run?"\n'
        '[signal.beat.read]\nsource = "heartbeat"\nevery = "1d"\n'
    )
    assert mortem("signals", "apply", str(file), "--data", str(data)).returncode == 0
    return data


def test_a_plan_that_nobody_watches_is_ill_until_somebody_does(kept: Path) -> None:
    assert "✓ Mortem reads no signal by itself." in says(kept)[1]
    change(kept, "UPDATE web_review SET phase = 'watch'")
    code, said = says(kept)
    assert (code, "✗ Signals to be read: 1. Nobody has watched yet." in said) == (1, True)
    assert mortem("worker", "--once", "--data", str(kept)).returncode == 0
    code, said = says(kept)
    assert (code, "✓ Signals to be read: 1. Watched at " in said) == (0, True)
    change(kept, "UPDATE web_watch SET due_at = '2020-01-01 00:00:00'")
    assert "! Signals to be read: 1; 1 of them have waited" in says(kept)[1]


def test_secrets_that_do_not_open_and_messages_that_died_are_told(kept: Path) -> None:
    change(kept, "UPDATE web_watch SET sealed = 'gAAAAA'")
    code, said = says(kept)
    assert (
        code,
        "✗ Sealed secrets of sources, channels and trackers that do not open: 1." in said,
    ) == (
        1,
        True,
    )
    assert "✓ No message is stuck." in said


def test_backups_mail_and_a_server_are_seen(kept: Path) -> None:
    assert "! There is no backup yet." in says(kept)[1]
    mortem("backup", "--data", str(kept))
    said = says(kept, MORTEM_MAIL_URL="smtp://127.0.0.1:2525")[1]
    assert "✓ The newest backup is of " in said
    assert "✓ Mail is set up." in said
    (newest,) = (kept / "backups").iterdir()
    old = time.time() - 30 * 24 * 3600
    os.utime(newest, (old, old))
    assert "! The newest backup is of " in says(kept)[1]
    with serving(kept) as served:
        assert f"✓ Mortem serves at {served.url}." in says(kept)[1]


def test_a_look_is_kept_from_a_terminal(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "signals.toml"
    new = mortem("new", "ahead", "migration", "Move the orders", "--data", str(data))
    file.write_text(
        f'review = "{new.stdout[:8]}"\n[signal.eyes]\nquestion = "Who connects?"\nevery = "2d"\n'
        'response = "If anyone does, then Jun finds them."\n'
    )
    mortem("signals", "apply", str(file), "--data", str(data))
    listed = mortem("signals", "list", "--data", str(data)).stdout
    assert listed.split()[1:3] == ["waiting", "due"]
    key = listed[:8]
    done = mortem("signals", "check-in", key, "tripped", "--note", "Two", "--data", str(data))
    assert done.stdout.startswith("Kept: tripped. The next look is on ")
    assert done.stdout.endswith("You agreed: If anyone does, then Jun finds them.\n")
    assert mortem("signals", "list", "--data", str(data)).stdout.split()[1] == "tripped"
    wrong = mortem("signals", "check-in", key, "red", "--data", str(data))
    assert (wrong.returncode, "quiet, leaning, tripped" in wrong.stderr) == (2, True)
    number = mortem("signals", "push", key, "1", "--data", str(data))
    assert "not one that numbers are sent to" in number.stderr
