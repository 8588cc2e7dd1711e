"""Every rule of the package, one to a file, found by looking."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from mortem.core.blameless import rules

if TYPE_CHECKING:
    from mortem.core.blameless.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return the rules in the order of their names."""
    names = sorted(module.name for module in iter_modules(rules.__path__))
    return tuple(import_module(f"{rules.__name__}.{name}").RULE for name in names)
