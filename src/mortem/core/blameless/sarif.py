"""SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mortem import __version__
from mortem.core.blameless.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mortem.core.blameless.diagnostic import Severity
    from mortem.core.blameless.rule import Rule
    from mortem.core.blameless.shown import Found


def sarif(found: Sequence[Found], levels: Mapping[Severity, str]) -> str:
    """Return a log of one run."""
    places = {rule.name: index for index, rule in enumerate(all_rules())}
    run = {
        "tool": {
            "driver": {
                "name": "mortem",
                "version": __version__,
                "rules": [_rule(rule) for rule in all_rules()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, levels, places) for one in found],
    }
    return json.dumps({"version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.looks_for},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.example} → {rule.better}"},
        "properties": {"tags": [rule.category.value]},
    }


def _result(
    one: Found, levels: Mapping[Severity, str], places: Mapping[str, int]
) -> dict[str, Any]:
    said = one.diagnostic
    region = {
        "startLine": one.line,
        "startColumn": one.column,
        "endLine": one.end_line,
        "endColumn": one.end_column,
    }
    artifact = {"uri": quote(one.file, errors="surrogateescape")}
    result = {
        "ruleId": said.rule,
        "ruleIndex": places[said.rule],
        "level": levels[said.severity],
        "message": {"text": f"{said.message} {said.suggestion}"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
    if said.replacement is not None:
        change = {"deletedRegion": region, "insertedContent": {"text": said.replacement}}
        changes = [{"artifactLocation": artifact, "replacements": [change]}]
        result["fixes"] = [{"description": {"text": said.suggestion}, "artifactChanges": changes}]
    return result
