"""All signs, and one look at a review for them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.health import signs as package
from mortem.core.health.sign import FEWEST_VOICES

if TYPE_CHECKING:
    from mortem.core.health.sign import Evidence, Facts, Sign


class Found(NamedTuple):
    """A sign that shows, and where."""

    sign: Sign
    evidence: tuple[Evidence, ...]


@cache
def signs() -> tuple[Sign, ...]:
    """Return every sign there is, those read from the text first, by name."""
    modules = (
        import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__)
    )
    found: list[Sign] = [module.SIGN for module in modules]
    return tuple(sorted(found, key=lambda sign: (sign.behaviour, sign.name)))


def look(facts: Facts) -> tuple[Found, ...]:
    """Return the signs that show. Behaviour is only read where enough people take part."""
    asked = (sign for sign in signs() if not sign.behaviour or facts.voices >= FEWEST_VOICES)
    found = (Found(sign, sign.find(facts)) for sign in asked)
    return tuple(one for one in found if one.evidence)
