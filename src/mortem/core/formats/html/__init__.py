"""A document as HTML: its body for a page of ours, or one whole file that needs nothing else."""

from mortem.core.formats.html.body import body
from mortem.core.formats.html.page import page

__all__ = ["body", "page"]
