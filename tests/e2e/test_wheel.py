from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.conftest import Product

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds what the wheel installs, and nothing of the checkout."""
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place)]
    subprocess.run([*build, str(ROOT)], check=True, stdout=subprocess.DEVNULL)
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place / "site")
    return place / "site"


def test_the_wheel_alone_makes_its_data_and_serves_its_pages(
    unpacked_wheel: Path,
    new_product: Callable[[], Product],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(unpacked_wheel))
    where = [sys.executable, "-c", "import mortem; print(mortem.__file__)"]

    product = new_product()

    assert Path(subprocess.check_output(where, text=True).strip()).is_relative_to(unpacked_wheel)
    assert "<h1" in product.read("/sign-in/")
    assert "@layer" in product.read("/static/css/base.css")
    assert (product.data / "mortem.sqlite3").is_file()


def test_the_wheel_holds_every_file_of_the_package_and_no_other(unpacked_wheel: Path) -> None:
    assert files(unpacked_wheel / "mortem") == files(ROOT / "src" / "mortem")


def files(folder: Path) -> set[Path]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder) for path in found if "__pycache__" not in path.parts}
