"""How well evidence is recognised and its times are read, on real files.

    python -m bench.evidence_score EVIDENCE INCIDENTS

EVIDENCE holds index.csv (file, format, first reading, what is known of the zone) with its files, and
timelines_gold.jsonl; INCIDENTS holds the reports those timelines stand in. Told apart: whether the
expected family of formats is named (a catch-all counts only where the index says generic), whether the
first time read is the same instant, or is asked for where it cannot be known; silent wrong guesses;
and how many entries of written timelines are read with their time and words.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from mortem.core.evidence.reading import Source, Unread
from mortem.core.evidence.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

CATCH_ALLS = {"generic", "generic-within", "json", "csv"}
FAMILIES = {
    "apache-combined": "apache-combined",
    "zeek": "zeek",
    "json-bunyan": "bunyan",
    "cloudflare": "cloudflare",
    "docker-compose": "docker-compose",
    "elastic-common-schema": "elastic-common-schema",
    "glog": "glog",
    "grafana-logfmt": "logfmt",
    "invalid-timezone": "level-process",
    "java-stacktrace": "log4j",
    "journald": "journald",
    "laravel": "laravel",
    "logfmt": "logfmt",
    "mongodb": "mongodb",
    "syslog-wrapped-json": "syslog-in-json",
    "mysql-error": "mysql-error",
    "nextcloud": "nextcloud",
    "otel-logs": "opentelemetry",
    "postgresql": "postgresql",
    "rust-tracing": "rust-tracing",
    "syslog-rfc5424": "syslog-rfc5424",
    "syslog-": "syslog-rfc3164",
    "tai64n": "tai64n",
    "uwsgi": "uwsgi",
    "vmware-vami": "vmware-vami",
    "vmware-nsx-syslog": "syslog-iso",
    "vdsm": "vdsm",
    "w3c-extended": "w3c-extended",
    "year-day": "day-of-year",
    "zap-console": "zap-console",
    "log:android": "android-logcat",
    "log:apache": "apache-error",
    "log:bgl": "bgl",
    "log:hdfs": "hdfs",
    "log:hpc": "hpc",
    "log:hadoop": "hadoop",
    "log:mac": "syslog-rfc3164",
    "log:openssh": "syslog-rfc3164",
    "log:thunderbird": "thunderbird",
    "log:windows": "windows-cbs",
    "log:zookeeper": "zookeeper",
    "git-log": "git-log",
    "discourse": "discourse",
    "gerrit": "gerrit",
    "github-issue": "github-issue",
    "github-pr": "github-pull-request",
    "gitlab-issue": "gitlab-issue",
    "gitlab-notes": "gitlab-notes",
    "gitter": "gitter",
    "mbox": "mbox",
    "jira-comments": "jira-comments",
    "mediawiki-revisions": "mediawiki-revisions",
    "rocketchat": "rocketchat",
    "irc": "irc",
    "telegram": "telegram",
    "timesketch-csv": "timesketch-csv",
    "timesketch-out-of-range": "timesketch-csv",
    "timesketch": "timesketch-jsonl",
    "alertmanager": "alertmanager",
    "aws-cloudtrail": "aws-cloudtrail",
    "kubernetes": "kubernetes-events",
    "opsgenie": "opsgenie",
    "pagerduty": "pagerduty",
    "slack-export": "slack-export",
    "webhook-mock:gcpmonitoring": "gcp-monitoring",
    "webhook-mock:libre_nms": "librenms",
}
"""What each family of the index is called here, the longest beginning that fits counting."""


def expected(family: str) -> str:
    begins = [key for key in FAMILIES if family.startswith(key)]
    if begins:
        return FAMILIES[max(begins, key=len)]
    return family.removeprefix("webhook-mock:")


def is_named(family: str, name: str | None) -> bool:
    if name is None or (name in CATCH_ALLS and "generic" not in family):
        return False
    return name == expected(family) or name.startswith(f"{expected(family)}-")


def instant(text: str) -> datetime | None:
    """Return an instant of the index to the millisecond; None for one without an offset."""
    if not re.search(r"(Z|[+-]\d\d:\d\d)$", text):
        return None
    at = datetime.fromisoformat(text).astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def score_files(folder: Path) -> None:
    named = read = silent = 0
    rows = list(csv.DictReader((folder / "index.csv").open(encoding="utf-8")))
    timed = [row for row in rows if row["first_ts_reading"]]
    for row in rows:
        with (folder / row["file"]).open("rb") as raw:
            source = Source(row["file"], raw)
            name = source.format.name if source.format else None
            first = next((one for one in source.rows() if isinstance(one, Row)), None)
        if is_named(row["format"], name):
            named += 1
        else:
            print(f"named otherwise: {row['file']} is {row['format']}, here {name}")
        if not row["first_ts_reading"]:
            continue
        right, guessed = compared(row["first_ts_reading"], first)
        read, silent = read + right, silent + guessed
        if not right:
            print(
                f"read otherwise: {row['file']}: {row['first_ts_reading']}, here {first and (first.at or first.local)}"
            )
    print(f"formats named: {named} of {len(rows)} ({named / len(rows):.1%})")
    print(
        f"first times read or asked: {read} of {len(timed)} ({read / len(timed):.1%}); silent wrong guesses: {silent}"
    )


def compared(wanted: str, first: Row | None) -> tuple[bool, bool]:
    """Return whether the first time is right, and whether it is a wrong instant told without asking."""
    at = instant(wanted)
    if first is None:
        return False, False
    if at is None:
        is_asked = first.local is not None and first.local[:23] == wanted[:23]
        return is_asked, first.at is not None
    if first.at is None:
        return False, False
    found = datetime.fromisoformat(first.at)
    same = found.replace(microsecond=found.microsecond // 1000 * 1000) == at
    return same, not same


def reports(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("text"):
                found[row.get("id")] = row["text"]
    return found


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def clock_of(text: str) -> str:
    clock = re.search(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text)
    return f"{int(clock[1]):02}:{clock[2]}:{clock[3] or '00'}" if clock else ""


def entries_of(text: str) -> Iterator[tuple[str, str, str]]:
    source = Source("report.md", BytesIO(text.encode()))
    for row in source.rows():
        if not isinstance(row, Unread):
            written = text.encode()[row.first : row.last].decode()
            yield (row.local or row.at or ""), clock_of(written), plain(row.text)


def score_timelines(evidence: Path, incidents: Path) -> None:
    texts = reports(incidents)
    whole = clocks = days = 0
    for line in (evidence / "timelines_gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        entries = list(entries_of(texts[gold["id"]]))
        for event in gold["events"]:
            whole += 1
            clock, words = clock_of(event["time_raw"]), plain(event["text"])[:40]
            same = [one for one in entries if one[1] == clock and words[:30] in one[2]]
            clocks += bool(same)
            day = re.search(r"\d{4}-\d{2}-\d{2}", event["time_raw"])
            days += bool(same) and (not day or any(one[0].startswith(day[0]) for one in same))
    print(
        f"entries of written timelines: {clocks} of {whole} ({clocks / whole:.1%}); with the right day {days / whole:.1%}"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("evidence", type=Path)
    arguments.add_argument("incidents", type=Path)
    asked = arguments.parse_args()
    score_files(asked.evidence)
    score_timelines(asked.evidence, asked.incidents)


if __name__ == "__main__":
    main()
