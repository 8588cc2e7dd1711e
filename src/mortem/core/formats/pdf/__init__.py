"""A document for Typst: a fixed layout, and the document as data that the layout reads.

Texts travel as JSON and are placed as text, so that no word of anybody's is ever taken for
markup. Whoever has Typst turns both into a PDF.
"""

from mortem.core.formats.pdf.data import LAYOUT_DATA, data, layout

__all__ = ["LAYOUT_DATA", "data", "layout"]
