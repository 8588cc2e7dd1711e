"""Write the reference pages that come from the code: docs/reference/*.md.

python -m tools.reference            write them
python -m tools.reference --check    say which ones are stale, and exit 1 then
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.cli_page import cli
from tools.completeness_page import completeness
from tools.core_pages import error_table, phase_tables
from tools.evidence_page import evidence_formats
from tools.health_page import health
from tools.http_page import http
from tools.json_page import json_page
from tools.language_page import language
from tools.playbooks_page import playbook_pages

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"
NOTE = "<!-- Written by tools/reference.py from the code; change it there. -->"
PAGES = {
    "cli.md": cli,
    "completeness.md": completeness,
    "errors.md": error_table,
    "evidence-formats.md": evidence_formats,
    "health.md": health,
    "http.md": http,
    "json.md": json_page,
    "language.md": language,
    "phases.md": phase_tables,
    "playbooks.md": playbook_pages,
}


def pages() -> dict[str, str]:
    """Return the text of every generated page by its file name."""
    return {name: f"{NOTE}\n\n{make().strip()}\n" for name, make in PAGES.items()}


def stale() -> list[str]:
    """Return the names of the pages that differ from what the code says."""
    return [name for name, text in pages().items() if _written(name) != text]


def _written(name: str) -> str:
    path = REFERENCE / name
    return path.read_text("utf-8") if path.is_file() else ""


def main() -> int:
    if "--check" in sys.argv[1:]:
        if names := stale():
            print(f"Stale: {', '.join(names)}. Write them anew: python -m tools.reference")
        return 1 if names else 0
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
