from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from zstandard import ZstdCompressor

from mortem.cli.in_order import MOST_OPEN, Sorting, in_order
from mortem.cli.timeline_files import WORTH_SHARING

if TYPE_CHECKING:
    from pathlib import Path

LOG = "".join(
    f"2026-03-01 09:30:0{n},250 ERROR [main] org.example.Till: no {n}\n" for n in range(3)
)
ALERT = (
    '{"receiver": "shop", "alerts": [{"startsAt": "2026-03-01T08:30:01Z", "endsAt": "0001-01-01T00:00:00Z",'
    ' "labels": {"alertname": "Down"}, "annotations": {}}]}'
)


def timeline(*arguments: str | Path, given: bytes = b"") -> tuple[int, str, str]:
    command = [sys.executable, "-m", "mortem", "timeline", *map(str, arguments)]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def rows(*arguments: str | Path, given: bytes = b"") -> list[dict[str, Any]]:
    status, told, _ = timeline(*arguments, given=given)
    assert status in {0, 1}
    return [json.loads(line) for line in told.splitlines()]


@pytest.fixture
def night(tmp_path: Path) -> Path:
    (tmp_path / "till.log").write_text(LOG)
    (tmp_path / "alert.json").write_text(ALERT)
    return tmp_path


def test_a_row_says_when_where_how_grave_who_and_what(night: Path) -> None:
    first = rows("--zone", "Europe/Berlin", night / "till.log")[0]
    assert first == {
        "at": "2026-03-01T08:30:00.250Z",
        "precision": "second",
        "zone": "assumed",
        "source": str(night / "till.log"),
        "format": "log4j",
        "line": 1,
        "level": "error",
        "who": "org.example.Till",
        "text": "no 0",
    }


def test_files_of_different_formats_stand_in_one_order(night: Path) -> None:
    told = rows("--zone", "Europe/Berlin", night / "till.log", night / "alert.json")
    assert [row["text"] for row in told] == ["no 0", "Down", "no 1", "no 2"]
    at = [datetime.fromisoformat(row["at"]) for row in told]
    assert sorted(at) == at


def test_rows_of_no_known_instant_come_last_and_say_what_their_clock_showed(night: Path) -> None:
    told = rows(night / "till.log", night / "alert.json")
    assert [row["at"] for row in told] == ["2026-03-01T08:30:01Z", None, None, None]
    assert told[1]["local"] == "2026-03-01T09:30:00.250"
    assert "local" not in told[0]


def test_a_window_leaves_out_what_lies_outside_and_counts_what_cannot_be_compared(
    night: Path,
) -> None:
    window = ("--from", "2026-03-01T08:30:01Z", "--to", "2026-03-01T08:30:02Z")
    both = (night / "till.log", night / "alert.json")
    assert [row["text"] for row in rows("--zone", "Europe/Berlin", *window, *both)] == [
        "Down",
        "no 1",
    ]
    status, told, trouble = timeline(*window, *both)
    assert (status, len(told.splitlines())) == (0, 1)
    assert trouble.startswith("3 rows of no known instant left out: give --zone")


def test_detect_says_what_each_file_is(night: Path) -> None:
    (night / "x.bin").write_bytes(bytes(range(256)) * 9)
    status, told, _ = timeline(
        "--detect", night / "till.log", night / "alert.json", night / "x.bin"
    )
    found = [json.loads(line) for line in told.splitlines()]
    assert status == 1
    assert [one["format"] for one in found] == ["log4j", "alertmanager", None]
    assert found[0] | {"file": ""} == {
        "file": "",
        "format": "log4j",
        "first_at": "2026-03-01T09:30:00.250",
        "zone": "unknown",
        "rows": 3,
        "skipped": 0,
        "confidence": 1.0,
    }
    assert (found[1]["first_at"], found[1]["zone"]) == ("2026-03-01T08:30:01Z", "utc")


