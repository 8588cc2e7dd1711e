"""Files that arrive go straight into the vault, piece by piece, never whole into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from mortem.core.errors import MortemError, TooLarge, TooMany
from mortem.web import vault

if TYPE_CHECKING:
    from django.http import HttpRequest

    Uploaded = UploadedFile[Any]
else:
    Uploaded = UploadedFile  # Django's own class takes no type arguments


_PIECE = 64 * 1024  # bytes


class ArrivedFile(Uploaded):
    """A file as a form sees it; its bytes wait in the vault's doorway."""

    def __init__(self, arriving: vault.Arriving, name: str, claimed: str) -> None:
        super().__init__(
            file=arriving,  # type: ignore[arg-type]  # only `close` is asked of it
            name=name,
            content_type=claimed,
            size=arriving.size,
        )
        self.arriving = arriving


class IntoVault(FileUploadHandler):
    """Reads a file that is too large to its end, so that the browser hears why it was refused."""

    arriving: vault.Arriving | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.arriving = vault.Arriving(settings.EVIDENCE_MAX_BYTES)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's
        if self.arriving is not None:
            self.arriving.write(raw_data)

    def file_complete(self, file_size: int) -> Uploaded | None:  # noqa: ARG002 - Django's
        if self.arriving is None:
            return None
        arrived = ArrivedFile(self.arriving, self.file_name or "", self.content_type or "")
        self.arriving = None
        return arrived

    def upload_interrupted(self) -> None:
        if self.arriving is not None:
            self.arriving.close()


class Unasked(FileUploadHandler):
    """Passes by files that no form asked for: nothing of them is kept, on no disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: the file is passed by."""

    def file_complete(self, file_size: int) -> None:
        """Return nothing: no form gets to see it."""


def receive(request: HttpRequest) -> None:
    """Read a post whose files go into the vault. Raises TooLarge and TooMany in words."""
    request.upload_handlers = [IntoVault(request)]
    try:
        request.POST  # noqa: B018 - reading it is what receives the files
    except RequestDataTooBig:
        read_to_the_end(request)
        raise _too_much_text() from None
    except TooManyFilesSent:
        read_to_the_end(request)
        raise TooMany(
            "More than {most} files came at once.",
            most=settings.DATA_UPLOAD_MAX_NUMBER_FILES,
            hint="Bring them in two or three goes.",
        ) from None


def read_to_the_end(request: HttpRequest) -> None:
    """Read what is still on its way: a browser listens for the answer only when all is sent."""
    left = 8 * limit()
    while left > 0 and (piece := request.read(_PIECE)):
        left -= len(piece)


def _too_much_text() -> MortemError:
    return TooLarge(
        "This text is larger than {megabytes} MB, the most that can be pasted.",
        megabytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024),
        hint="Save it as a file and bring the file instead; go back, your text is still there.",
    )


def limit() -> int:
    """Return how many bytes one piece of evidence may have."""
    return int(settings.EVIDENCE_MAX_BYTES)


def limit_in_megabytes() -> int:
    """Return the same limit as a page says it."""
    return limit() // (1024 * 1024)
