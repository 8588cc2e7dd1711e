"""What waits in a repository: open issues, the oldest pull request, a branch that does not build."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mortem.core.errors import BadInput, CannotRead
from mortem.core.outgoing import place
from mortem.web.egress import Ask, fetch
from mortem.web.source import Asked, Kind, Number, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mortem.web.source import Words

_DAY = 86_400
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
_PUBLIC: Final = "https://api.github.com"
_BROKEN: Final = {"failure", "timed_out", "startup_failure"}


def _measures() -> list[tuple[str, Words]]:
    return [
        ("issues", _("How many issues are open, with a label or at all")),
        ("oldest", _("How many days the oldest open pull request has waited")),
        ("broken", _("Whether the default branch builds: 0 if so, 1 if not")),
    ]


def check_name(name: str) -> str:
    """Return a repository's name. Raises BadInput unless it is owner/name."""
    if not _NAME.fullmatch(name):
        raise BadInput("repository", "Write it as owner/name.")
    return name


async def read(values: Mapping[str, str], at: datetime) -> Number:
    """Ask once or twice and return what was chosen."""
    measures = {"issues": _issues, "oldest": _oldest, "broken": _broken}
    try:
        return await measures[values["measure"]](values, at)
    except (KeyError, IndexError, TypeError, ValueError):
        raise CannotRead("This is not how GitHub answers.") from None


async def _issues(values: Mapping[str, str], _at: datetime) -> Number:
    label = f' label:"{values["label"]}"' if values.get("label") else ""
    asked = {"q": f"repo:{values['repository']} type:issue state:open{label}", "per_page": 1}
    count = int((await _get(values, f"/search/issues?{urlencode(asked)}"))["total_count"])
    return Number(count, _now("%(count)s open") % {"count": count})


async def _oldest(values: Mapping[str, str], at: datetime) -> Number:
    asked = "state=open&sort=created&direction=asc&per_page=1"
    pulls = await _get(values, f"/repos/{values['repository']}/pulls?{asked}")
    if not pulls:
        return Number(0, _now("none is open"))
    days = (at - datetime.fromisoformat(pulls[0]["created_at"])).total_seconds() / _DAY
    return Number(days, _now("%(days).0f days") % {"days": days})


async def _broken(values: Mapping[str, str], _at: datetime) -> Number:
    repository = f"/repos/{values['repository']}"
    branch = quote(str((await _get(values, repository))["default_branch"]), safe="")
    runs = (await _get(values, f"{repository}/commits/{branch}/check-runs"))["check_runs"]
    broken = sum(run["conclusion"] in _BROKEN for run in runs)
    return Number(bool(broken), _now("%(count)s checks are broken") % {"count": broken})


async def _get(values: Mapping[str, str], path: str) -> Any:
    secrets = {"authorization": f"Bearer {values['token']}"} if values.get("token") else {}
    base = (values.get("server") or _PUBLIC).rstrip("/")
    accept = {"accept": "application/vnd.github+json"}
    answer = await fetch(Ask(f"{base}{path}", headers=accept, secrets=secrets))
    if answer.is_refusal:
        raise CannotRead(
            "GitHub answered with status {status}.",
            status=answer.status,
            hint="Is the name right, and may the token read it? Without one, 60 questions an hour.",
        )
    return answer.json()


SOURCE = Source(
    name="github",
    label=_("A repository on GitHub"),
    reads=_("Open issues, the age of the oldest pull request, or a broken default branch."),
    needs=_("A repository; for private ones a token that may read issues, pulls and checks."),
    limits=_("Without a token GitHub answers 60 times an hour; ask every hour then."),
    asks=(
        Asked(
            name="repository",
            label=_("Repository"),
            hint=_("owner/name"),
            check=check_name,
        ),
        Asked(name="measure", label=_("What counts?"), kind=Kind.CHOICE, choices=_measures),
        Asked(name="label", label=_("Label"), required=False),
        Asked(name="token", label=_("Token"), kind=Kind.SECRET, required=False),
        Asked(
            name="server",
            label=_("Another server than GitHub's own"),
            kind=Kind.URL,
            required=False,
            hint=_("Such as https://github.example/api/v3"),
            check=place,
        ),
    ),
    read=read,
    order=80,
)
