"""A document as the JSON that `report.typ` reads."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mortem.core.report import Block, Report, Section

LAYOUT_DATA = "report"
"""The name under which the layout asks for its data."""


def data(report: Report, *, language: str = "en") -> str:
    """Return the document as JSON; every block says of what kind it is."""
    return json.dumps(
        {
            "title": report.title,
            "kicker": report.kicker,
            "direction": report.direction,
            "foot": report.foot,
            "language": language,
            "lead": [_block(one) for one in report.lead],
            "sections": [_section(one) for one in report.sections],
        },
        ensure_ascii=False,
    )


@cache
def layout() -> bytes:
    """Return the layout's source."""
    return (files(__package__) / "report.typ").read_bytes()


def _section(one: Section) -> dict[str, Any]:
    return {"title": one.title, "blocks": [_block(block) for block in one.blocks]}


def _block(one: Block) -> dict[str, Any]:
    """Paper is as wide as a desk: it needs no drawing for a phone."""
    kept = {name: value for name, value in asdict(one).items() if name != "narrow"}
    return {"kind": type(one).__name__.lower(), **kept}
