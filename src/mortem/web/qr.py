"""A link as a QR code: one SVG from the server, dark on light in every scheme so that it scans."""

from __future__ import annotations

from html import escape

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET = 4  # modules of light around the code (ISO/IEC 18004)


def qr_picture(link: str, title: str) -> SafeString:
    """Return the picture of a link; `title` is what it says to whoever cannot see it.

    Black on white are written into the picture itself: a dark page must not turn them round,
    because many phones do not read a light code on a dark ground.
    """
    code = segno.make_qr(link, error="m")
    size = code.symbol_size(border=QUIET)[0]
    return mark_safe(  # noqa: S308 - numbers of our own, and a title that is escaped
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {size} {size}"'
        f' shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<path fill="#ffffff" d="M0 0H{size}V{size}H0Z"/>'
        f'<path fill="#000000" d="{_runs(code)}"/></svg>'
    )


def _runs(code: segno.QRCode) -> str:
    """Draw each run of dark modules in a row as one bar."""
    bars = []
    for y, row in enumerate(code.matrix, start=QUIET):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                bars.append(f"M{x + QUIET} {y}h{end - x}v1H{x + QUIET}z")
            x = end + 1
    return "".join(bars)
