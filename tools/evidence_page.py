"""The page of the formats of evidence, as they explain themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.evidence.grammar import all_grammars
from mortem.core.evidence.recognise import READERS
from mortem.core.evidence.shape import all_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    class Explained(Protocol):
        """Whatever tells about itself."""

        @property
        def name(self) -> str: ...
        @property
        def title(self) -> str: ...
        @property
        def reads(self) -> str: ...
        @property
        def traps(self) -> str: ...
        @property
        def examples(self) -> tuple[str, ...]: ...


HEAD = """\
# Formats of evidence

`mortem timeline` and the evidence of a look back read these, recognised by themselves. Formats of lines are grammars in
`core/evidence/lines/`, formats of JSON are shapes in `core/evidence/shapes/`, one file each; what neither can say is a reader in
`core/evidence/readers/`. Each explains itself, and one that does not, or that does not read its own example, cannot be loaded. All
may be packed with gzip, zstd, bzip2 or xz, or lie in a ZIP or a tar. How to use it: [A timeline out of logs and chats](../how-to/timeline-from-files.md)."""


def evidence_formats() -> str:
    """Return every format with what it reads, where it deceives, and an example."""
    return "\n\n".join(
        [
            HEAD,
            "## Lines",
            *_parts(all_grammars()),
            "## JSON, as a document or one a line",
            *_parts(all_shapes()),
            "## Others",
            *_parts(READERS),
        ]
    )


def _parts(formats: Iterable[Explained]) -> Iterable[str]:
    for one in sorted(formats, key=lambda one: one.name):
        example = one.examples[0].rstrip()
        yield f"### {one.name}: {one.title}\n\n{one.reads} *{one.traps}*\n\n```text\n{example}\n```"
