"""zstd, read as a stream: one frame after the other, never more than a few megabytes at once."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, Final, cast

if TYPE_CHECKING:
    from zstandard import ZstdDecompressionObj

_PIECE: Final = 512  # packed bytes; even a bomb makes no more than 16 MB of them at once
_BUFFER: Final = 128 * 1024
_WIDEST: Final = (
    128 * 1024 * 1024
)  # bytes that a frame may look back, the most that `zstd` itself takes


def opened_zstd(raw: BinaryIO) -> BinaryIO:
    """Return the unpacked bytes of a file, to be read from where it stands.

    Reading raises EOFError at a frame that was cut off and ValueError at a damaged one, after
    what was whole before.
    """
    return cast("BinaryIO", io.BufferedReader(_Frames(raw), _BUFFER))


class _Frames(io.RawIOBase):
    def __init__(self, raw: BinaryIO) -> None:
        # Loaded here, so that whoever reads no zstd does not wait for it.
        from zstandard import ZstdDecompressor, ZstdError  # noqa: PLC0415

        self._raw = raw
        self._maker = ZstdDecompressor(max_window_size=_WIDEST)
        self._broken = ZstdError
        self._frame: ZstdDecompressionObj | None = None
        self._packed = b""
        self._unpacked = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, place: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._unpacked:
            self._packed = self._packed or self._raw.read(_PIECE)
            if not self._packed:
                return self._end()
            self._unpack()
        taken = self._unpacked[: len(place)]
        place[: len(taken)] = taken
        self._unpacked = self._unpacked[len(taken) :]
        return len(taken)

    def _end(self) -> int:
        if self._frame is not None:
            raise EOFError
        return 0

    def _unpack(self) -> None:
        self._frame = self._frame or self._maker.decompressobj()
        try:
            self._unpacked = memoryview(self._frame.decompress(self._packed))
        except self._broken as broken:
            raise ValueError from broken
        self._packed = self._frame.unused_data
        if self._frame.eof:
            self._frame = None
