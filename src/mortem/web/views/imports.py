"""A review brought in from a file."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from mortem.core.errors import AlreadyThere, BadDocument, MortemError, TooLarge
from mortem.web.access import readable_reviews, signed_in
from mortem.web.arrivals import MOST_BYTES, bring_in, from_text
from mortem.web.forms.imports import ImportForm
from mortem.web.operations.sealing import bring_sealed
from mortem.web.sealed import file

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mortem.web.models import Review


class BoundedFile(FileUploadHandler):
    """Keeps a file up to the most that is taken; the rest is counted and forgotten.

    Reading on to the end lets the browser hear why its file was refused.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=1024 * 1024)  # noqa: SIM115 - closed with the request
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's
        self.size += len(raw_data)
        if self.size <= MOST_BYTES:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:  # noqa: ARG002 - Django's
        self.file.seek(0)
        return UploadedFile(file=self.file, name=self.file_name, size=self.size)


@csrf_exempt  # checked below, once the upload handler is in place
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_page(request: HttpRequest) -> HttpResponse:
    """Take a review in; ask again, in words, when that is not possible.

    Who is not signed in is turned away before a byte is read.
    """
    request.upload_handlers = [BoundedFile(request)]
    return _import_page(request)


@csrf_protect
def _import_page(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, None)
    try:
        if package := _sealed(form):
            row = bring_sealed(package, by=signed_in(request))
            return redirect("sealed", row.pk)
        review = _brought_in(request, form)
    except MortemError as error:
        return _page(request, form, error)
    messages.success(request, gettext("“%s” is here now. You keep it.") % review.title)
    return redirect("review", review.pk)


def _sealed(form: ImportForm) -> file.Package | None:
    """Return the sealed review that was brought, if it is one: it stays sealed."""
    document = form.cleaned_data["document"]
    if document is None or not document.name.endswith(file.ENDING) or document.size > MOST_BYTES:
        return None
    return file.parse(document.read())


def _brought_in(request: HttpRequest, form: ImportForm) -> Review:
    brought, now = form.cleaned_data["document"], timezone.now()
    if brought is None:
        return from_text(form.cleaned_data["text"], by=signed_in(request), at=now)
    if brought.size > MOST_BYTES:
        raise TooLarge(
            "“{name}” is larger than {megabytes} MB, the most that can be brought in at once.",
            name=brought.name,
            megabytes=MOST_BYTES // 1024 // 1024,
            hint="Bring the review without its evidence, and the files one by one.",
        )
    return bring_in(brought.file, name=brought.name, by=signed_in(request), at=now)


def _page(request: HttpRequest, form: ImportForm, error: MortemError | None) -> HttpResponse:
    context = {"form": form, "here": "reviews", **(_told(request, error) if error else {})}
    return render(request, "imports.html", context, status=error.status if error else 200)


def _told(request: HttpRequest, error: MortemError) -> dict[str, Any]:
    """Return an error in words, with the place in the document and the way to a review that is here."""
    place = ""
    if isinstance(error, BadDocument):
        place = gettext("Line %(line)d, column %(column)d: ") % {
            "line": error.line,
            "column": error.column,
        }
    return {
        "problem": place + gettext(error.template).format(**error.data),
        "hint": gettext(error.hint) if error.hint else "",
        "there": _there(request, error),
    }


def _there(request: HttpRequest, error: MortemError) -> str:
    key = error.data.get("review") if isinstance(error, AlreadyThere) else None
    found = readable_reviews(signed_in(request)).filter(pk=key).first() if key else None
    return reverse("review", args=[found.pk]) if found else ""
