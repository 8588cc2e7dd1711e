"""The private notebook: lines written, changed, put away; and whether it asks once a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from mortem.core.errors import BadInput, NotFound
from mortem.core.notebook import JottingKind, a_month_later
from mortem.web import vault
from mortem.web.models import Jotting, User
from mortem.web.operations.evidence import add_evidence
from mortem.web.operations.parts import plain_text, tidy

if TYPE_CHECKING:
    from datetime import date, datetime

    from mortem.web.models import Participant, Review

JOTTING_LENGTH = 1_000  # characters: one or two sentences, and room for a third
HELPED_LENGTH = 200
LINK_LENGTH = 500


@transaction.atomic
def add_jotting(user: User, *, at: datetime, today: date, **said: Any) -> Jotting:
    """Write a line down. It answers this month's question, too.

    Raises BadInput for an empty or a very long text, an unknown kind and a link that no
    browser opens.
    """
    jotting: Jotting = Jotting.objects.create(user=user, created_at=at, **_checked(said))
    rest_for_a_month(user, today=today)
    return jotting


def change_jotting(jotting: Jotting, **said: Any) -> None:
    """Write a line anew. Raises BadInput like `add_jotting`, NotFound when it was put away."""
    if not Jotting.objects.filter(pk=jotting.pk).update(**_checked(said)):
        raise NotFound("This line was put away meanwhile.", hint="Bring it back first.")


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    if said["kind"] not in set(JottingKind):
        raise BadInput("kind", "There is no such kind of line.")
    return {
        **said,
        "text": plain_text("text", said["text"], limit=JOTTING_LENGTH),
        "helped": _short("helped", said.get("helped", ""), HELPED_LENGTH),
        "link": _link(said.get("link", "")),
    }


def _short(field: str, text: str, limit: int) -> str:
    line = " ".join(tidy(text).split())
    if len(line) > limit:
        raise BadInput(field, "This line is longer than {limit} characters.", limit=limit)
    return line


def _link(text: str) -> str:
    """Return an address that a browser may open, or nothing."""
    link = _short("link", text, LINK_LENGTH)
    if link and not _is_whole(link):
        raise BadInput(
            "link", "Write a whole address, such as https://example.org/, or leave this empty."
        )
    return link


def _is_whole(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in link


def delete_jotting(jotting: Jotting, *, at: datetime) -> None:
    """Put a line away; it can be brought back for 30 days."""
    Jotting.objects.filter(pk=jotting.pk).update(deleted_at=at)


def restore_jotting(jotting: Jotting) -> None:
    """Bring a line back."""
    Jotting.everything.filter(pk=jotting.pk).update(deleted_at=None)


def ask_monthly(user: User, *, wanted: bool, today: date) -> None:
    """Ask "anything to note?" a month from now and from then on, or never again."""
    user.notebook_date = a_month_later(today) if wanted else None
    user.save(update_fields=["notebook_date"])


def rest_for_a_month(user: User, *, today: date) -> None:
    """Let the question rest where it is due; whoever does not want it is not asked by this."""
    due = User.objects.filter(pk=user.pk, notebook_date__lte=today)
    due.update(notebook_date=a_month_later(today))


def take_notebook_along(
    review: Review, *, name: str, text: str, by: Participant, at: datetime
) -> None:
    """Put a copy of the notebook into a review, as evidence like any other.

    Raises BadInput when there is nothing in it: an empty file proves nothing.
    """
    if not text:
        raise BadInput("notebook", "Your notebook is empty so far.", hint="Write a line first.")
    sealed = vault.seal([text.encode()], limit=settings.EVIDENCE_MAX_BYTES)
    add_evidence(review, brought=[(name, "text/markdown", sealed)], by=by, at=at)
