"""A stand-in for GitHub and GitLab on loopback: real HTTP, and as many of their habits as Mortem meets."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from mortem.core.issues import Project, TrackerKind, project
from tests.web.loopback import Answering, answering

if TYPE_CHECKING:
    from collections.abc import Iterator

Reply = tuple[int, bytes, dict[str, str]]

TOKEN = "opensesame"
NAME = {TrackerKind.GITHUB: "team/shop", TrackerKind.GITLAB: "group/team/shop"}
_STARTS = {
    TrackerKind.GITHUB: "/api/v3/repos/team/shop",
    TrackerKind.GITLAB: "/api/v4/projects/group%2Fteam%2Fshop",
}


@dataclass
class Trouble:
    """What is answered in place of what was asked for, as often as `times` says."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    times: int = 1


@dataclass
class IssueServer:
    """Its issues by number, what it was asked, and the trouble it is in.

    `loses_answer` keeps what is made and breaks the connection off, as a crash would.
    """

    kind: TrackerKind
    port: int = 0
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    trouble: Trouble | None = None
    loses_answer: bool = False
    has_issues: bool = True

    @property
    def project(self) -> Project:
        return project(self.kind, NAME[self.kind], f"http://127.0.0.1:{self.port}")

    def add(self, title: str, body: str = "") -> int:
        """Keep a new issue in the shape of this kind; return its number."""
        number = 11 + len(self.issues)
        words = {TrackerKind.GITHUB: ("number", "body"), TrackerKind.GITLAB: ("iid", "description")}
        name, text = words[self.kind]
        is_open = "open" if self.kind is TrackerKind.GITHUB else "opened"
        self.issues[number] = {"id": 90210 + number, name: number, "title": title, text: body}
        self.issues[number] |= {"state": is_open, "closed_by": None}
        return number

    def close(self, number: int, by: str = "robin") -> None:
        login = "login" if self.kind is TrackerKind.GITHUB else "username"
        self.issues[number] |= {"state": "closed", "closed_by": {login: by, "name": "Robin R."}}

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, bytes, str]:
        """Return the status, the body and the ETag of an answer."""
        given = (headers.get("authorization"), headers.get("private-token"))
        proof = (f"Bearer {TOKEN}", None) if self.kind is TrackerKind.GITHUB else (None, TOKEN)
        if given != proof:
            return 401, b"{}", ""
        parts = urlsplit(path)
        place = parts.path.removeprefix(_STARTS[self.kind])
        if place == parts.path:
            return 404, b"{}", ""
        if not place:
            name = "has_issues" if self.kind is TrackerKind.GITHUB else "issues_enabled"
            return 200, json.dumps({"id": 1, name: self.has_issues}).encode(), ""
        if place == "/issues":
            return self._all(method, parse_qs(parts.query), body)
        if method in {"PATCH", "PUT"}:
            return self._changed(method, int(place.removeprefix("/issues/")), json.loads(body))
        return self._one(place.removeprefix("/issues/"), headers)

    def _changed(self, method: str, number: int, said: dict[str, str]) -> tuple[int, bytes, str]:
        """Close an issue or give it another title, each kind in its own way."""
        is_github = self.kind is TrackerKind.GITHUB
        closing = {"state": "closed"} if is_github else {"state_event": "close"}
        if method != ("PATCH" if is_github else "PUT") or not (said == closing or "title" in said):
            return 405, b"{}", ""
        if said == closing:
            self.close(number, "the-token")
        else:
            self.issues[number]["title"] = said["title"]
        return 200, json.dumps(self.issues[number]).encode(), '"changed"'

    def _all(
        self, method: str, _asked: dict[str, list[str]], body: bytes
    ) -> tuple[int, bytes, str]:
        if method == "POST":
            said = json.loads(body)
            words = said["body" if self.kind is TrackerKind.GITHUB else "description"]
            return 201, json.dumps(self.issues[self.add(said["title"], words)]).encode(), '"new"'
        newest = [self.issues[number] for number in sorted(self.issues, reverse=True)]
        return 200, json.dumps(newest).encode(), ""

    def _one(self, number: str, headers: Any) -> tuple[int, bytes, str]:
        found = self.issues.get(int(number))
        if found is None:
            return 404, b"{}", ""
        body = json.dumps(found).encode()
        etag = f'W/"{abs(hash(body))}"'
        return (304, b"", etag) if headers.get("if-none-match") == etag else (200, body, etag)

    def reply(self, method: str, path: str, headers: Any, body: bytes) -> Reply | None:
        """Note what was asked, and return what is answered; None where the answer is lost."""
        self.asked.append(f"{method} {path.partition('?')[0].rpartition('/')[2]}")
        if self.trouble is not None and self.trouble.times:
            self.trouble.times -= 1
            return self.trouble.status, self.trouble.body, self.trouble.headers
        status, said, etag = self.answer(method, path, headers, body)
        lost = self.loses_answer and method == "POST"
        return None if lost else (status, said, {"etag": etag} if etag else {})


@contextmanager
def issue_server(kind: TrackerKind) -> Iterator[IssueServer]:
    """Serve until the block is left."""
    here = IssueServer(kind)

    class Handler(_Handler):
        site = here

    with answering(Handler) as here.port:
        yield here


class _Handler(Answering):
    site: IssueServer

    def answer(self, brought: bytes | None) -> None:
        reply = self.site.reply(self.command, self.path, self.headers, brought or b"")
        if reply is None:
            self.close_connection = True
            return
        status, body, headers = reply
        self.send(status, headers, body)
