"""The commands beside `serve` and `check`: they act for whoever sits at this computer."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from mortem import __version__
from mortem.web import folder
from tests.cli.conftest import copied, mortem, serving

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = files("mortem.web") / "examples"
BACK = str(EXAMPLES / "gitlab-2017-back.md")
AHEAD = str(EXAMPLES / "gitlab-2017-ahead.md")


def run(data: Path, *arguments: str) -> str:
    """Run a command that succeeds and return what it said."""
    done = mortem(*arguments, "--data", str(data))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def brought_in(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the example pair in it, which nobody changes."""
    place = copied(made, tmp_path_factory.mktemp("pair"))
    run(place, "import", AHEAD, BACK)
    return place


@pytest.fixture
def filled(brought_in: Path, tmp_path: Path) -> Path:
    """Return a data folder with the example pair in it."""
    return copied(brought_in, tmp_path)


def one(data: Path, way: str) -> str:
    """Return the short identifier of the review that looks this way."""
    rows = [line.split() for line in run(data, "list").splitlines()]
    return next(row[0] for row in rows if row[2] == way)


def test_it_says_which_one_it_is() -> None:
    done = mortem("--version")
    assert (done.returncode, done.stdout) == (0, f"mortem {__version__}\n")


def test_an_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    assert run(tmp_path / "mortem", "list") == "Nothing is here yet. Begin: mortem new\n"


