"""Sealed bytes as they can be read: themselves, unpacked, or one file of a package."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final

from mortem.core.errors import BadInput, NotFound, TooLarge, TooMany
from mortem.core.evidence.files import HEAD, encoding_of
from mortem.core.evidence.unpack import is_packed, unpacked
from mortem.web import vault

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_UNPACKED: Final = 512 * 1024**2
"""Bytes that all files of a package may have together, unpacked."""
MOST_APART: Final = 100
"""Files of a package that may each become a piece of evidence."""

_PIECE: Final = 1024**2


@contextmanager
def opened(sha256: str, inside: str = "") -> Iterator[BinaryIO]:
    """Open what can be read of sealed bytes; `inside` is the path of a file in a package.

    Raises NotFound where there is no such file, BadInput where a package cannot be read, also
    while it is read, or has several files and none is named.
    """
    with vault.open_sealed(sha256) as raw:
        for one in unpacked(sha256[:10], raw, most=MOST_UNPACKED, only=inside):
            yield one.raw
            return
        if not inside:
            raise BadInput("inside", "This is a package; which of its files?")
        raise NotFound(
            "There is no such file in this package.", hint="Choose one on the page of the package."
        )


def may_have_rows(sha256: str) -> bool:
    """Tell whether these bytes are a text, or packed and may hold one."""
    with vault.open_sealed(sha256) as raw:
        head = raw.read(HEAD)
    return is_packed(head) or encoding_of(head) is not None


def sealed_apart(sha256: str, *, limit: int) -> list[tuple[str, vault.Sealed]]:
    """Seal each file of a package by itself, and return it with its path: all of them, or none.

    Raises BadInput where one cannot be read whole, it is no package or a chat whose people one file names for all, TooLarge where one has more bytes
    than `limit`, and TooMany for more than MOST_APART.
    """
    with ExitStack() as doorway, vault.open_sealed(sha256) as raw:
        came: list[tuple[str, vault.Arriving]] = []
        for one in unpacked(sha256[:10], raw, most=MOST_UNPACKED):
            if not one.inside:
                raise BadInput("package", "This is one file; there is nothing to take apart.")
            if one.people:
                raise BadInput("package", "The files of a chat's export belong together.")
            if len(came) == MOST_APART:
                raise TooMany(
                    "This package has more than {most} files.",
                    most=MOST_APART,
                    hint="Bring by themselves those whose clocks differ.",
                )
            arriving = doorway.enter_context(closing(vault.Arriving(limit)))
            _copy(one.raw, arriving, one.inside)
            came.append((one.inside, arriving))
        return [(path, arriving.seal()) for path, arriving in came]


def _copy(raw: BinaryIO, arriving: vault.Arriving, path: str) -> None:
    while piece := raw.read(_PIECE):
        arriving.write(piece)
        if arriving.is_too_large:
            raise TooLarge("“{name}” is too large to stand by itself.", name=path)
