"""Mail: mailboxes (mbox) and single messages (eml)."""

from __future__ import annotations

import re
from email import message_from_string
from email.errors import MessageError
from email.policy import default
from typing import TYPE_CHECKING

from mortem.core.evidence.format import Fit, Found
from mortem.core.evidence.shape import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.evidence.format import Head, Line

_FROM = re.compile(r"From \S{1,320} .{0,80}\d{4}$")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}:( |$)")
_TELLING = {
    "from",
    "date",
    "subject",
    "received",
    "message-id",
    "return-path",
    "mime-version",
    "to",
}
_ENOUGH = 3
_COMMENT = re.compile(r" ?\([^()]{0,60}\)$")
_LONGEST_BODY = 20_000
_MOST_LINES = 2_000


class Mail:
    """Messages, each with the time in its Date."""

    name = "mbox"
    title = "mail (mbox and eml)"
    reads = "Mailboxes as Thunderbird, mutt and list archives keep them, and single messages saved as eml."
    traps = "The Date is the writer's own clock. Of a message only its text is told, not what is attached."
    examples = (
        (
            "From ada@example.org Sun Mar  1 09:30:00 2026\n"
            "From: Ada <ada@example.org>\n"
            "Date: Sun, 01 Mar 2026 09:30:00 +0100\n"
            "Subject: the till is down\n\nAgain.\n"
        ),
    )

    def fit(self, head: Head) -> Fit | None:
        """Return a fit for what begins as a mailbox or with enough headers of a mail."""
        written = [line for line in head.lines[:60] if line.strip()]
        if not written:
            return None
        names = set()
        for line in head.lines[1 if _FROM.match(written[0]) else 0 :]:
            if not line.strip():
                break
            if _HEADER.match(line):
                names.add(line.partition(":")[0].lower())
        return Fit(1.0, 8) if len(names & _TELLING) >= _ENOUGH and "date" in names else None

    def find(self, lines: Iterable[Line]) -> Iterator[Found]:
        """Yield one row a message."""
        message: list[Line] = []
        last: Line | None = None
        for line in lines:
            if last is not None and not last.text.strip() and _FROM.match(line.text):
                yield self._found(message, last)
                message = []
            last = line
            if len(message) < _MOST_LINES:
                message.append(line)
        if last is not None and any(line.text.strip() for line in message):
            yield self._found(message, last)

    def _found(self, message: list[Line], ended: Line) -> Found:
        began = message[0]
        written = message[1:] if _FROM.match(began.text) else message
        text = "\n".join(line.text for line in written)
        try:
            mail = message_from_string(text, policy=default)
            date, who, subject = (str(mail.get(name, "")) for name in ("Date", "From", "Subject"))
            body = _body(mail)
        except (
            *(MessageError, ValueError, LookupError, AttributeError, TypeError),
            RecursionError,
        ):
            date, who, subject, body = _plain(text)
        said = f"{subject}\n{body}".strip()
        stamp = stamp_of(_COMMENT.sub("", date.strip()))
        return Found(
            stamp, began.number, began.first, ended.last, None, who or None, said, self.name
        )


def _body(mail: object) -> str:
    part = mail.get_body(("plain", "html"))  # type: ignore[attr-defined]
    return str(part.get_content())[:_LONGEST_BODY] if part is not None else ""


def _plain(text: str) -> tuple[str, str, str, str]:
    """Read the headers of a message that the parser cannot take, line by line."""
    head, _, body = text.partition("\n\n")
    fields = dict(re.findall(r"(?im)^(date|from|subject): *(.*)$", head))
    found = {name.lower(): value for name, value in fields.items()}
    return (
        found.get("date", ""),
        found.get("from", ""),
        found.get("subject", ""),
        body[:_LONGEST_BODY],
    )
