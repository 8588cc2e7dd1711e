"""What Mortem takes up: `python -m bench.size [--runs N]`.

Memory at rest after a first page and after 200 pages, the time from `mortem serve` to the first
page (a first start ever, and one on existing data), `mortem check` against a Python that does
nothing, the wheel, and the bytes of a first page's styles and scripts. Bytecode is compiled
before anything is timed. Runs of a command and of its floor take turns.
"""

from __future__ import annotations

import argparse
import compileall
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from bench.product import Client, environment, serving, sign_in

ROOT = Path(__file__).resolve().parent.parent
CHECKED = ROOT / "src" / "mortem" / "web" / "examples" / "gitlab-2017-back.md"
PAGES = ("/", "/reviews/", "/search/?q=plan", "/ahead/new/", "/back/new/", "/lessons/", "/you/")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    asked = parser.parse_args()
    compileall.compile_dir(ROOT / "src", quiet=1)
    print("| measure | aim | seen |\n|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="mortem-bench-") as name:
        folder = Path(name)
        _starts(folder, asked.runs)
        _memory(folder / "data 0")
        _wheel(folder / "wheel")
    _check(asked.runs)


def _row(name: str, aim: str, seen: str) -> None:
    print(f"| {name} | {aim} | {seen} |", flush=True)


def _starts(folder: Path, runs: int) -> None:
    first = [_start(folder / f"data {number}") for number in range(max(3, runs // 4))]
    again, floor = [], []
    for _ in range(runs):
        again.append(_start(folder / "data 0"))
        floor.append(_seconds("-c", "import django.forms, django.db.models, uvicorn, a2wsgi"))
    low = median(floor)
    ratio = f"{median(again) / low:.1f} times loading Django and the server ({low:.2f} s)"
    _row("first start ever, to the first page", "", _spread(first))
    _row("start on existing data, to the first page", "2 s", f"{_spread(again)}, {ratio}")


def _start(data: Path) -> float:
    begun = time.perf_counter()
    with serving(data) as product:
        Client(product.port).get(product.sign_in_path)
        return time.perf_counter() - begun


def _spread(seconds: list[float]) -> str:
    return f"p50 {median(seconds):.2f} s, p95 {quantiles(seconds, n=20)[18]:.2f} s"


def _memory(data: Path) -> None:
    with serving(data) as product:
        client = sign_in(product)
        first = product.memory()
        page = client.get("/").decode()
        for number in range(200):
            client.get(PAGES[number % len(PAGES)])
        _row("resident memory after the first page", "150 MB", f"{first / 1e6:.0f} MB")
        _row("… after 200 more", "150 MB", f"{product.memory() / 1e6:.0f} MB")
        styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
        scripts = re.findall(r'src="(/static/[^"]+\.js)"', page)
        for name, paths in (("style sheets", styles), ("scripts", scripts)):
            total = sum(len(client.get(path)) for path in paths)
            _row(f"{name} of the first page", "", f"{len(paths)} files, {total / 1000:.1f} kB")
        _row("the first page itself", "", f"{len(page.encode()) / 1000:.1f} kB")


def _wheel(out: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        f"--outdir={out}",
        str(ROOT),
    ]
    subprocess.run(
        command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
    )
    _row("wheel", "", f"{next(out.glob('*.whl')).stat().st_size / 1000:.0f} kB")


def _check(runs: int) -> None:
    nothing, checked = [], []
    for _ in range(2 * runs):
        nothing.append(_seconds("-c", "pass"))
        checked.append(_seconds("-m", "mortem", "check", str(CHECKED)))
    ratio = median(checked) / median(nothing)
    low, high = median(nothing) * 1000, median(checked) * 1000
    _row(
        "mortem check, cold",
        "6 times (limit 10)",
        f"{ratio:.1f} times (p50 {high:.0f} to {low:.0f} ms)",
    )


def _seconds(*arguments: str) -> float:
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], env=environment(), stdout=subprocess.DEVNULL, check=False
    )
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
