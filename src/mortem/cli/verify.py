"""`mortem verify`: whether a record is what was written in it, its evidence what was brought, a kept digest part of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mortem.cli import desk
from mortem.core.errors import BadDocument, BadInput
from mortem.core.formats import json_form
from mortem.core.integrity import DIGEST_LENGTH, check, find, now_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.errors import MortemError
    from mortem.core.integrity import Now
    from mortem.core.record import Activity

    Pieces = Iterator[tuple[str, MortemError | None]]
    Kept = tuple[str, list[Activity], Now, Pieces]

EXIT_INTACT = 0
EXIT_DIFFERS = 1


def verify(wanted: str, *, digest: str, data: Path | None) -> int:
    """Print what was found of each review and return the exit status: 0 intact, 1 not."""
    digest = digest.strip().lower()
    if digest and not wanted:
        raise BadInput("digest", "Of which review is the digest? mortem verify REVIEW --digest …")
    if digest and (len(digest) != DIGEST_LENGTH or not digest.isalnum()):
        raise BadInput("digest", "A digest has {count} letters and digits.", count=DIGEST_LENGTH)
    kept = _from_file(Path(wanted)) if wanted.endswith(".json") else _from_data(wanted, data)
    sound = [
        _tell(title, lines, now) & _tell_evidence(pieces) & _tell_step(lines, digest)
        for title, lines, now, pieces in kept
    ]
    return EXIT_INTACT if all(sound) else EXIT_DIFFERS


def _from_file(file: Path) -> Iterator[Kept]:
    try:
        record = json_form.parse(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as broken:
        raise BadDocument("“{name}” is no UTF-8 text.", line=1, name=file.name) from broken
    yield record.title, list(record.activity), now_in(record), iter(())


def _from_data(wanted: str, data: Path | None) -> Iterator[Kept]:
    user = desk.sit_down(data)
    from mortem.web.access import readable_reviews  # noqa: PLC0415 - needs Django
    from mortem.web.queries.integrity import evidence_of, history_and_now  # noqa: PLC0415

    reviews = [desk.find_review(user, wanted)] if wanted else readable_reviews(user)
    for review in reviews:
        yield (review.title, *history_and_now(review), evidence_of(review))


def _tell(title: str, lines: list[Activity], now: Now) -> bool:
    found = check(lines, now)
    if found.holds:
        typer.echo(f"{title}: intact up to step {found.count}, its newest one.")
    elif found.intact == found.count:
        typer.echo(
            f"{title}: the history is sound up to step {found.count}, what stands there differs."
        )
    else:
        typer.echo(f"{title}: intact up to step {found.intact} of {found.count}.")
    for one in found.findings:
        typer.echo(f"  - {one.message}")
    if found.erased:
        typer.echo(f"  Words erased for good: {found.erased}.")
    typer.echo(f"  Newest digest: {found.newest or 'none yet'}")
    return found.holds


def _tell_evidence(pieces: Pieces) -> bool:
    found = list(pieces)
    wrong = [f"  - {name}: {error}" for name, error in found if error]
    if found:
        typer.echo(f"  Evidence as it was brought: {len(found) - len(wrong)} of {len(found)}.")
    for line in wrong:
        typer.echo(line)
    return not wrong


def _tell_step(lines: list[Activity], digest: str) -> bool:
    if not digest:
        return True
    step = find(lines, digest)
    if step is None:
        typer.echo("  The digest you kept is of no step of this record.")
    else:
        typer.echo(f"  The digest you kept is step {step} of this record.")
    return step is not None