def test_a_review_is_begun_listed_and_shown(data: Path) -> None:
    key = run(data, "new", "ahead", "migration", "Move orders to the new cluster").strip()
    assert run(data, "list").split()[0] == key.replace("-", "")[:8]
    shown = run(data, "show", key[:8]).splitlines()
    assert shown[:3] == ["Move orders to the new cluster", "premortem · Migration · Plan", key]
    assert shown[3:5] == ["", "Still open:"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("new", "sideways", "bug", "x"), 2, "“sideways” is none of: ahead, premortem"),
        (("new", "back", "migration", "x"), 2, "A postmortem has no context “migration”."),
        (("new", "ahead", "migration", " "), 2, "One line is needed here"),
        (("show", "12345678"), 1, "There is no review “12345678”."),
        (("export", "12345678", "--form", "docx"), 2, "“docx” is none of: md, json"),
        (("sign-in",), 1, "No Mortem is running on"),
        (("import", "not-there.md"), 1, "not-there.md: No such file"),
        (("backup", "--data", "nowhere"), 1, "There is nothing to back up in"),
        (("frobnicate",), 2, "Usage: mortem "),
    ],
)
def test_what_goes_wrong_is_told_with_a_status(
    data: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    done = mortem(*arguments, MORTEM_DATA=str(data))
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(words)


def test_out_and_in_and_out_again_is_the_same(filled: Path, tmp_path: Path) -> None:
    before = exported(filled)
    for way in ("ahead", "back"):
        (tmp_path / f"{way}.json").write_text(before[way, "json"], encoding="utf-8")
    fresh = tmp_path / "fresh"
    run(fresh, "import", str(tmp_path / "ahead.json"), str(tmp_path / "back.json"))
    assert exported(fresh) == before


def exported(data: Path) -> dict[tuple[str, str], str]:
    """Return both reviews in two forms each."""
    keys = {way: one(data, way) for way in ("ahead", "back")}
    return {
        (way, form): run(data, "export", key, "--form", form)
        for way, key in keys.items()
        for form in ("md", "json")
    }


def test_files_are_written_and_none_is_taken_away(filled: Path, tmp_path: Path) -> None:
    key = one(filled, "back")
    for form, start in (
        ("pdf", b"%PDF-"),
        ("html", b"<!doctype"),
        ("svg", b"<svg"),
        ("zip", b"PK"),
    ):
        target = tmp_path / f"x.{form}"
        run(filled, "export", key, "--form", form, "-o", str(target))
        assert target.read_bytes().startswith(start)
    arguments = ["export", key, "--form", "svg", "--data", str(filled)]
    command = [sys.executable, "-m", "mortem", *arguments]
    codes = [
        subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode
        for _ in "ab"
    ]
    assert codes == [0, 1]


def test_one_bad_file_keeps_no_other_out(data: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": "mortem-review",\n "version": 7}')
    done = mortem("import", str(bad), BACK, BACK, "--data", str(data))
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr.startswith(f"{bad}:2:13: ")
    assert "is here already." in done.stderr


def test_a_running_server_gets_a_fresh_link(data: Path) -> None:
    with serving(data) as served:
        link = run(data, "sign-in").strip()
        assert link.startswith(f"{served.url}/sign-in/")
        with urlopen(link) as answer:
            assert answer.status == 200
        assert (
            run(data, "new", "back", "bug", "A wrong total").splitlines()[1].startswith(served.url)
        )


def test_everything_comes_back_from_a_backup(filled: Path, tmp_path: Path) -> None:
    archive, fresh = tmp_path / "all.zip", tmp_path / "fresh"
    key = one(filled, "back")
    run(filled, "import", str(_with_evidence(filled, tmp_path)))
    said = run(filled, "backup", str(archive)).splitlines()
    assert said == [
        str(archive),
        "The key is in it: keep this file as safe as the data itself.",
    ]
    assert archive.stat().st_mode & 0o077 == 0
    run(fresh, "restore", str(archive))
    for form in ("json", "md"):
        there = run(fresh, "export", key, "--form", form)
        assert there == run(filled, "export", key, "--form", form)
    for name in ("secret.key", *_evidence(filled)):
        assert (fresh / name).read_bytes() == (filled / name).read_bytes()
    assert "Evidence as it was brought: 1 of 1." in run(fresh, "verify")


def _with_evidence(data: Path, tmp_path: Path) -> Path:
    """Return an archive of a review with a file, under an identifier of its own."""
    import hashlib

    raw = b"02:10 the shop is down\n"
    sha = hashlib.sha256(raw).hexdigest()
    record = json.loads(run(data, "export", one(data, "ahead"), "--form", "json"))
    lists = [name for name, value in record.items() if isinstance(value, list)]
    record |= {name: list[object]() for name in lists}
    record["id"] = "11111111-1111-4111-8111-111111111111"
    record["evidence"] = [
        {
            "id": "22222222-2222-4222-8222-222222222222",
            "name": "night.log",
            "media_type": "text/plain",
            "size": len(raw),
            "sha256": sha,
            "added_at": "2026-03-03T02:10:00Z",
        }
    ]
    target = tmp_path / "evidence.zip"
    with zipfile.ZipFile(target, "w") as box:
        box.writestr("review.json", json.dumps(record))
        box.writestr(f"evidence/{sha}", raw)
    return target


def _evidence(data: Path) -> list[str]:
    found = [str(one.relative_to(data)) for one in (data / "evidence").glob("??/*")]
    assert len(found) == 1
    return found


def test_a_backup_may_leave_the_key_out(filled: Path, tmp_path: Path) -> None:
    archive = tmp_path / "all.zip"
    said = run(filled, "backup", str(archive), "--without-key")
    assert "The key is not in it" in said
    with zipfile.ZipFile(archive) as box:
        assert box.namelist() == ["mortem-backup.json", "mortem.sqlite3"]


def test_evidence_without_its_key_stays_closed_until_the_key_is_named(
    filled: Path, tmp_path: Path
) -> None:
    archive, fresh = tmp_path / "all.zip", tmp_path / "fresh"
    run(filled, "import", str(_with_evidence(filled, tmp_path)))
    run(filled, "backup", str(archive), "--without-key")
    said = run(fresh, "restore", str(archive))
    assert "Evidence encrypted with a key that is not here, so far closed: 1." in said
    closed = mortem("verify", "--data", str(fresh))
    assert closed.returncode == 1
    assert "night.log: This evidence was encrypted with another key" in closed.stdout
    ill = mortem("doctor", "--data", str(fresh))
    assert (ill.returncode, "encrypted with another key: 1." in ill.stdout) == (1, True)
    key = (filled / "secret.key").read_text()
    opened = mortem("verify", "--data", str(fresh), MORTEM_OLD_SECRET_KEYS=key)
    assert (opened.returncode, "1 of 1." in opened.stdout) == (0, True)
    with serving(fresh, MORTEM_OLD_SECRET_KEYS=key):
        pass
    assert "Evidence as it was brought: 1 of 1." in run(fresh, "verify")


def test_a_backup_of_before_encryption_comes_back_and_is_encrypted(
    filled: Path, tmp_path: Path
) -> None:
    archive, fresh = tmp_path / "all.zip", tmp_path / "fresh"
    run(filled, "import", str(_with_evidence(filled, tmp_path)))
    (place,) = (filled / name for name in _evidence(filled))
    place.chmod(0o600)
    place.write_bytes(b"02:10 the shop is down\n")
    said = mortem("doctor", "--data", str(filled)).stdout
    assert "! Pieces of evidence that lie unencrypted: 1." in said
    run(filled, "backup", str(archive))
    run(fresh, "restore", str(archive))
    with serving(fresh):
        pass
    (place,) = (fresh / name for name in _evidence(fresh))
    assert b"the shop" not in place.read_bytes()
    assert "✓ All evidence is encrypted" in mortem("doctor", "--data", str(fresh)).stdout


def test_a_key_from_outside_is_kept_nowhere_and_a_backup_says_so(tmp_path: Path) -> None:
    data = tmp_path / "data"
    given = {"MORTEM_SECRET_KEY": "a-key-that-an-operator-keeps-elsewhere"}
    mortem("new", "back", "bug", "A wrong total", "--data", str(data), **given)
    assert not (data / "secret.key").exists()
    done = mortem("backup", str(tmp_path / "all.zip"), "--data", str(data), **given)
    assert "The key is MORTEM_SECRET_KEY, which is not in it" in done.stdout


def test_no_new_key_is_made_where_evidence_needs_the_old_one(filled: Path, tmp_path: Path) -> None:
    run(filled, "import", str(_with_evidence(filled, tmp_path)))
    key = (filled / "secret.key").read_text()
    (filled / "secret.key").unlink()
    refused = mortem("list", "--data", str(filled))
    assert refused.returncode == 3
    assert "secret.key is gone, and the evidence here opens with no other one." in refused.stderr
    assert not (filled / "secret.key").exists()
    (filled / "secret.key").write_text(key)
    assert "1 of 1." in run(filled, "verify")


def test_changed_evidence_is_told(filled: Path, tmp_path: Path) -> None:
    run(filled, "import", str(_with_evidence(filled, tmp_path)))
    (place,) = (filled / name for name in _evidence(filled))
    raw = place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    done = mortem("verify", "--data", str(filled))
    assert done.returncode == 1
    assert "Evidence as it was brought: 0 of 1." in done.stdout
    assert "night.log: What was kept of this evidence has been changed or cut" in done.stdout
    archive = tmp_path / "all.zip"
    run(filled, "backup", str(archive))
    refused = mortem("restore", str(archive), "--data", str(tmp_path / "fresh"))
    assert (refused.returncode, "is damaged" in refused.stderr) == (1, True)


def test_restoring_takes_nothing_away(filled: Path, tmp_path: Path) -> None:
    archive = tmp_path / "all.zip"
    run(filled, "backup", str(archive))
    run(filled, "new", "back", "bug", "Only in the newer data")
    refused = mortem("restore", str(archive), "--data", str(filled))
    assert refused.returncode == 1
    assert "holds reviews already" in refused.stderr
    said = run(filled, "restore", str(archive), "--replace")
    assert len(run(filled, "list").splitlines()) == 2
    aside = re.search(r"What was there before is in (.+)\.$", said)
    assert aside
    assert len(run(filled / aside[1], "list").splitlines()) == 3


def test_a_folder_that_a_restore_holds_is_no_running_server(data: Path) -> None:
    run(data, "list")
    with folder.locked(data, "a restore is under way"):
        done = mortem("sign-in", "--data", str(data))
    assert done.stderr.startswith(f"No Mortem is running on {data}")


def test_nothing_is_restored_under_a_running_server(filled: Path, tmp_path: Path) -> None:
    archive = tmp_path / "all.zip"
    with serving(filled):
        run(filled, "backup", str(archive))
        refused = mortem("restore", str(archive), "--replace", "--data", str(filled))
    assert refused.returncode == 3
    assert "is already running" in refused.stderr


def test_a_damaged_backup_changes_nothing(filled: Path, tmp_path: Path) -> None:
    archive, before = tmp_path / "all.zip", run(filled, "list")
    wrong = {
        "no backup of Mortem": {"x.txt": b"x"},
        "damaged": {"mortem-backup.json": b"{}", "mortem.sqlite3": b"SQLite format 3\x00 not"},
        "is no backup": {"mortem-backup.json": b"{}", "../../evil": b"x"},
        "“evidence/": {"mortem-backup.json": b"{}", f"evidence/00/{'0' * 64}": b"x"},
    }
    for words, members in wrong.items():
        with zipfile.ZipFile(archive, "w") as box:
            for name, raw in members.items():
                box.writestr(name, raw)
        done = mortem("restore", str(archive), "--replace", "--data", str(filled))
        assert done.returncode in {1, 2}
        assert words in done.stderr
        assert run(filled, "list") == before
        assert [
            p.name for p in filled.iterdir() if p.name.startswith(("restoring", "before"))
        ] == []


def test_with_postgres_the_database_is_left_to_its_own_tools(filled: Path, tmp_path: Path) -> None:
    archive = tmp_path / "all.zip"
    done = mortem(
        "backup", str(archive), "--data", str(filled), DATABASE_URL="postgresql://x@localhost/x"
    )
    assert done.returncode == 0
    assert "pg_dump" in done.stdout
    with zipfile.ZipFile(archive) as box:
        assert box.namelist() == ["mortem-backup.json", "secret.key"]


def test_search_can_be_built_anew(filled: Path) -> None:
    assert run(filled, "reindex").endswith(" things can be found.\n")


@pytest.mark.parametrize("command", ["backup", "--help"])
def test_what_needs_no_django_loads_none(filled: Path, command: str) -> None:
    code = (
        "import sys; sys.argv=['mortem',*sys.argv[1:]]\n"
        "from mortem.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([n for n in sys.modules if n == 'django'])"
    )
    arguments = [command] if command == "--help" else [command, "--data", str(filled)]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
