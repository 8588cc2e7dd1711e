from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.core.test_check import AHEAD, LACKING

if TYPE_CHECKING:
    from pathlib import Path


def mortem(*arguments: str, given: bytes = b"") -> tuple[int, str, str]:
    command = [sys.executable, "-m", "mortem", "check", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_the_exit_status_tells(tmp_path: Path) -> None:
    complete, lacking = tmp_path / "a.md", tmp_path / "b.md"
    complete.write_text(AHEAD, encoding="utf-8")
    lacking.write_text(LACKING, encoding="utf-8")
    assert mortem(str(complete)) == (0, f"{complete}: complete\n", "")
    assert mortem(str(complete), str(lacking))[0] == 1
    assert mortem("--format", "github", str(complete)) == (0, "", "")
    assert mortem("--format=json", str(complete))[1].startswith("[")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    absent, binary = tmp_path / "no.md", tmp_path / "b.md"
    binary.write_bytes(b"---\n\xff")
    status, out, err = mortem(str(absent), str(binary))
    assert (status, err) == (2, "")
    assert out.splitlines() == [
        f"{absent}:1:1: ! It cannot be read: No such file or directory.",
        f"{absent}: cannot be read",
        f"{binary}:2:1: ! This is no UTF-8 text.",
        f"{binary}: cannot be read",
    ]


def test_standard_input_is_a_dash() -> None:
    assert mortem("-", given=AHEAD.encode()) == (0, "-: complete\n", "")


def test_a_wrong_command_is_explained() -> None:
    for arguments, problem in (
        ((), "Which file?"),
        (("--colour", "a.md"), "There is no option “--colour”."),
        (("--format", "xml", "a.md"), "There is no format “xml”."),
    ):
        status, out, err = mortem(*arguments)
        assert (status, out) == (2, "")
        assert err.startswith(f"mortem check: {problem}\nUsage: mortem check")
    assert mortem("--help")[0] == 0


def test_it_loads_neither_django_nor_typer_nor_yaml(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(AHEAD, encoding="utf-8")
    script = (
        "import sys; sys.argv = ['mortem', 'check', sys.argv[1]]\n"
        "from mortem.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('django', 'typer', 'yaml', 'json') if name in sys.modules])"
    )
    shown = subprocess.check_output([sys.executable, "-c", script, str(path)], text=True)
    assert shown == f"{path}: complete\n[]\n"
