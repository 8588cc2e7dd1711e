"""What `mortem check` says of a document: findings with their lines, and three ways to show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mortem.core.errors import BadInput, MortemError
from mortem.core.formats.markdown.document import read
from mortem.core.review import Completeness, completeness, missing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mortem.core.formats.markdown.document import Document
    from mortem.core.review import Missing

EXIT_COMPLETE = 0
EXIT_LACKING = 1
EXIT_UNREADABLE = 2
FORMATS = ("text", "json", "github")

_SECTIONS: dict[str, tuple[str, ...]] = {
    "no_success": ("Success",),
    "no_hurt": ("Who is hurt", "Who was hurt"),
    "no_summary": ("Summary",),
    "no_where": ("Where",),
    "no_scope": ("Scope",),
    "no_causes": ("Causes",),
    "single_cause": ("Causes",),
    "no_why": ("Causes",),
    "no_top_risks": ("Top risks", "Causes"),
    "too_many_top_risks": ("Top risks",),
    "no_lessons": ("Lessons",),
    "no_actions": ("Actions",),
}
_PHASE_SECTIONS: dict[str, tuple[str, ...]] = {"event": ("Times",), "lessons": ("Lessons",)}


class Finding(NamedTuple):
    """One remark on one line. `level` is error for what is required, notice for advice."""

    line: int
    column: int
    level: str
    code: str
    rule: str
    message: str


class Report(NamedTuple):
    """All findings of one document; `state` is a completeness, or unreadable."""

    name: str
    state: str
    findings: tuple[Finding, ...]
    reason: str = ""

    @property
    def exit_code(self) -> int:
        if self.state == "unreadable":
            return EXIT_UNREADABLE
        return EXIT_LACKING if self.state == Completeness.INCOMPLETE else EXIT_COMPLETE


def check(name: str, text: str, *, at: datetime) -> Report:
    """Check the document `text`, called `name`, at the moment `at`. Raises nothing."""
    try:
        document = read(text, at=at)
    except MortemError as error:
        return unreadable(name, error)
    record = document.record
    lacking = missing(record, today=at.date(), trust_addresses=True)
    return Report(
        name,
        completeness(lacking, record).value,
        tuple(_finding(document, lack) for lack in lacking),
        record.override_reason.strip(),
    )


def unreadable(name: str, error: MortemError) -> Report:
    """The report of a document that cannot be read."""
    line, column = getattr(error, "line", 1), getattr(error, "column", 1)
    message = f"{error} {error.hint}".strip() if error.hint else str(error)
    finding = Finding(line, column, "error", error.code, "", message)
    return Report(name, "unreadable", (finding,))


def exit_code(reports: Iterable[Report]) -> int:
    """The worst of all: 0 complete, 1 something required is missing, 2 unreadable."""
    return max((report.exit_code for report in reports), default=EXIT_COMPLETE)


def show(reports: Iterable[Report], form: str) -> str:
    """The reports as text, JSON or GitHub annotations, ending with a newline unless empty."""
    if form not in _SHOWN:
        raise BadInput(
            "format", "“{form}” is none of: {allowed}.", form=form, allowed=", ".join(FORMATS)
        )
    return _SHOWN[form](list(reports))


def _finding(document: Document, lack: Missing) -> Finding:
    level = "error" if lack.required else "notice"
    return Finding(_line(document, lack), 1, level, lack.code, lack.rule, lack.message)


def _line(document: Document, lack: Missing) -> int:
    if lack.subject is not None:
        return document.lines.get(lack.subject, 1)
    places = _SECTIONS.get(lack.code) or _PHASE_SECTIONS.get(lack.where, ())
    found = [document.lines[place] for place in places if place in document.lines]
    return found[0] if found else document.lines.get("title", 1)


def _text(reports: list[Report]) -> str:
    lines: list[str] = []
    for report in reports:
        for one in report.findings:
            rule = f" ({one.rule})" if one.rule else ""
            mark = "!" if one.level == "error" else "?"
            lines.append(f"{report.name}:{one.line}:{one.column}: {mark} {one.message}{rule}")
        lines.append(f"{report.name}: {_verdict(report)}")
    return "".join(f"{line}\n" for line in lines)


def _verdict(report: Report) -> str:
    required = sum(one.level == "error" for one in report.findings)
    match report.state:
        case "unreadable":
            return "cannot be read"
        case Completeness.COMPLETE:
            return "complete"
        case Completeness.BY_DECISION:
            return f"complete by decision, with {required} missing: {report.reason.splitlines()[0]}"
        case _:
            return f"{required} missing"


def _json(reports: list[Report]) -> str:
    import json  # noqa: PLC0415 - only this form needs it

    shown = [
        {
            "file": report.name,
            "state": report.state,
            "findings": [
                {
                    "line": one.line,
                    "column": one.column,
                    "level": one.level,
                    "code": one.code,
                    "rule": one.rule,
                    "message": one.message,
                }
                for one in report.findings
            ],
        }
        for report in reports
    ]
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def _github(reports: list[Report]) -> str:
    lines = []
    for report in reports:
        for one in report.findings:
            level = _github_level(report, one)
            where = f"file={_property(report.name)},line={one.line},col={one.column}"
            title = _property(f"mortem {one.rule}".rstrip())
            lines.append(f"::{level} {where},title={title}::{_data(one.message)}\n")
    return "".join(lines)


def _github_level(report: Report, one: Finding) -> str:
    decided = report.state == Completeness.BY_DECISION
    return "notice" if decided or one.level != "error" else "error"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_SHOWN = {"text": _text, "json": _json, "github": _github}
