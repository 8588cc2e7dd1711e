"""Issues at GitHub and GitLab, as values: how they are asked for, and what comes back.

Nothing here sends anything. Shapes follow GitHub's REST API (version 2022-11-28) and GitLab's REST
API v4; of an answer only a few fields are read, and no address in it is ever followed or shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from mortem.core.errors import BadInput, CannotRead

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MOST_TITLE: Final = 255
"""Characters of a title that both take."""

_MOST_NAME: Final = 100
_MOST_NUMBER: Final = 2**31
_LOOKED_THROUGH: Final = 30  # the newest issues among which one that was asked for is looked for


class TrackerKind(StrEnum):
    """Where issues are kept."""

    GITHUB = "github"
    GITLAB = "gitlab"


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as it stands there; `body` holds the mark of whoever asked for it."""

    number: int
    title: str
    is_open: bool
    closed_by: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants changed there: another title, or, without one, that it be closed.

    `seen_title` is what they saw there when they decided; they saw it open.
    """

    seen_title: str
    title: str = ""

    def may_be_sent(self, issue: Issue) -> bool:
        """Tell whether the issue still stands as they saw it."""
        return issue.title == self.seen_title and (issue.is_open or bool(self.title))

    def is_true_of(self, issue: Issue) -> bool:
        """Tell whether the issue is now as they wanted it."""
        return issue.title == self.title if self.title else not issue.is_open


@dataclass(frozen=True, slots=True)
class Project:
    """A repository, or project, on a server; `server` is its address in a browser."""

    kind: TrackerKind
    server: str
    name: str

    @property
    def _is_gitlab(self) -> bool:
        return self.kind is TrackerKind.GITLAB

    @property
    def api(self) -> str:
        """The address under which this project answers programs."""
        if self._is_gitlab:
            return f"{self.server}/api/v4/projects/{quote(self.name, safe='')}"
        is_public = self.server == _PUBLIC[self.kind]
        base = "https://api.github.com" if is_public else f"{self.server}/api/v3"
        return f"{base}/repos/{self.name}"

    def headers(self, token: str) -> dict[str, str]:
        """Return what carries the token."""
        if self._is_gitlab:
            return {"private-token": token}
        return {"authorization": f"Bearer {token}"}

    def address(self, number: int) -> str:
        """Return where people read an issue. It is made here, not taken from an answer."""
        between = "/-/issues/" if self._is_gitlab else "/issues/"
        return f"{self.server}/{self.name}{between}{number}"

    def number_in(self, address: str) -> int | None:
        """Return the number of the issue that an address of this project leads to."""
        found = _ISSUE.fullmatch(address.strip())
        if found is None or found[1].casefold() != f"{self.server}/{self.name}".casefold():
            return None
        return int(found[2])

    def newest(self, since: datetime) -> str:
        """Return where the newest issues are listed, of those made or changed since a moment."""
        moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self._is_gitlab:
            asked = {"created_after": moment, "order_by": "created_at", "sort": "desc"}
        else:
            asked = {"since": moment, "state": "all", "sort": "created", "direction": "desc"}
        return f"{self.api}/issues?{urlencode({**asked, 'per_page': _LOOKED_THROUGH})}"

    def draft(self, title: str, body: str) -> dict[str, str]:
        """Return what makes an issue."""
        words = "description" if self._is_gitlab else "body"
        return {"title": title, words: body}

    @property
    def change_method(self) -> str:
        """How a change of an issue is asked for."""
        return "PUT" if self._is_gitlab else "PATCH"

    def change(self, wish: Wish) -> dict[str, str]:
        """Return what changes an issue as somebody wishes."""
        if wish.title:
            return {"title": wish.title}
        return {"state_event": "close"} if self._is_gitlab else {"state": "closed"}

    def told_of(self, said: Any) -> int | None:
        """Return the number of the issue that a call about a change names, if it is about one."""
        part, name = ("object_attributes", "iid") if self._is_gitlab else ("issue", "number")
        found = said.get(part) if isinstance(said, dict) else None
        number = found.get(name) if isinstance(found, dict) else None
        return number if isinstance(number, int) and 0 < number < _MOST_NUMBER else None

    def read(self, said: Any) -> Issue:
        """Return the issue in an answer. Raises CannotRead for anything else."""
        names = _GITLAB if self._is_gitlab else _GITHUB
        try:
            return Issue(
                number=_number(said[names.number]),
                title=_plain(said["title"], MOST_TITLE),
                is_open=said["state"] != "closed",
                closed_by=_name(said.get("closed_by"), names.login),
                body=str(said.get(names.body) or ""),
            )
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            raise CannotRead("This is not how an issue is answered.") from None


@dataclass(frozen=True, slots=True)
class _Names:
    number: str
    body: str
    login: str


_GITHUB: Final = _Names("number", "body", "login")
_GITLAB: Final = _Names("iid", "description", "username")
_PUBLIC: Final[Mapping[TrackerKind, str]] = {
    TrackerKind.GITHUB: "https://github.com",
    TrackerKind.GITLAB: "https://gitlab.com",
}
_ISSUE = re.compile(
    r"(https?://[^\s?#]+?)(?:/-)?/(?:issues|work_items)/([1-9][0-9]{0,8})/?(?:[?#].*)?"
)
_PART: Final = r"[A-Za-z0-9_.-]{1,100}"
_NAME: Final = {
    TrackerKind.GITHUB: re.compile(f"{_PART}/{_PART}"),
    TrackerKind.GITLAB: re.compile(f"{_PART}(?:/{_PART}){{1,10}}"),
}


def project(kind: TrackerKind, name: str, server: str = "") -> Project:
    """Return a project; without a server, on the public one. Raises BadInput for an odd name."""
    clean = name.strip().strip("/")
    if not _NAME[kind].fullmatch(clean) or {".", ".."} & set(clean.split("/")):
        raise BadInput("project", "Write it as it stands in its address: owner/name.")
    return Project(kind, server.strip().rstrip("/") or _PUBLIC[kind], clean)


def marked(body: str, mark: str) -> str:
    """Return the body with a line that readers do not see and Mortem knows again."""
    return f"{body}\n\n{_line(mark)}".lstrip()


def title_of(text: str) -> str:
    """Return an action's words as a title: on one line, at most as long as both take."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_TITLE else f"{line[: MOST_TITLE - 1]}…"


def find_marked(issues: list[Issue], mark: str) -> Issue | None:
    """Return the issue that carries a mark."""
    return next((one for one in issues if _line(mark) in one.body), None)


def _line(mark: str) -> str:
    return f"<!-- mortem {mark} -->"


def _number(said: Any) -> int:
    number = int(said)
    if not 0 < number < _MOST_NUMBER:
        raise ValueError(number)
    return number


def _name(person: Any, login: str) -> str:
    return _plain(person.get(login) or "", _MOST_NAME) if isinstance(person, dict) else ""


def _plain(text: object, most: int) -> str:
    """Return a line as it can be kept, shown, and sent back the same."""
    clean = str(text).replace("\x00", "").encode("utf-8", "ignore").decode()
    return " ".join(clean.split())[:most].strip()
