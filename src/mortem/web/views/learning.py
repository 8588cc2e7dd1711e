"""What came of one's chances, for oneself; and what a team learns. Nobody is ranked (METHOD S6, F7, C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from mortem.core.calibration import FEW, FEW_PEOPLE
from mortem.core.formats.svg import Words, calibration_picture, calibration_text
from mortem.web.access import signed_in, team_of
from mortem.web.queries.calibration import own_calibration, team_calibration

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.core.calibration import Calibration


@require_safe
@login_required
def own_chances(request: HttpRequest) -> HttpResponse:
    """Show how one's own chances fared, to oneself alone."""
    found = own_calibration(signed_in(request))
    return render(request, "learning/own.html", {"here": "you", **_drawn(found)})


@require_safe
@login_required
def team_learning(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Show what a team learns, to whoever is in it."""
    team = team_of(signed_in(request), team_id)
    pooled = team_calibration(team)
    context = {
        "here": "you",
        "team": team,
        "pooled": pooled,
        "few": FEW,
        "few_people": FEW_PEOPLE,
        **(_drawn(pooled.found) if pooled.found else {}),
    }
    return render(request, "learning/team.html", context)


def _drawn(found: Calibration) -> dict[str, Any]:
    words = Words.translated(gettext)
    return {
        "found": found,
        "brier": found.brier and [_number(value) for value in _ends(found)],
        "plain": None if found.plain is None else _number(found.plain),
        "picture": calibration_picture(found, words=words) if found.groups else "",
        "text": calibration_text(found, words=words),
    }


def _ends(found: Calibration) -> tuple[float, ...]:
    return (found.brier.value, found.brier.low, found.brier.high) if found.brier else ()


def _number(value: float) -> str:
    return f"{value:.2f}"
