import subprocess
import sys

IMPORT_ALL = """
import importlib, pkgutil, sys, mortem.core as core
for module in pkgutil.walk_packages(core.__path__, "mortem.core."):
    importlib.import_module(module.name)
print([name for name in ("django", "ninja", "typer", "uvicorn", "sqlite3") if name in sys.modules])
"""


def test_the_whole_core_loads_without_a_framework_or_a_database() -> None:
    loaded = subprocess.check_output([sys.executable, "-c", IMPORT_ALL], text=True)

    assert loaded == "[]\n"
