"""Diagnostics as text, JSON lines, SARIF 2.1.0 or GitHub annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mortem.core.blameless.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mortem.core.blameless.diagnostic import Diagnostic

FORMATS = ("text", "json", "sarif", "github")
_LEVELS = {Severity.NOTE: "note", Severity.WARNING: "warning", Severity.STRONG: "error"}
_ANNOTATIONS = {Severity.NOTE: "notice", Severity.WARNING: "warning", Severity.STRONG: "error"}


class Found(NamedTuple):
    """A diagnostic in a file; lines and columns count from 1, the end is the place after it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    diagnostic: Diagnostic


def shown(found: Sequence[Found], form: str) -> str:
    """Return what was found in one of `FORMATS`."""
    if form == "json":
        return _json(found)
    if form == "sarif":
        from mortem.core.blameless.sarif import sarif  # noqa: PLC0415 - only this form needs it

        return sarif(found, _LEVELS)
    return "".join(map(_text if form == "text" else _github, found))


def _text(one: Found) -> str:
    said = one.diagnostic
    place = f"{one.file}:{one.line}:{one.column}"
    return f"{place}: {said.severity.value}: {said.message} [{said.rule}]\n    {said.suggestion}\n"


def _json(found: Sequence[Found]) -> str:
    import json  # noqa: PLC0415 - only this form needs it

    return "".join(f"{json.dumps(_fields(one), ensure_ascii=False)}\n" for one in found)


def _fields(one: Found) -> dict[str, Any]:
    said = one.diagnostic
    return {
        "file": one.file,
        "line": one.line,
        "column": one.column,
        "end_line": one.end_line,
        "end_column": one.end_column,
        "rule": said.rule,
        "category": said.category.value,
        "severity": said.severity.value,
        "message": said.message,
        "suggestion": said.suggestion,
    }


def _github(one: Found) -> str:
    said = one.diagnostic
    place = f"file={_property(one.file)},line={one.line},endLine={one.end_line},col={one.column}"
    if one.line == one.end_line:  # elsewhere columns are refused
        place += f",endColumn={one.end_column}"
    level = _ANNOTATIONS[said.severity]
    words = _data(f"{said.message} {said.suggestion}")
    return f"::{level} {place},title={_property(f'mortem {said.rule}')}::{words}\n"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
