"""One file to send or keep: style and pictures inside, no script, nothing fetched."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from mortem.core.formats.html.body import body

if TYPE_CHECKING:
    from mortem.core.report import Report

# Opened from a disk it has no server to say so: nothing may be fetched, nothing may run.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(report: Report, *, language: str = "en") -> str:
    """Return the whole file; links to other reviews are named, not linked."""
    title = escape(report.title)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>\n{_style()}</style>\n</head>\n"
        f'<body class="{report.direction}">\n<main class="report">\n'
        f'<p class="kicker">{escape(report.kicker)}</p>\n<h1>{title}</h1>\n'
        f"{body(report)}\n<footer><p>{escape(report.foot)}</p></footer>\n"
        "</main>\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return (files(__package__) / "page.css").read_text(encoding="utf-8")
