"""`signals.toml`: a plan's signals as engineers keep them, beside the code that they watch.

review = "0f3a9c1e"                       # the beginning of the plan's identifier

[signal.replication-lag]                  # a name of its own, kept for as long as the signal
question = "How many ms does the new side lag behind?"
risk = "The backfill starved"             # how the risk begins that it belongs to
owner = "Ada"
response = "If it lags 400 ms for ten minutes, then Ada stops the backfill."

[signal.replication-lag.read]             # without this, a person looks
source = "prometheus"
url = "https://prometheus.example"
query = "max(replication_lag_seconds) * 1000"
headers = { env = "PROMETHEUS_HEADERS" }  # secrets come from the environment
above = 400
for = "10m"
every = "1m"
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from mortem.core.errors import BadDocument
from mortem.core.signal import LONGEST_CADENCE
from mortem.core.toml_table import Table
from mortem.core.watching import Direction

if TYPE_CHECKING:
    from collections.abc import Mapping

RHYTHMS: Final = {"1m": 1, "5m": 5, "15m": 15, "1h": 60, "1d": 1440, "1w": 10080}
"""How often a source may be read, with the minutes: the rhythms that the page offers."""

MOST_SIGNALS: Final = 500
LONGEST_TEXT: Final = 2_000  # characters of a question, a response, a threshold
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_TIME: Final = re.compile(r"(\d{1,6})(m|h|d|w)")
_MINUTES: Final = {"m": 1, "h": 60, "d": 1440, "w": 10080}
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How Mortem reads a signal by itself. What is None is left to the source's own proposal.

    `values` is what the source asks, `secrets` names the environment variables that hold the rest.
    """

    source: str
    values: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    threshold: float | None = None
    direction: Direction | None = None
    hold_minutes: int = 0
    every_minutes: int = 5
    grace_minutes: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One signal as the file wants it; without `reading` a person looks, every `every_days`."""

    name: str
    question: str
    risk: str = ""
    owner: str = ""
    response: str = ""
    threshold: str = ""
    every_days: int = 7
    reading: Reading | None = None
    put_away: bool = False


@dataclass(frozen=True, slots=True)
class SignalsFile:
    """What a file says: whose signals these are ("" when it does not), and the signals."""

    review: str
    signals: tuple[Wanted, ...]


def read_signals(text: str, *, file: str) -> SignalsFile:
    """Read a signals file.

    Raises BadDocument with its place for what is no TOML, BadInput naming the field for what is.
    """
    try:
        top = Table(file, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(file, text, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise BadDocument(
            "{file}: this is more than a file of signals holds.", file=file, line=1
        ) from error
    review = top.text("review", "")
    found = top.named("signal")
    top.finish("a signals file")
    if not 1 <= len(found) <= MOST_SIGNALS:
        top.refuse("signal", "needs 1 to {most} signals: [signal.a-name]", most=MOST_SIGNALS)
    return SignalsFile(review, tuple(_wanted(name, one, top) for name, one in found.items()))


def written(file: SignalsFile) -> str:
    """Return a file's text; secrets are named by their variables, as they are read."""
    head = [f"review = {_quoted(file.review)}"] if file.review else []
    return "\n\n".join(filter(None, ["\n".join(head), *map(_signal, file.signals)])) + "\n"


def _signal(one: Wanted) -> str:
    texts = {
        "question": one.question,
        "risk": one.risk,
        "owner": one.owner,
        "threshold": one.threshold,
        "response": one.response,
    }
    lines = [f"[signal.{_key(one.name)}]", *_lines(texts)]
    if one.put_away:
        lines.append("put_away = true")
    if one.reading is None:
        return "\n".join([*lines, f'every = "{one.every_days}d"'])
    return "\n".join([*lines, "", *_read(one.name, one.reading)])


