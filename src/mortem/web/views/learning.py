"""What came of one's chances, for oneself; and what a team learns. Nobody is ranked (METHOD S6, F7, C6)."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mortem.core.calibration import FEW, FEW_PEOPLE
from mortem.core.formats.svg import Words, calibration_picture, calibration_text
from mortem.core.learning import FEW_OPINIONS, STEPS, quarter_of
from mortem.web import words
from mortem.web.access import signed_in, team_of
from mortem.web.operations.opinions import say_worth
from mortem.web.queries.calibration import own_calibration, team_calibration
from mortem.web.queries.learning import team_learning as learned_by
from mortem.web.queries.opinions import counts_of, own_opinions
from mortem.web.zones import zone_shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.core.calibration import Calibration
    from mortem.core.learning import Quarter
    from mortem.web.models import Team, User


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
    user = signed_in(request)
    team = team_of(user, team_id)
    pooled = team_calibration(team)
    context = {
        "here": "you",
        "team": team,
        "pooled": pooled,
        "is_shared": team.memberships.count() > 1,
        **_learned(team),
        **_asked(team, user),
        "few": FEW,
        "few_people": FEW_PEOPLE,
        **(_drawn(pooled.found) if pooled.found else {}),
    }
    return render(request, "learning/team.html", context)


@require_POST
@login_required
def say(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Say which steps helped this quarter, and which were theatre."""
    user = signed_in(request)
    team = team_of(user, team_id)
    said = {one.key: given for one in STEPS if (given := request.POST.get(one.key, ""))}
    say_worth(team, said, by=user, quarter=_this_quarter())
    messages.success(request, gettext("Kept. You can change it until the quarter is over."))
    return redirect("team_learning", team.pk)


def _this_quarter() -> Quarter:
    return quarter_of(timezone.localdate())


def _asked(team: Team, user: User) -> dict[str, Any]:
    """Return the question of this quarter, and what was said in the last one."""
    quarter = _this_quarter()
    mine, last = own_opinions(team, user, quarter), counts_of(team, quarter.before)
    return {
        "quarter": quarter,
        "has_said": bool(mine),
        "steps": [
            {"step": one, "mine": mine.get(one.key, ""), "last": last.get(one.key)} for one in STEPS
        ],
        "worths": words.choices(words.WORTH),
        "has_last": bool(last),
        "few_opinions": FEW_OPINIONS,
    }


def _learned(team: Team) -> dict[str, Any]:
    """Return the team's counts with their words, the most telling first."""
    found = learned_by(team, today=timezone.localdate(), zone=zone_shown())
    return {
        "learned": found,
        "verdicts": _told(found.verdicts, words.VERDICT),
        "strengths": _told(
            found.strengths, words.STRENGTH | {None: gettext("nobody has said yet")}
        ),
        "foresights": _told(found.foresights, words.FORESIGHT),
    }


def _told(counts: Mapping[Any, int], said: Mapping[Any, Any]) -> list[tuple[Any, int]]:
    return [(said[state], count) for state, count in counts.items()]


def _drawn(found: Calibration) -> dict[str, Any]:
    said = Words.translated(gettext)
    return {
        "found": found,
        "brier": found.brier and [_number(value) for value in astuple(found.brier)],
        "plain": None if found.plain is None else _number(found.plain),
        "picture": calibration_picture(found, words=said) if found.groups else "",
        "text": calibration_text(found, words=said),
    }


def _number(value: float) -> str:
    return f"{value:.2f}"
