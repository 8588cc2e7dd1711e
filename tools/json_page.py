"""The page of the JSON form."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from mortem.core import record as r
from mortem.core.formats import json_form
from tools.tables import cell, paragraphs


def json_page() -> str:
    """Return every field of a review as the JSON form writes it, and one small document."""
    parts = [JSON_HEAD, _fields_of(r.Record, "A review")]
    named = (part for part in vars(r).values() if isinstance(part, type))
    kept = [part for part in named if is_dataclass(part) and part is not r.Record]
    parts += [_fields_of(part, part.__name__) for part in kept]
    parts += ["## The words of each state", _states(), f"## A small one\n\n{_small_document()}"]
    return "\n\n".join(parts)


JSON_HEAD = f"""\
# The JSON form

JSON carries everything: ratings, readings, outcomes, the history. Exported, imported into an empty folder and
exported again, it is the same byte for byte.

- One document is one review, in UTF-8. `format` is `{json_form.FORMAT}`, `version` is {json_form.VERSION}.
- Every field is written, also the empty ones, in the order below.
- Identifiers are opaque texts, unique in the document; a reference is another part's identifier.
- Moments are in UTC, days are `YYYY-MM-DD`. Without a value stands `null`.
- Reading is strict: an unknown field, a wrong type, a reference to nothing or a circle of whys is refused, with
  line and column."""


def _fields_of(part: type, name: str) -> str:
    hints = get_type_hints(part)
    words = part.__doc__ or ""
    words = "" if words.startswith(f"{part.__name__}(") else paragraphs(words)
    rows = [f"| `{one.name}` | {cell(_kind_of(hints[one.name]))} |" for one in fields(part)]
    intro = [words, ""] if words else []
    return "\n".join([f"## {name}", "", *intro, "| field | value |", "|---|---|", *rows])


def _kind_of(hint: Any) -> str:
    several = [kind for kind in get_args(hint) if kind is not Ellipsis]
    if get_origin(hint) is tuple:
        return f"list of {_kind_of(several[0])}"
    if get_origin(hint) is dict:
        return "object of texts"
    if several:
        return " or ".join(_kind_of(kind) for kind in several)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return f"a word of *{hint.__name__}*"
    return JSON_KINDS.get(hint, getattr(hint, "__name__", str(hint)))


JSON_KINDS: dict[Any, str] = {
    str: "text", int: "whole number", bool: "true or false", type(None): "null",
    date: "day", datetime: "moment",
}  # fmt: skip


def _states() -> str:
    enums = [e for e in vars(r).values() if isinstance(e, type) and issubclass(e, StrEnum)]
    rows = [
        f"| {enum.__name__} | {', '.join(f'`{state}`' for state in enum)} |"
        for enum in enums
        if enum is not StrEnum
    ]
    return "\n".join(["| state | words |", "|---|---|", *rows])


def _small_document() -> str:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    risk = r.Cause(
        id="c1", text="Nobody had restored a backup", position=0, disposition=r.Disposition.TOP
    )
    small = r.Record(
        id="9f1c", kind=r.Kind.PREMORTEM, context="migration", phase="protect",
        title="Move orders to the new cluster on 3 March", created_at=now,
        plan_date=date(2026, 3, 3), horizon_date=date(2026, 6, 3),
        causes=(risk,),
    )  # fmt: skip
    return f"```json\n{json_form.render(small).strip()}\n```"
