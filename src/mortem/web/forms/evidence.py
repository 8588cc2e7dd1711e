"""What is brought: files, or a text from the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mortem.web.forms.plain import PlainField
from mortem.web.uploads import ArrivedFile

if TYPE_CHECKING:
    from collections.abc import Iterable

MEGABYTE = 1024 * 1024


class ManyFiles(forms.ClearableFileInput):
    """A file input into which a whole folder's files can be dropped."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each within the limit and with something in it."""

    def clean(self, data: Any, initial: Any = None) -> list[ArrivedFile]:  # noqa: ARG002 - Django's
        files = [one for one in data or [] if isinstance(one, ArrivedFile)]
        if not files:
            raise forms.ValidationError(_("Choose a file first, or drop some here."))
        _refuse_large(files)
        return files


def _refuse_large(files: Iterable[ArrivedFile]) -> None:
    large = [one for one in files if one.arriving.is_too_large]
    if large:
        raise forms.ValidationError(
            [
                gettext(
                    "“%(name)s” has %(size)s MB; %(limit)s MB is the most. Bring the part around"
                    " the event: nothing of this file was kept."
                )
                % {
                    "name": one.name,
                    "size": f"{one.arriving.size / MEGABYTE:.0f}",
                    "limit": settings.EVIDENCE_MAX_BYTES // MEGABYTE,
                }
                for one in large
            ]
        )


class FilesForm(forms.Form):
    """Files to bring; bound to `request.FILES` alone."""

    chosen = FilesField(label=_("Files"), widget=ManyFiles)

    def __init__(self, files: Any = None) -> None:
        super().__init__(None if files is None else {}, files, auto_id="files-%s")


class PasteForm(forms.Form):
    """A text to bring, with a name if one comes to mind."""

    text = PlainField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Paste something first.")},
    )
    name = PlainField(label=_("What is it?"), max_length=200, required=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(_("Paste something first."))
        return text

    def content(self) -> bytes:
        """Return the text as it was before the browser changed its line ends."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").encode("utf-8", "replace")
