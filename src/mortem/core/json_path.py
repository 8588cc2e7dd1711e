"""One number in a JSON answer, found by a path: a small part of JSONPath (RFC 9535).

`$` is the whole; `.name` and `['any name']` go into an object; `[0]` and `[-1]` into a list;
`[*]` means every member, and then a last word makes one number of them: `.length()`,
`.sum()`, `.min()`, `.max()` or `.avg()`. `.length()` counts a list without `[*]`, too.
"""

from __future__ import annotations

import re
from math import isfinite
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

from mortem.core.errors import BadInput, CannotRead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LONGEST: Final = 300
_STEP = re.compile(
    r"""\.(?P<call>length|sum|min|max|avg)\(\)$
      | \.(?P<name>[^\s.*\[\]'"()]+)
      | \[(?P<quote>['"])(?P<quoted>.+?)(?P=quote)\]
      | \[(?P<place>-?\d{1,6})\]
      | (?P<every>\[\*\]|\.\*)""",
    re.VERBOSE,
)
_CALLS: Final[dict[str, Callable[[Sequence[float]], float]]] = {
    "sum": sum,
    "min": min,
    "max": max,
    "avg": fmean,
}


def steps(path: str) -> list[dict[str, str | None]]:
    """Return a path's steps. Raises BadInput, naming the place, for one that cannot be read."""
    if not path.startswith("$") or len(path) > LONGEST:
        raise BadInput("path", "A path begins with $, such as $.queue.length or $.checks[0].ms.")
    found, place = [], 1
    while place < len(path):
        step = _STEP.match(path, place)
        if step is None:
            raise BadInput(
                "path",
                "From “{rest}” on, this path cannot be read.",
                rest=path[place : place + 20],
                hint="Known are .name, ['a name'], [0], [*] and at the end .length(), .sum(),"
                " .min(), .max(), .avg().",
            )
        found.append(step.groupdict())
        place = step.end()
    return found


def number_at(path: str, document: Any, *, quotes: bool = True) -> float:
    """Return the number at a path. Raises CannotRead, saying what was there instead.

    Without `quotes` it does not say it: an answer may repeat the secret that was sent.
    """
    found, many = [document], False
    for step in steps(path):
        if step["call"]:
            return _called(step["call"], found, path, many=many, quotes=quotes)
        many = many or step["every"] is not None
        found = [below for one in found for below in _below(one, step)]
    if len(found) != 1:
        raise CannotRead(
            "{path} leads to {count} places, not to one.",
            path=path,
            count=len(found),
            hint="End it with .length(), .sum(), .min(), .max() or .avg() to make one number."
            if found
            else "Look at the answer once more: is the name spelt so?",
        )
    return _number(found[0], path, quotes=quotes)


def _below(value: Any, step: dict[str, str | None]) -> Iterator[Any]:
    name = step["name"] or step["quoted"]
    if step["every"]:
        yield from value.values() if isinstance(value, dict) else _list(value)
    elif step["place"] is not None:
        within, place = _list(value), int(step["place"])
        yield from within[place:][:1] if -len(within) <= place < len(within) else ()
    elif isinstance(value, dict) and name in value:
        yield value[name]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _called(call: str, found: list[Any], path: str, *, many: bool, quotes: bool) -> float:
    if not many:
        found = _list(found[0]) if len(found) == 1 else []
    if call == "length":
        return float(len(found))
    if not found:
        raise CannotRead("{path} found nothing to count with.", path=path)
    return float(_CALLS[call]([_number(one, path, quotes=quotes) for one in found]))


def _number(value: Any, path: str, *, quotes: bool) -> float:
    """Take numbers, yes and no, and numbers written as text, as Prometheus writes them."""
    try:
        number = float(value)
        if isfinite(number):
            return number
    except (TypeError, ValueError, OverflowError):
        pass
    if not quotes:
        raise CannotRead("At {path} stands no number.", path=path)
    shown = type(value).__name__ if isinstance(value, dict | list) else str(value)[:40]
    raise CannotRead("At {path} stands no number but “{value}”.", path=path, value=shown)
