"""git log: what `git log` prints with whatever --date and --pretty=medium, full, fuller or raw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mortem.core.evidence.format import Fit, Found
from mortem.core.evidence.shape import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.evidence.format import Head, Line
    from mortem.core.evidence.stamps import Stamp

_COMMIT = re.compile(r"commit [0-9a-f]{7,64}(?: |$)")
_FIELD = re.compile(r"(Author|AuthorDate|Date|Commit|CommitDate|Merge|author|committer):?\s+(.*)")
_RAW = re.compile(r"(.*) (\d{9,11}) ([+-]\d{4})$")

_MOST_LINES = 200  # in which a commit says who, when and what


class GitLog:
    """Commits, each with the time its author wrote it."""

    name = "git-log"
    title = "git log"
    reads = (
        "What `git log` prints: medium, full, fuller and raw, with any --date but relative ones."
    )
    traps = "The author's time is told; when it was committed may be much later. Only the first line of a message is told."
    examples = (
        (
            "commit 1234567890abcdef1234567890abcdef12345678\n"
            "Author: Ada <ada@example.org>\n"
            "Date:   Sun Mar 1 09:30:00 2026 +0100\n\n    Mend the till\n"
        ),
    )

    def fit(self, head: Head) -> Fit | None:
        """Return a fit when the first line that is written names a commit."""
        first = next((line for line in head.lines if line.strip()), "")
        return Fit(1.0, 9) if _COMMIT.match(first) else None

    def find(self, lines: Iterable[Line]) -> Iterator[Found]:
        """Yield one row a commit."""
        commit: list[Line] = []
        last: Line | None = None
        for line in lines:
            if last is not None and _COMMIT.match(line.text):
                yield self._found(commit, last)
                commit = []
            last = line
            if len(commit) < _MOST_LINES:
                commit.append(line)
        if last is not None:
            yield self._found(commit, last)

    def _found(self, commit: list[Line], ended: Line) -> Found:
        who, stamp, subject = "", None, ""
        for line in commit[1:]:
            field = _FIELD.match(line.text)
            if field and field[1] in {"Author", "author"}:
                who, raw = _author(field[2])
                stamp = raw or stamp
            elif field and field[1] in {"Date", "AuthorDate"}:
                stamp = stamp_of(field[2].strip())
            elif line.text.startswith("    ") and line.text.strip():
                subject = line.text.strip()
                break
        hash_ = commit[0].text.split()[1][:12] if _COMMIT.match(commit[0].text) else ""
        text = f"{hash_} {subject}".strip()
        return Found(
            stamp,
            commit[0].number,
            commit[0].first,
            ended.last,
            None,
            who or None,
            text,
            self.name,
        )


def _author(written: str) -> tuple[str, Stamp | None]:
    """Return the name, and the time where the raw form has it behind the address."""
    raw = _RAW.match(written)
    stamp = stamp_of(int(raw[2])) if raw else None
    return (raw[1] if raw else written).partition(" <")[0].strip(), stamp
