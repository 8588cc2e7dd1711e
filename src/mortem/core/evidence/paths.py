"""Where something stands in JSON: `labels/severity`, with `*` for every element or every value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIELD = re.compile(r"\{([^{}]+)\}")


def all_at(value: Any, path: str) -> Iterator[Any]:
    """Yield every value at a path; the path “.” is the value itself."""
    if path in {"", "."}:
        yield value
        return
    key, _, rest = path.partition("/")
    if key == "*":
        inner = value.values() if isinstance(value, dict) else value
        for one in inner if isinstance(value, dict | list) else ():
            yield from all_at(one, rest)
    elif isinstance(value, dict) and key in value:
        yield from all_at(value[key], rest)


def first_at(value: Any, path: str) -> Any:
    """Return the first value at a path that says anything; None when there is none."""
    return next((one for one in all_at(value, path) if one not in (None, "", [], {})), None)


def filled(value: Any, template: str) -> str | None:
    """Return a template such as `{labels/alertname}: {summary}` with its fields; None if one is missing.

    A template without braces is a path by itself.
    """
    if "{" not in template:
        return _words(first_at(value, template))
    fields = {path: _words(first_at(value, path)) for path in _FIELD.findall(template)}
    if None in fields.values():
        return None
    return _FIELD.sub(lambda found: fields[found[1]] or "", template)


def _words(value: Any) -> str | None:
    if value is None or isinstance(value, dict | list):
        return None
    return str(value).strip() or None
