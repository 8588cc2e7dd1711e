"""The JSON form: everything a record holds, byte for byte the same each time it is written.

Every field of every part is written, in the order of `mortem.core.record`; moments are UTC.
Reading is strict: unknown fields, wrong types, references to nothing and whys in a circle are
refused with the path, line and column.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections import Counter
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from mortem.core.errors import BadDocument, TooLarge
from mortem.core.formats.json_place import line_and_column, position
from mortem.core.formats.json_references import Path, Wrong, check
from mortem.core.record import Record

FORMAT = "mortem-review"
VERSION = 1
LONGEST = 64_000_000
LONGEST_TEXT = 1_000_000
MOST_ITEMS = 200_000
LARGEST_NUMBER = 2**53 - 1


class _Twice:
    """Stands for an object that says a field twice."""

    def __init__(self, key: str) -> None:
        self.key = key


def render(record: Record) -> str:
    """The document of everything in `record`; ends with a newline."""
    document = {"format": FORMAT, "version": VERSION, **_shown(record)}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def parse(text: str) -> Record:
    """The record that a document holds. Raises BadDocument with line and column, or TooLarge."""
    if len(text) > LONGEST:
        raise TooLarge("A document may have {most} characters, this one has more.", most=LONGEST)
    text = text.removeprefix("\ufeff")
    try:
        record = _record(_loaded(text))
        check(record)
    except Wrong as wrong:
        line, column = line_and_column(text, position(text, wrong.path))
        raise BadDocument(
            "{path}: " + wrong.template,
            line=line,
            column=column,
            path=_shown_path(wrong.path),
            **wrong.data,
        ) from None
    return record


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise BadDocument(
            "This is no JSON: {problem}.", line=error.lineno, column=error.colno, problem=error.msg
        ) from None
    except (ValueError, RecursionError):
        raise BadDocument("This is no JSON that a review could be.", line=1) from None


def _object(pairs: list[tuple[str, Any]]) -> Any:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    counts = Counter(key for key, _ in pairs)
    return _Twice(next(key for key, times in counts.items() if times > 1))


def _constant(name: str) -> None:
    raise ValueError(name)


def _record(document: Any) -> Record:
    fields = _mapping(document, ())
    if fields.pop("format", None) != FORMAT:
        raise Wrong(("format",), "This is no “{format}” document.", format=FORMAT)
    version = fields.pop("version", None)
    if version != VERSION or isinstance(version, bool):
        raise Wrong(
            ("version",),
            "This Mortem reads version {known}, not {found}.",
            known=str(VERSION),
            found=json.dumps(version)[:40],
        )
    record: Record = _built(Record, fields, ())
    return record


def _shown(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {
            field.name: _shown(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, tuple):
        return [_shown(one) for one in value]
    if isinstance(value, dict):
        return dict(sorted(value.items()))
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The names and types of a part's fields, in the order of the record."""
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in dataclasses.fields(kind))


@cache
def _required(kind: Any) -> frozenset[str]:
    without = dataclasses.MISSING
    return frozenset(
        field.name
        for field in dataclasses.fields(kind)
        if field.default is without and field.default_factory is without
    )


def _built(kind: Any, value: Any, path: Path) -> Any:
    fields = _mapping(value, path)
    known = dict(_fields(kind))
    for key in fields:
        if key not in known:
            raise Wrong((*path, key), "There is no such field here.")
    for key in known:
        if key not in fields and key in _required(kind):
            raise Wrong(path, "The field “{field}” is missing.", field=key)
    return kind(**{key: _read(known[key], one, (*path, key)) for key, one in fields.items()})


def _read(kind: Any, value: Any, path: Path) -> Any:
    if isinstance(kind, types.UnionType):
        inner = next(one for one in get_args(kind) if one is not types.NoneType)
        return None if value is None else _read(inner, value, path)
    if get_origin(kind) is tuple:
        return _listed(get_args(kind)[0], value, path)
    if get_origin(kind) is dict:
        found = _mapping(value, path)
        return {key: _text(one, (*path, key)) for key, one in found.items()}
    if dataclasses.is_dataclass(kind):
        return _built(kind, value, path)
    if issubclass(kind, StrEnum):
        return _choice(kind, value, path)
    return _READERS[kind](value, path)


def _listed(kind: Any, value: Any, path: Path) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Wrong(path, "A list is expected.")
    if len(value) > MOST_ITEMS:
        raise Wrong(path, "At most {most} items are taken.", most=str(MOST_ITEMS))
    return tuple(_read(kind, one, (*path, index)) for index, one in enumerate(value))


def _mapping(value: Any, path: Path) -> dict[str, Any]:
    if isinstance(value, _Twice):
        raise Wrong(path, "The field “{field}” is said twice.", field=value.key)
    if not isinstance(value, dict):
        raise Wrong(path, "An object is expected.")
    for key in value:
        _text(key, path)
    return dict(value)


def _text(value: Any, path: Path) -> str:
    if not isinstance(value, str):
        raise Wrong(path, "Text is expected.")
    if len(value) > LONGEST_TEXT:
        raise Wrong(path, "A text may have {most} characters.", most=str(LONGEST_TEXT))
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Wrong(path, "The text holds half a character (a lone surrogate).") from None
    return value


def _number(value: Any, path: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_NUMBER:
        raise Wrong(path, "A whole number is expected.")
    return value


def _amount(value: Any, path: Path) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Wrong(path, "A number is expected.")
    if not abs(value) <= LARGEST_NUMBER:
        raise Wrong(path, "This number is too large.")
    return float(value)


def _flag(value: Any, path: Path) -> bool:
    if not isinstance(value, bool):
        raise Wrong(path, "true or false is expected.")
    return value


def _moment(value: Any, path: Path) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value, path))
        if moment.tzinfo is None:
            raise Wrong(
                path, "“{value}” has no zone. Write it like 2026-03-03T02:10:00Z.", value=value
            )
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        template = "“{value}” is no moment such as 2026-03-03T02:10:00Z."
        raise Wrong(path, template, value=str(value)[:40]) from None


def _day(value: Any, path: Path) -> date:
    try:
        return date.fromisoformat(_text(value, path))
    except ValueError:
        raise Wrong(
            path, "“{value}” is no day such as 2026-03-03.", value=str(value)[:40]
        ) from None


def _choice(kind: type[StrEnum], value: Any, path: Path) -> StrEnum:
    try:
        return kind(_text(value, path))
    except ValueError:
        allowed = ", ".join(member.value for member in kind)
        template = "“{value}” is none of: {allowed}."
        raise Wrong(path, template, value=str(value)[:40], allowed=allowed) from None


_READERS = {str: _text, int: _number, float: _amount, bool: _flag, datetime: _moment, date: _day}


def _shown_path(path: Path) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
