"""A review as a document: the same blocks become the page, the one-file HTML and the PDF."""

from mortem.core.report.blocks import (
    Block,
    Facts,
    Heading,
    Item,
    Items,
    Link,
    Links,
    Note,
    Picture,
    Report,
    Section,
    Sentence,
    Text,
)
from mortem.core.report.build import Again, Company, report

__all__ = [
    "Again",
    "Block",
    "Company",
    "Facts",
    "Heading",
    "Item",
    "Items",
    "Link",
    "Links",
    "Note",
    "Picture",
    "Report",
    "Section",
    "Sentence",
    "Text",
    "report",
]
