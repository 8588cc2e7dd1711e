"""Sealed bytes as they can be read: themselves, unpacked, or one file of a package."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final

from mortem.core.errors import BadInput, NotFound
from mortem.core.evidence.files import HEAD, encoding_of
from mortem.core.evidence.unpack import is_packed, unpacked
from mortem.web import vault

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_UNPACKED: Final = 512 * 1024**2
"""Bytes that all files of a package may have together, unpacked."""


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