def test_secrets_are_covered_unless_they_are_asked_for(tmp_path: Path) -> None:
    log = tmp_path / "till.log"
    log.write_text(LOG + LOG.replace("no 0", "password=hunter2hunter2"))
    assert "hunter2" not in timeline(log)[1]
    assert "hunter2" in timeline("--raw", log)[1]


def test_nothing_in_a_row_acts_upon_a_terminal_or_a_spreadsheet(tmp_path: Path) -> None:
    log = tmp_path / "till.log"
    log.write_text(
        LOG.replace("no 0", "\x1b]0;owned\x07\x9b31m\u202e").replace("no 1", "=1+1\there")
    )
    for form in ("jsonl", "csv", "table"):
        told = timeline("--format", form, log)[1]
        assert not set("\x1b\x07\x9b\u202e\u2066\r") & set(told), form
    cells = [
        row["text"] for row in csv.DictReader(io.StringIO(timeline("--format", "csv", log)[1]))
    ]
    assert cells[1].startswith("'=1+1")


def test_lines_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    log = tmp_path / "till.log"
    log.write_text("begin\n" + LOG)
    assert timeline(log)[2] == f"{log}: 1 line could not be read.\n"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is no format known here"),
        (b"nothing of a time\n" * 9, "is no format known here"),
        (bytes(range(256)) * 9, "is no text"),
        (gzip.compress(LOG.encode(), mtime=0)[:60], "cannot be unpacked"),
    ],
    ids=["empty", "prose", "binary", "torn"],
)
def test_a_file_nothing_can_be_made_of_is_told(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "what"
    path.write_bytes(data)
    status, told, trouble = timeline(path)
    assert (status, told) == (1, "")
    assert says in trouble


def test_what_is_torn_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    torn, whole = tmp_path / "a.log.gz", tmp_path / "b.log"
    packed = gzip.compress("".join(f"{n} {LOG}" for n in range(9000)).encode(), mtime=0)
    torn.write_bytes(packed[: len(packed) // 2])
    whole.write_text(LOG)
    status, told, trouble = timeline(torn, whole)
    assert (status, {json.loads(line)["source"] for line in told.splitlines()} >= {str(whole)}) == (
        1,
        True,
    )
    assert "cannot be unpacked" in trouble
    status, told, trouble = timeline("--detect", torn, whole)
    assert (status, json.loads(told.splitlines()[-1])["rows"]) == (1, 3)


def test_more_files_than_may_be_open_are_merged(tmp_path: Path) -> None:
    runs = []
    for place in range(MOST_OPEN + 30):
        with Sorting(tmp_path, place) as sorting:
            sorting.add(place % 7, str(place))
        runs += sorting.runs
    told = [int(line) for lines in in_order(runs) for line in lines]
    assert told == sorted(range(MOST_OPEN + 30), key=lambda place: (place % 7, place))


def test_other_files_are_read_although_one_is_not_there(night: Path) -> None:
    status, told, trouble = timeline(night / "gone.log", night / "alert.json")
    assert (status, len(told.splitlines())) == (1, 1)
    assert trouble == f"{night / 'gone.log'}: It cannot be read: No such file or directory.\n"


def test_standard_input_and_packed_files_are_read(night: Path) -> None:
    (night / "till.log.gz").write_bytes(gzip.compress(LOG.encode()))
    told = rows("-", night / "till.log.gz", given=LOG.encode())
    assert {row["source"] for row in told} == {"-", str(night / "till.log.gz")}
    assert len(told) == 6


def test_zstd_is_read_whatever_its_name_up_to_where_it_is_torn(tmp_path: Path) -> None:
    packed = ZstdCompressor().compress(LOG.encode())
    whole, torn, odd = tmp_path / "a.log.zst", tmp_path / "torn.zst", tmp_path / "night"
    whole.write_bytes(packed + packed)
    torn.write_bytes(packed + packed[:-9])
    odd.write_bytes(packed)
    assert len(rows(whole)) == 6
    assert len(rows(odd)) == 3
    status, told, trouble = timeline(torn)
    assert (status, len(told.splitlines())) == (1, 3)
    assert "cannot be unpacked" in trouble


def test_a_damaged_file_of_a_zip_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    night = tmp_path / "night.zip"
    with zipfile.ZipFile(night, "w") as archive:
        archive.writestr("a.log", "broken " + LOG)
        archive.writestr("b.log", LOG)
    night.write_bytes(night.read_bytes().replace(b"broken", b"BROKEN", 1))
    status, told, trouble = timeline(night)
    assert status == 1
    assert {json.loads(line)["source"] for line in told.splitlines()} >= {f"{night}/b.log"}
    assert f"{night}/a.log cannot be unpacked" in trouble


def test_a_tar_is_read_and_a_link_in_it_told(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(LOG)
    (tmp_path / "last").symlink_to("a.log")
    night = tmp_path / "night.tar.gz"
    with tarfile.open(night, "w:gz") as archive:
        for name in ("last", "a.log"):
            archive.add(tmp_path / name, name)
    status, told, trouble = timeline(night)
    assert (status, {json.loads(line)["source"] for line in told.splitlines()}) == (
        1,
        {f"{night}/a.log"},
    )
    assert trouble.startswith(f"{night}/last is a link")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--zone", "Mars/Olympus", "x"],
        ["--from", "soon", "x"],
        ["--to", "2026-03-01T09:30:00", "x"],
        ["--day", "yesterday", "x"],
        ["--format", "xml", "x"],
        ["--year", "0", "x"],
        ["--year", "20000", "x"],
        [],
    ],
)
def test_a_wrong_command_is_told(wrong: list[str]) -> None:
    status, told, trouble = timeline(*wrong)
    assert (status, told) == (2, "")
    assert trouble


def test_large_files_are_shared_and_come_out_whole_and_in_order(tmp_path: Path) -> None:
    """More rows than are held at a time, out of order in one file, on several processors."""
    lines = [
        f"2026-03-{1 + n % 28:02}T09:30:00Z web1 till[7]: {n} {'x' * 60}\n" for n in range(50_500)
    ]
    (tmp_path / "a.log").write_text("".join(lines))
    (tmp_path / "b.log").write_text("".join(sorted(lines)))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) > WORTH_SHARING
    told = rows(tmp_path / "a.log", tmp_path / "b.log")
    assert len(told) == 101_000
    at = [row["at"] for row in told]
    assert at == sorted(at)
    assert len({(row["source"], row["line"]) for row in told}) == 101_000


def test_whoever_has_seen_enough_ends_it_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(LOG * 3000)
    command = f"{sys.executable} -m mortem timeline {tmp_path / 'a.log'} | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"")


@pytest.mark.skipif(os.name == "nt", reason="an interruption is POSIX's")
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_leaves_nothing_behind(
    tmp_path: Path, sent: signal.Signals, status: int
) -> None:
    (tmp_path / "a.log").write_text(LOG * 100_000)
    (tmp_path / "room").mkdir()
    command = [sys.executable, "-m", "mortem", "timeline", str(tmp_path / "a.log")]
    with subprocess.Popen(
        command, env=os.environ | {"TMPDIR": str(tmp_path / "room")}, stdout=subprocess.DEVNULL
    ) as reading:
        deadline = time.monotonic() + 30
        while not [*(tmp_path / "room").glob("*")] and time.monotonic() < deadline:
            time.sleep(0.05)
        reading.send_signal(sent)
    assert reading.returncode == status
    assert [*(tmp_path / "room").iterdir()] == []


def test_rows_of_one_moment_stay_as_they_came(tmp_path: Path) -> None:
    with Sorting(tmp_path, 0, held=2) as sorting:
        for number in range(7):
            sorting.add(-5 if number == 6 else 5, str(number), apart=number == 3)
    told = [int(line) for lines in in_order(sorting.runs) for line in lines]
    assert told == [6, 0, 1, 2, 4, 5, 3]


def test_it_begins_without_django_or_typer() -> None:
    code = "import sys, mortem.cli.timeline; print({'django', 'typer'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
