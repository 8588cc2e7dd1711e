"""`mortem new`: begin a review from the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from mortem.cli import desk, start
from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook, playbooks
from mortem.core.record import Kind

if TYPE_CHECKING:
    from pathlib import Path

_KINDS = {
    "ahead": Kind.PREMORTEM,
    "premortem": Kind.PREMORTEM,
    "back": Kind.POSTMORTEM,
    "postmortem": Kind.POSTMORTEM,
}


def new(kind: str, context: str, title: str, *, data: Path | None) -> None:
    """Begin a review and print its identifier, and its address when a server runs."""
    chosen = _kind(kind)
    _check_context(chosen, context)
    user = desk.sit_down(data)
    from mortem.web.operations.reviews import begin_review  # noqa: PLC0415 - needs Django

    review = begin_review(context=context, title=title, by=user, at=datetime.now(UTC))
    typer.echo(str(review.pk))
    if place := desk.address(start.choose_data(data)):
        typer.echo(f"{place}/r/{review.pk}/")


def _kind(word: str) -> Kind:
    if word not in _KINDS:
        raise BadInput("kind", "“{kind}” is none of: {known}.", kind=word, known=", ".join(_KINDS))
    return _KINDS[word]


def _check_context(kind: Kind, context: str) -> None:
    known = [book.slug for book in playbooks(kind)]
    if context not in known or playbook(context).kind is not kind:
        raise BadInput(
            "context",
            "A {kind} has no context “{context}”.",
            hint=f"It may be: {', '.join(known)}.",
            kind=kind.value,
            context=context,
        )
