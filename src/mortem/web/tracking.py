"""What Mortem says to GitHub and GitLab, and what it hears: through the one guarded door.

Whatever is in the way becomes a word, too; nothing here raises, and nothing knows the database.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from mortem.core.errors import CannotRead, MortemError
from mortem.core.issues import Issue, Project, Wish, find_marked, marked
from mortem.web.egress import Answer, Ask, fetch

if TYPE_CHECKING:
    from datetime import datetime

REST: Final = 60.0
"""Seconds for which a tracker is left alone that says “too often” and not for how long."""

MOST_REST: Final = 7200.0
_UNCHANGED: Final = 304
_TOO_OFTEN: Final = 429
_NOT_ALLOWED: Final = 403
_SERVERS_FAULT: Final = 500
_FIRST_FINE: Final = 200
_FIRST_REDIRECT: Final = 300


@dataclass(frozen=True, slots=True)
class Access:
    """A project and the token that opens it."""

    project: Project
    token: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to become an issue; `is_retry` where it may be there already."""

    title: str
    body: str
    mark: str
    since: datetime
    is_retry: bool


@dataclass(frozen=True, slots=True)
class Word:
    """What was heard: an issue, that nothing changed (no issue, no trouble), or the trouble.

    `is_final`: asking again helps nobody before a person has done something. `rests` is for how
    many seconds the tracker wants to be left alone.
    """

    issue: Issue | None = None
    etag: str = ""
    trouble: str = ""
    is_final: bool = False
    rests: float = 0


async def look(access: Access, number: int, etag: str, *, at: datetime) -> Word:
    """Ask how an issue stands; with an `etag`, only whether it stands otherwise than then."""
    ask = _ask(access, f"{access.project.api}/issues/{number}", etag=etag)
    word = await _word(access, ask, at)
    if word.issue is not None and word.issue.number != number:
        return Word(trouble=_("It was moved to another place."), is_final=True)
    return word


async def change(access: Access, number: int, wish: Wish, *, at: datetime) -> tuple[Word, bool]:
    """Change an issue, if it stands there as it was seen; otherwise only tell how it stands.

    Returns what was heard last, and whether a change was sent.
    Neither GitHub nor GitLab compares for us: who changes it in the moment between our look and
    our change is overwritten.
    """
    word = await look(access, number, "", at=at)
    if word.issue is None or not wish.may_be_sent(word.issue):
        return word, False
    body = json.dumps(access.project.change(wish)).encode()
    ask = _ask(access, f"{access.project.api}/issues/{number}", body=body)
    return await _word(access, replace(ask, method=access.project.change_method), at), True


async def make(access: Access, draft: Draft, *, at: datetime) -> Word:
    """Make an issue; where it was tried before, look first whether it is there."""
    if draft.is_retry:
        found = await _made_before(access, draft, at)
        if found.issue is not None or found.trouble:
            return found
    said = access.project.draft(draft.title, marked(draft.body, draft.mark))
    ask = _ask(access, f"{access.project.api}/issues", body=json.dumps(said).encode())
    return await _word(access, ask, at)


async def is_open_to(access: Access, *, at: datetime) -> Word:
    """Ask whether the project is there, for this token, and takes issues."""
    answer = await _answered(_ask(access, access.project.api), at)
    if isinstance(answer, Word):
        return answer
    try:
        said = answer.json()
    except CannotRead as error:
        return _trouble(error)
    if not isinstance(said, dict) or said.get("has_issues", said.get("issues_enabled")) is False:
        return Word(trouble=_("It takes no issues."), is_final=True)
    return Word()


async def _made_before(access: Access, draft: Draft, at: datetime) -> Word:
    answer = await _answered(_ask(access, access.project.newest(draft.since)), at)
    if isinstance(answer, Word):
        return answer
    try:
        said = answer.json()
        issues = [access.project.read(one) for one in said]
    except (CannotRead, TypeError):
        return Word(trouble=_("This is not how issues are listed."))
    return Word(issue=find_marked(issues, draft.mark))


async def _word(access: Access, ask: Ask, at: datetime) -> Word:
    answer = await _answered(ask, at)
    if isinstance(answer, Word):
        return answer
    if answer.status == _UNCHANGED:
        return Word(etag=ask.headers.get("if-none-match", ""))
    try:
        issue = access.project.read(answer.json())
    except CannotRead as error:
        return _trouble(error)
    return Word(issue=issue, etag=answer.headers.get("etag", ""))


async def _answered(ask: Ask, at: datetime) -> Answer | Word:
    """Return what came back, if it is an answer; otherwise the trouble."""
    try:
        answer = await fetch(ask)
    except CannotRead as error:
        return _trouble(error)
    except MortemError as error:
        return _trouble(error, is_final=True)
    if _FIRST_FINE <= answer.status < _FIRST_REDIRECT or answer.status == _UNCHANGED:
        return answer
    if rests := _rest(answer, at):
        return Word(trouble=_("It was asked too often and rests for a while."), rests=rests)
    is_final = answer.status < _SERVERS_FAULT
    return Word(trouble=_refusal(answer.status), is_final=is_final)


def _ask(access: Access, url: str, *, etag: str = "", body: bytes | None = None) -> Ask:
    headers = {"accept": "application/json"}
    if etag:
        headers["if-none-match"] = etag
    if body is not None:
        headers["content-type"] = "application/json"
    return Ask(url, body=body, headers=headers, secrets=access.project.headers(access.token))


def _rest(answer: Answer, at: datetime) -> float:
    """Return for how many seconds a tracker wants to be left alone; 0 where it says no such thing.

    GitHub: 403 or 429 with retry-after, or with x-ratelimit-remaining 0 and the second at which it
    begins anew. GitLab: 429 with retry-after.
    """
    spent = answer.headers.get("x-ratelimit-remaining") == "0"
    after = answer.headers.get("retry-after", "")
    if answer.status != _TOO_OFTEN and not (answer.status == _NOT_ALLOWED and (spent or after)):
        return 0
    seconds = REST
    with suppress(ValueError):
        seconds = float(after or answer.headers.get("x-ratelimit-reset", "")) - (
            0 if after else at.timestamp()
        )
    return min(max(seconds, 1), MOST_REST) if seconds == seconds else REST  # noqa: PLR0124 - NaN


def _refusal(status: int) -> str:
    """Return what a status means here, in words."""
    known = {
        401: _("It does not know this token, or not any more."),
        403: _("The token may not do that there."),
        404: _("It is not there, or not for this token."),
        410: _("It is gone there, or issues are switched off."),
        422: _("It does not take this text."),
    }
    return known.get(status) or _("It answered with status %(status)s.") % {"status": status}


def _trouble(error: MortemError, *, is_final: bool = False) -> Word:
    return Word(trouble=_(error.template).format(**error.data), is_final=is_final)
