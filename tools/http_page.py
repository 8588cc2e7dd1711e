"""The page of the HTTP interface, from the description that the product itself gives."""

from __future__ import annotations

import os
import tempfile
from typing import Any

from tools.tables import cell, paragraphs

HEAD = """\
# The HTTP interface

For programs on behalf of somebody who is signed in: the same reviews, the same access. A program sends the
cookie of that person's browser (`mortem`), and with a post also the token that every form carries, as
`X-CSRFToken`. Tokens for programs of their own come later; what
posts [alerts](../how-to/alerts-come-in.md) has an address of its own already.

Errors are `application/problem+json` with the `code` of [the list of errors](errors.md). The description for
machines (OpenAPI) is at `/api/openapi.json`."""


def http() -> str:
    """Return every address with what it takes and what it answers."""
    described = _described()
    asked = [
        _operation(method, path, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    shapes = [_shape(name, shape) for name, shape in described["components"]["schemas"].items()]
    return "\n\n".join(
        [HEAD, "## What one may ask", *asked, "## What the answers look like", *shapes]
    )


def _described() -> dict[str, Any]:
    import django  # noqa: PLC0415 - only this page needs it
    from django.apps import apps  # noqa: PLC0415

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mortem.web.settings")
        os.environ.setdefault("MORTEM_DATA", tempfile.gettempdir())
        django.setup()
    from mortem.web.api.door import api  # noqa: PLC0415 - needs Django

    schema: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/")
    return schema


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    lines = [f"### {method.upper()} {path}", "", paragraphs(operation.get("description", ""))]
    if given := operation.get("parameters"):
        lines += ["", "| parameter | in | value |", "|---|---|---|", *map(_parameter, given)]
    return "\n".join([*lines, "", *map(_answer, operation["responses"].items())])


def _parameter(given: dict[str, Any]) -> str:
    default = given["schema"].get("default", "")
    words = (
        f"{_kind(given['schema'])}, {default} if left out"
        if default != ""
        else _kind(given["schema"])
    )
    return f"| `{given['name']}` | {given['in']} | {words} |"


def _answer(answer: tuple[Any, dict[str, Any]]) -> str:
    status, described = answer
    content = described.get("content", {}).get("application/json", {}).get("schema")
    return f"Answers {status}: {_kind(content) if content else described['description']}."


def _shape(name: str, shape: dict[str, Any]) -> str:
    rows = [f"| `{field}` | {cell(_kind(value))} |" for field, value in shape["properties"].items()]
    words = paragraphs(shape.get("description", ""))
    return "\n".join([f"### {name}", "", words, "", "| field | value |", "|---|---|", *rows])


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return KINDS.get(schema.get("format", schema.get("type", "")), "object of texts")


KINDS = {
    "uuid": "identifier",
    "date-time": "moment",
    "date": "day",
    "string": "text",
    "integer": "whole number",
    "null": "null",
}
