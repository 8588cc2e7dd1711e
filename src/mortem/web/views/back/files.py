"""The files of a package as a page lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mortem.web.queries.rows import MOST_FILES_SHOWN, files_in

if TYPE_CHECKING:
    from mortem.web.forms.looking_for import LookingFor
    from mortem.web.models import Evidence


def listed(evidence: Evidence, looked: LookingFor) -> dict[str, Any]:
    """Return what a template needs: each file with the way to its rows alone, and which one is looked at."""
    files = files_in(evidence)
    one = next((one.inside for one in files if one.id == looked.asked.file), "")
    return {
        "files": [{"it": one, "query": looked.of_file(one.id).query} for one in files],
        "only_file": one,
        "every_file": looked.of_file(0).query,
        "more_files": len(files) == MOST_FILES_SHOWN,
    }
