"""Evidence brought through the pages, and its rows waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from mortem.web.models import Evidence
from mortem.web.rows import works
from mortem.web.rows.piece import piece_of

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import Review


def bring(client: Client, review: Review, name: str, content: bytes) -> Evidence:
    """Bring a file, and wait until its rows are read."""
    sent = [SimpleUploadedFile(name, content, "application/octet-stream")]
    assert client.post(f"/r/{review.pk}/evidence/files/", {"chosen": sent}).status_code == 302
    found: Evidence = Evidence.objects.get(name=name)
    wait_for(found)
    return found


def wait_for(evidence: Evidence) -> None:
    """Wait until nobody reads the rows of a piece any more."""
    work = works.work_on(piece_of(evidence))
    assert work is None or work.ended.wait(timeout=60)


def at(evidence: Evidence, rest: str = "rows/") -> str:
    """Return the address of a page of a piece, that of its rows if nothing else is said."""
    return f"/r/{evidence.review_id}/evidence/{evidence.pk}/{rest}"
