"""Starting, starting twice, being killed, and every reason not to start at all."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import stat
import sys
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.cli.conftest import WITHIN, mortem, serving

if TYPE_CHECKING:
    from pathlib import Path


def read(url: str, **headers: str) -> tuple[int, str]:
    try:
        with urlopen(Request(url, headers=headers), timeout=WITHIN) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "mortem.sqlite3")) as base:
        return base.execute(query).fetchall()


def test_a_first_start_makes_the_folder_the_account_and_one_link(tmp_path: Path) -> None:
    with serving(tmp_path / "new" / "own") as served:
        assert read(f"{served.url}/alive/") == (200, "alive")
        assert rows(tmp_path / "new" / "own", "select is_local from web_user") == [(1,)]
        assert served.said.count("/sign-in/") == 1


def test_the_folder_and_its_key_are_for_their_owner_only(tmp_path: Path) -> None:
    with serving(tmp_path / "own"):
        assert stat.S_IMODE((tmp_path / "own").stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "own" / "secret.key").stat().st_mode) == 0o600


def test_it_listens_on_this_computer_only(tmp_path: Path) -> None:
    with serving(tmp_path) as served, socket.socket() as other:
        assert served.url == f"http://127.0.0.1:{served.port}"
        assert other.connect_ex(("127.0.0.2", served.port)) != 0


def test_a_name_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    """A page elsewhere must not reach this one by pointing its own name here."""
    with serving(tmp_path) as served:
        assert read(f"{served.url}/alive/", Host="evil.example")[0] == 400


def test_a_second_start_on_the_same_data_says_where_the_first_one_is(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        second = mortem("serve", "--data", str(tmp_path), "--no-open")
    assert second.returncode == 3
    assert second.stderr == (
        f"Mortem is already running on {tmp_path}: {served.url}.\n"
        "Open that one, stop it first, or choose another folder with --data.\n"
    )


def test_a_port_in_use_is_named_before_anything_is_changed(tmp_path: Path) -> None:
    with serving(tmp_path / "first") as served:
        port = str(served.port)
        second = mortem("serve", "--data", str(tmp_path / "two"), "--port", port, "--no-open")
    assert second.returncode == 3
    assert second.stderr == (
        f"Port {port} on 127.0.0.1 is not free: address already in use.\n"
        "Choose another one: mortem serve --port 8766. Any free one: --port 0.\n"
    )
    assert not (tmp_path / "two" / "mortem.sqlite3").exists()


def test_a_killed_server_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        os.kill(served.process.pid, signal.SIGKILL)
        served.process.wait(WITHIN)
        with serving(tmp_path) as again:
            assert read(f"{again.url}/alive/") == (200, "alive")
            assert rows(tmp_path, "pragma integrity_check") == [("ok",)]


def test_a_start_killed_half_way_is_finished_by_the_next(tmp_path: Path) -> None:
    """Half the schema, as a kill during the first migration leaves it."""
    with closing(sqlite3.connect(tmp_path / "mortem.sqlite3")) as base:
        base.execute("create table django_migrations (id integer primary key, app, name, applied)")
        base.commit()
    with serving(tmp_path) as served:
        assert read(f"{served.url}/alive/") == (200, "alive")


def test_data_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with serving(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "mortem.sqlite3")) as base:
        base.execute(
            "insert into django_migrations (app, name, applied)"
            " values ('web', '9999_from_the_future', '2030-01-01')"
        )
        base.commit()
    refused = mortem("serve", "--data", str(tmp_path), "--no-open")
    assert refused.returncode == 3
    assert refused.stderr == (
        "This data was last used by a newer Mortem (9999_from_the_future).\n"
        "Install that version again, or restore a backup made by this one.\n"
    )


def test_an_upgrade_keeps_a_copy_from_before(tmp_path: Path) -> None:
    with serving(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "mortem.sqlite3")) as base:
        base.execute("delete from django_migrations where app = 'sessions'")
        base.execute("drop table django_session")
        base.commit()
    with serving(tmp_path) as served:
        copies = list((tmp_path / "backups").iterdir())
        assert [copy.name.endswith("-before-upgrade.sqlite3") for copy in copies] == [True]
        assert str(copies[0]) in served.said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("not a folder")
    refused = mortem("serve", "--data", str(tmp_path / "own"), "--no-open")
    assert refused.returncode == 3
    assert refused.stderr == (
        f"{tmp_path / 'own'} cannot be written: file exists.\n"
        "Choose another folder with --data, or mend its permissions.\n"
    )


@pytest.mark.parametrize("value", ["0", "4097", "many", "-1", "²", "1" * 400])
def test_a_size_that_is_none_is_named(tmp_path: Path, value: str) -> None:
    refused = mortem("list", "--data", str(tmp_path), MORTEM_EVIDENCE_MAX_MB=value)
    assert refused.returncode == 2
    assert refused.stderr == (
        f"MORTEM_EVIDENCE_MAX_MB is “{value}”; write a number of megabytes from 1 to 4096.\n"
    )


def test_a_public_address_that_is_none_is_named(tmp_path: Path) -> None:
    refused = mortem("serve", "--data", str(tmp_path), "--no-open", MORTEM_PUBLIC_URL="mortem")
    assert refused.returncode == 2
    assert refused.stderr == (
        "MORTEM_PUBLIC_URL is “mortem”; write a whole address such as https://mortem.example.\n"
    )


def test_the_link_to_sign_in_begins_with_the_public_address(tmp_path: Path) -> None:
    """Behind a proxy or at the end of a tunnel, the address of the process opens for nobody."""
    with serving(tmp_path, MORTEM_PUBLIC_URL="https://mortem.example") as served:
        later = mortem("sign-in", "--data", str(tmp_path))
    assert served.url == "https://mortem.example"
    assert later.stdout.startswith("https://mortem.example/sign-in/")


def test_while_a_room_is_shared_one_signs_in_on_this_computer(tmp_path: Path) -> None:
    shared = {"MORTEM_PUBLIC_URL": "http://192.0.2.7:8765"}
    with serving(tmp_path, "--share", **shared) as served:
        later = mortem("sign-in", "--data", str(tmp_path))
    assert served.url == f"http://127.0.0.1:{served.port}"
    assert later.stdout.startswith(f"{served.url}/sign-in/")
    assert "http://192.0.2.7:8765/join/" in served.said


def test_another_address_to_listen_on_is_the_one_that_answers(tmp_path: Path) -> None:
    with serving(tmp_path, "--host", "127.0.0.2") as served:
        assert served.url == f"http://127.0.0.2:{served.port}"
        assert read(f"{served.url}/alive/") == (200, "alive")


def test_sharing_on_one_address_alone_is_refused(tmp_path: Path) -> None:
    refused = mortem("serve", "--data", str(tmp_path), "--share", "--host", "192.0.2.7")
    assert refused.returncode == 2
    assert refused.stderr == (
        "With --share, Mortem listens on every address, not on 192.0.2.7 alone.\n"
        "Leave --host out. The address in links is MORTEM_PUBLIC_URL.\n"
    )


def test_a_database_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "mortem.sqlite3").write_text("This is a letter, not a database. " * 40)
    refused = mortem("serve", "--data", str(tmp_path), "--no-open")
    assert refused.returncode == 3
    assert refused.stderr == (
        "The database cannot be opened: file is not a database.\n"
        "Nothing was changed. Put a backup in its place: mortem restore FILE --replace\n"
    )


def test_a_postgres_that_does_not_answer_is_named(tmp_path: Path) -> None:
    away = f"postgresql://mortem:hush@/mortem?host={tmp_path}"
    refused = mortem("list", "--data", str(tmp_path), DATABASE_URL=away)
    assert refused.returncode == 3
    said, hint = refused.stderr.splitlines()
    assert said.startswith("The database cannot be opened: connection")
    assert "hush" not in said
    assert hint == "Is PostgreSQL running, and is DATABASE_URL right?"


def test_sharing_shows_rooms_but_no_account_pages_to_the_network(tmp_path: Path) -> None:
    """127.0.0.1 is this computer; any other of its addresses is how the network sees it."""
    with serving(tmp_path, "--share") as served:
        near = f"http://127.0.0.1:{served.port}"
        there = next(line.strip() for line in served.said.splitlines() if "/join/" in line)
        outside = there.removesuffix("/join/")
        assert read(f"{near}/sign-in/")[0] == 200
        if outside.startswith("http://127."):
            pytest.skip("this machine has no address but loopback")
        assert read(there)[0] == 200
        assert [read(f"{outside}{path}")[0] for path in ("/sign-in/", "/", "/api/", "/you/")] == (
            [404, 404, 404, 404]
        )
