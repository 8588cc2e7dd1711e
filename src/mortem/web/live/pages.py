"""What each page shows to all alike: its shared regions, made without any one reader.

A page that is not listed has regions of one's own only; its readers are told that something
has changed, and fetch what is theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from mortem.web.live.difference import HERE
from mortem.web.views.ahead import imagine, rate, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from mortem.web.live.difference import Picture
    from mortem.web.live.followers import View
    from mortem.web.models import Review

    Fixed = Callable[[Review], dict[str, Any]]

# Page → what its pieces need, and the template of each piece by the id of its element.
_FIXED: dict[str, tuple[Fixed, dict[str, str]]] = {
    "imagine": (
        imagine.shared,
        {"sentence": "ahead/imagine_sentence.html", "sure-count": "ahead/sure_count.html"},
    ),
    "write": (
        write.shared,
        {
            "card-count": "ahead/write_count.html",
            "clock": "parts/clock.html",
            "dots": "parts/dots_done.html",
        },
    ),
    "rate": (rate.shared, {"dots": "ahead/rate_dots.html"}),
}


# Pages that show a reader who takes no part nothing that changes.
_FOR_TAKING_PART = {"rate"}


def announces(page: str) -> bool:
    """Tell whether a page has no shared region, so that each change is only announced."""
    return page not in _FIXED


def picture(review: Review, view: View) -> Picture:
    """Return what the page shows to all with this view; nothing where the review has moved on."""
    if announces(view.page) or view.page != review.phase:
        return {}
    if view.page in _FOR_TAKING_PART and not view.takes_part:
        return {}
    needs, templates = _FIXED[view.page]
    context = {"review": review, "phase": view.page, "pushed": True, **needs(review)}
    made = {key: render_to_string(name, context).strip() for key, name in templates.items()}
    return {HERE: {key: html for key, html in made.items() if html}}
