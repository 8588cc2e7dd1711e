"""From a document to a PDF, by Typst, inside this process and without the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.errors import MortemError
from mortem.core.formats import pdf

if TYPE_CHECKING:
    from mortem.core.report import Report


def pdf_of(report: Report, *, language: str = "en") -> bytes:
    """Return the PDF with its letters embedded. Raises MortemError when it cannot be set."""
    import typst  # noqa: PLC0415 - 30 MB that only this needs

    try:
        made = typst.compile(
            pdf.layout(), sys_inputs={pdf.LAYOUT_DATA: pdf.data(report, language=language)}
        )
    except typst.TypstError as problem:
        raise MortemError(
            "This review could not be set as a PDF: {why}.",
            why=problem.message,
            hint="The one-file HTML prints as well.",
        ) from problem
    return bytes(made)
