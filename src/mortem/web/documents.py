"""A review in every form it can leave in. What may not be read yet is never in a record."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language, gettext

from mortem.core.errors import NotFound
from mortem.core.formats import html, json_form, markdown
from mortem.core.formats.note import note
from mortem.core.formats.svg import Words
from mortem.core.integrity import told
from mortem.core.playbooks import playbook
from mortem.core.record import Role
from mortem.core.report import Picture, Report, outside, report
from mortem.web import archive, links
from mortem.web.pdf import pdf_of
from mortem.web.permissions import may
from mortem.web.queries.names import public_title
from mortem.web.queries.records import record_of
from mortem.web.queries.reports import company_of
from mortem.web.zones import known_zone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from mortem.core.record import Rating, Record
    from mortem.web.models import Participant, Review, User

LONGEST_NAME = 80
PICTURES = ("why-tree", "fishbone", "risks", "timeline", "warned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks for a document: what they may read, do, and which evidence they brought."""

    role: Role
    readable: QuerySet[Review]
    me: Participant | None = None
    user: User | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file to hand over."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Form:
    ending: str
    media_type: str
    make: Callable[[Review, Reader, datetime], bytes]


def document(review: Review, form: str, *, reader: Reader, at: datetime) -> Document:
    """Return a review in one of FORMS or as one of PICTURES. Raises NotFound for any other."""
    if form in PICTURES:
        made = _picture(review, form, reader, at).encode()
        return Document(f"{file_name(review)} {form}.svg", "image/svg+xml", made)
    if form not in FORMS:
        raise NotFound(
            "There is no form “{form}”.",
            form=form[:40],
            hint=f"There are: {', '.join([*FORMS, *PICTURES])}.",
        )
    how = FORMS[form]
    title = public_title(review) if form == "outside" else review.title
    name = f"{file_name(review, title)}{how.ending}"
    return Document(name, how.media_type, how.make(review, reader, at))


def file_name(review: Review, title: str = "") -> str:
    """Return a review's title, or the one given, as a name that any disk takes, without an ending."""
    plain = re.sub(r"[^\w\s.,()+-]", " ", unicodedata.normalize("NFC", title or review.title))
    name = " ".join(plain.split())[:LONGEST_NAME].strip(" .-")
    return name or ("pre-mortem" if review.looks_ahead else "post-mortem")


def ascii_name(name: str) -> str:
    """Return a file name in ASCII, for programs that read no other."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, ending = plain.rpartition(".")
    return (
        " ".join(stem.split()).strip(" .-") + dot + ending
        if stem.strip(" .-")
        else f"review.{ending}"
    )


def record_for(review: Review, reader: Reader) -> Record:
    """Return the record that this reader may take away.

    Addresses, involvement and earlier words only for those who take part, and of the ratings only their own as
    theirs (METHOD P10). Words of parts that were put away go with nobody.
    """
    record = record_of(review)
    takes_part = may(reader.role, Role.PARTICIPANT)
    record = replace(record, activity=tuple(told(record, earlier=takes_part)))
    mine = str(reader.me.pk) if reader.me else None
    record = replace(record, ratings=tuple(_private(one, mine) for one in record.ratings))
    if takes_part:
        return record
    return replace(
        record,
        owners=tuple(replace(one, address="") for one in record.owners),
        participants=tuple(replace(one, involved=False) for one in record.participants),
    )


def _private(rating: Rating, mine: str | None) -> Rating:
    return rating if rating.participant == mine else replace(rating, participant=None)


def report_of(review: Review, reader: Reader, at: datetime, *, standalone: bool = False) -> Report:
    """Return the review as a document in the reader's language."""
    return report(
        record_of(review, history=False),
        at=at,
        company=company_of(review, readable=reader.readable),
        say=gettext,
        words=Words.translated(gettext, personal=playbook(review.context).personal),
        standalone=standalone,
    )


def note_of(review: Review, reader: Reader, at: datetime) -> str:
    """Return the note for a pull request, at most 25 lines."""
    return note(
        record_of(review, history=False),
        today=timezone.localdate(at, timezone=known_zone(review.zone)),
        address=links.absolute(f"/r/{review.pk}/") if links.works_for_others() else "",
        pre=company_of(review, readable=reader.readable).before,
    )


def _json(review: Review, reader: Reader, at: datetime) -> bytes:
    del at
    return json_form.render(record_for(review, reader)).encode()


def _markdown(review: Review, reader: Reader, at: datetime) -> bytes:
    del at
    return markdown.render(record_for(review, reader)).encode()


def _html(review: Review, reader: Reader, at: datetime) -> bytes:
    language = get_language() or "en"
    return html.page(report_of(review, reader, at, standalone=True), language=language).encode()


def _pdf(review: Review, reader: Reader, at: datetime) -> bytes:
    return pdf_of(
        report_of(review, reader, at), language=(get_language() or "en").partition("-")[0]
    )


def _note(review: Review, reader: Reader, at: datetime) -> bytes:
    return note_of(review, reader, at).encode()


def _zip(review: Review, reader: Reader, at: datetime) -> bytes:
    record = record_for(review, reader)
    return archive.pack(record, archive.brought_by(review, me=reader.me, user=reader.user), at=at)


def _outside(review: Review, reader: Reader, at: datetime) -> bytes:
    del reader, at
    said = outside.kept(record_of(review, history=False))
    if not said:
        raise NotFound(
            "There is no version for outside of this review.",
            hint="Whoever facilitates writes one, once it is published.",
        )
    return outside.markdown(public_title(review), said, say=gettext).encode()


def _digest(review: Review, reader: Reader, at: datetime) -> bytes:
    """Return the newest digest, with what one needs to know to use it years later."""
    del reader
    lines = (
        review.title,
        str(review.pk),
        f"step {review.activity_count} on {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        review.activity_digest,
    )
    return ("\n".join(lines) + "\n").encode()


def _picture(review: Review, name: str, reader: Reader, at: datetime) -> str:
    made = report_of(review, reader, at, standalone=True)
    for section in made.sections:
        for block in section.blocks:
            if isinstance(block, Picture) and block.name == name:
                return block.svg + "\n"
    raise NotFound(
        "There is nothing to draw for this picture yet.",
        hint="It appears with the first causes, ratings or timeline entries.",
    )


FORMS = {
    "md": _Form(".md", "text/markdown; charset=utf-8", _markdown),
    "json": _Form(".json", "application/json", _json),
    "html": _Form(".html", "text/html; charset=utf-8", _html),
    "pdf": _Form(".pdf", "application/pdf", _pdf),
    "note": _Form(" note.md", "text/markdown; charset=utf-8", _note),
    "outside": _Form(" for outside.md", "text/markdown; charset=utf-8", _outside),
    "digest": _Form(" digest.txt", "text/plain; charset=utf-8", _digest),
    "zip": _Form(".zip", "application/zip", _zip),
}
"""Every form and how it is made."""