def _read(name: str, reading: Reading) -> list[str]:
    every = next(word for word, minutes in RHYTHMS.items() if minutes == reading.every_minutes)
    lines = [f"[signal.{_key(name)}.read]", f"source = {_quoted(reading.source)}"]
    lines += _lines(reading.values)
    lines += [f"{name} = {{ env = {_quoted(held)} }}" for name, held in reading.secrets.items()]
    if reading.direction is not None and reading.threshold is not None:
        lines.append(f"{reading.direction} = {reading.threshold:.15g}")
    times = {
        "for": f"{reading.hold_minutes}m",
        "every": every,
        "grace": f"{reading.grace_minutes}m",
    }
    return [*lines, *_lines(times)]


def _lines(texts: Mapping[str, str]) -> list[str]:
    return [f"{name} = {_quoted(text)}" for name, text in texts.items() if text]


def _key(name: str) -> str:
    return _quoted(name) if "." in name else name


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _no_toml(file: str, text: str, said: str) -> BadDocument:
    place = _PLACE.search(said)
    line, column = (int(place[1]), int(place[2])) if place else (len(text.splitlines()), 1)
    return BadDocument(
        "{file}, line {at}: this is not TOML: {why}.",
        file=file,
        at=line,
        why=said.partition(" (at ")[0],
        line=max(line, 1),
        column=column,
    )


def _wanted(name: str, table: Table, top: Table) -> Wanted:
    if not _NAME.fullmatch(name):
        top.refuse(
            f"signal.{name[:64]}", "needs a name of small letters, digits, dots, dashes, underlines"
        )
    reading = table.table("read") if table.has("read") else None
    said = Wanted(
        name=name,
        question=_short(table, "question"),
        risk=table.text("risk", ""),
        owner=table.text("owner", ""),
        response=_short(table, "response", ""),
        threshold=_short(table, "threshold", ""),
        every_days=_days(table) if reading is None else 7,
        reading=_reading(reading) if reading else None,
        put_away=table.flag("put_away") if table.has("put_away") else False,
    )
    table.finish("a signal that people look at" if reading is None else "a signal")
    return said


def _short(table: Table, key: str, default: str | None = None) -> str:
    text = table.text(key, default)
    if len(text) > LONGEST_TEXT:
        table.refuse(
            key, "has {length} characters; {most} is the most", length=len(text), most=LONGEST_TEXT
        )
    return text


def _days(table: Table) -> int:
    minutes = _time(table, "every", "7d")
    if minutes % 1440 or not minutes:
        table.refuse("every", "is for a person: whole days or weeks, such as 7d")
    if minutes // 1440 > LONGEST_CADENCE:
        table.refuse("every", "is at most {most} days", most=LONGEST_CADENCE)
    return minutes // 1440


def _reading(table: Table) -> Reading:
    every = table.text("every", "5m")
    if every not in RHYTHMS:
        table.refuse(
            "every", "is {every}; it may be {known}", every=every, known=", ".join(RHYTHMS)
        )
    source = table.text("source")
    hold, grace = _time(table, "for", "0m"), _time(table, "grace", "10m")
    threshold, direction = _line(table)
    told = table.rest()
    return Reading(
        source=source,
        values={
            name: _value(table, name, one) for name, one in told.items() if not _is_secret(one)
        },
        secrets={name: str(one["env"]) for name, one in told.items() if _is_secret(one)},
        threshold=threshold,
        direction=direction,
        hold_minutes=hold,
        every_minutes=RHYTHMS[every],
        grace_minutes=grace,
    )


def _line(table: Table) -> tuple[float | None, Direction | None]:
    sides = [side for side in Direction if table.has(side.value)]
    if not sides:
        return None, None
    if len(sides) > 1:
        table.refuse("above", "and below cannot both be the line; name one")
    return table.amount(sides[0].value), sides[0]


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"env"} and isinstance(value["env"], str)


def _value(table: Table, name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        table.refuse(name, 'needs a text, or for a secret {{ env = "NAME" }}')
    return str(value)


def _time(table: Table, key: str, default: str) -> int:
    found = _TIME.fullmatch(table.text(key, default))
    if found is None:
        table.refuse(key, "needs a time such as 10m, 2h, 7d or 1w")
    return int(found[1]) * _MINUTES[found[2]]
