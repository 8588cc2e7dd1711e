"""Feeds the readers of evidence with bytes nobody would write, guided by what they make the code do.

    pip install atheris zstandard
    PYTHONPATH=src python bench/fuzz_evidence.py FAMILY -max_total_time=60

FAMILY is lines, json, readers or packed. It begins with the examples of the formats; any exception but a
clear BadInput ends it. Prints what atheris prints: how many inputs were tried and, if one broke it, which.
"""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import atheris
from zstandard import ZstdCompressor

with atheris.instrument_imports(include=["mortem"]):
    from mortem.core.errors import BadInput
    from mortem.core.evidence.grammar import all_grammars
    from mortem.core.evidence.masking import masked
    from mortem.core.evidence.reading import Source
    from mortem.core.evidence.recognise import READERS
    from mortem.core.evidence.row import Row
    from mortem.core.evidence.shape import all_shapes
    from mortem.core.evidence.unpack import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable


def examples(family: str) -> Iterable[bytes]:
    if family == "lines":
        return ["\n".join(one.examples).encode() for one in all_grammars()]
    if family == "json":
        return [text.encode() for one in all_shapes() for text in one.examples]
    texts = [text.encode() for one in READERS for text in one.examples]
    if family == "readers":
        return texts
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number}.log", text)
    zstd = ZstdCompressor().compress
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        for number, text in enumerate(texts[:5]):
            about = tarfile.TarInfo(f"{number}.log")
            about.size = len(text)
            archive.addfile(about, io.BytesIO(text))
    tars = [tarred.getvalue(), gzip.compress(tarred.getvalue())]
    return [packed.getvalue(), *tars, *map(gzip.compress, texts), *map(zstd, texts)]


def feed(data: bytes) -> None:
    try:
        for one in unpacked("night", io.BytesIO(data)):
            for row in masked(Source(one.name, one.raw, one.people).rows()):
                if isinstance(row, Row):
                    assert (row.at is None) is (row.local is not None)
                    assert 0 <= row.first <= row.last
    except BadInput as told:
        _ = f"{told} {told.hint}"


def main() -> None:
    family = sys.argv.pop(1)
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(examples(family)):
            (Path(folder) / str(number)).write_bytes(text)
        atheris.Setup([*sys.argv, "-max_len=16384", folder], feed)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
