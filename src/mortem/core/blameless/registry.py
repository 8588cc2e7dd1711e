"""Every rule of the package, one to a file, found by looking."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from os import listdir
from typing import TYPE_CHECKING

from mortem.core.blameless import rules

if TYPE_CHECKING:
    from mortem.core.blameless.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return the rules in the order of their names."""
    names = sorted(
        file.removesuffix(".py")
        for folder in rules.__path__
        for file in listdir(folder)  # noqa: PTH208 - pathlib and pkgutil would be a tenth of a cold start
        if file.endswith(".py") and not file.startswith("_")
    )
    return tuple(import_module(f"{rules.__name__}.{name}").RULE for name in names)
