"""The Markdown form: the document an engineer commits beside the code.

`parse(render(record), at=…)` equals `written(record)`, which is everything people wrote: readings,
ratings, confidences, addresses and history stay in the JSON form. The form itself is described in
docs/reference/markdown.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mortem.core.formats.markdown.document import Document, parse, read
    from mortem.core.formats.markdown.projection import written
    from mortem.core.formats.markdown.rendering import render

__all__ = ["Document", "parse", "read", "render", "written"]

_HOMES = {
    "Document": "document",
    "parse": "document",
    "read": "document",
    "render": "rendering",
    "written": "projection",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for: who only reads should not wait for what writes."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
