"""How one could try to tell who wrote which card: one small function for each kind of leak.

Each gets a dump and what somebody who watched the room knows, and returns the joins it would
make. Most of them find an order of the cards somewhere and lay it beside the order in which
people were seen at their keyboards. A strategy that finds nothing to go by returns nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime
from math import sqrt
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from mortem.web.queries.cards import card_key
from tests.web.anonymity.dump import BORN, PLACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tests.web.anonymity.dump import Dump, Row
    from tests.web.anonymity.room import Watched

    class Strategy(Protocol):
        __name__: str

        def __call__(self, dump: Dump, watched: Watched, texts: list[str], /) -> Iterator[Join]: ...


DEVIATIONS = 4  # above chance; by luck once in some 30,000 tries
_FEW = 6  # cards below which an order says nothing
_MANY = 12


@dataclass(frozen=True, slots=True)
class Join:
    """Cards and whom the attack takes for their writers. `certain`: it names them, not by order."""

    clue: str
    writers: Mapping[str, str]
    certain: bool = False

    def hits(self, truth: Mapping[str, str]) -> int:
        return sum(truth.get(text) == who for text, who in self.writers.items())

    def beats_chance(self, truth: Mapping[str, str]) -> bool:
        """Tell whether it knows more than whoever guesses blindly among all writers.

        `truth` is in the order of writing. An order that holds a long stretch of that one counts
        as known, too, even where it was laid badly beside the strokes.
        """
        tried = [text for text in self.writers if text in truth]
        if self.certain:
            return self.hits(truth) > 0
        luck = 1 / len(set(truth.values()))
        most = len(tried) * luck + DEVIATIONS * sqrt(len(tried) * luck * (1 - luck))
        place = {text: at for at, text in enumerate(truth)}
        stretch = _longest_rise([place[text] for text in tried])
        return self.hits(truth) > most or stretch > _longest_by_luck(len(tried))


def _longest_rise(numbers: Iterable[int]) -> int:
    """Return how many of the numbers, at most, rise one after another, others between them."""
    ends: list[int] = []
    for number in numbers:
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
    return len(ends)


def _longest_by_luck(count: int) -> float:
    """Return the longest rise to expect of a shuffle, and the deviations above it.

    Mean and deviation of Tracy and Widom, as Baik, Deift and Johansson (1999) found them.
    """
    sixth: float = count ** (1 / 6)
    return 2 * sqrt(count) - 1.771 * sixth + DEVIATIONS * 0.902 * sixth


def attack(
    strategies: Iterable[Strategy], dump: Dump, watched: Watched, truth: Mapping[str, str]
) -> list[str]:
    """Return the clues by which a strategy learned more than chance would have told it."""
    texts = sorted(truth)
    return [
        f"{strategy.__name__}: {join.clue}"
        for strategy in strategies
        for join in strategy(dump, watched, texts)
        if join.beats_chance(truth)
    ]


def beside(clue: str, order: list[str], watched: Watched) -> Iterator[Join]:
    """Lay an order of cards beside the order of strokes, and also the other way round."""
    if len(order) < _FEW:
        return
    last = len(watched.strokes) - 1
    for way, texts in ((clue, order), (f"{clue}, backwards", order[::-1])):
        strokes = [watched.strokes[round(n * last / (len(texts) - 1))] for n in range(len(texts))]
        yield Join(way, {text: one.who for text, one in zip(texts, strokes, strict=True)})


def by_key(found: Mapping[str, Any]) -> list[str]:
    """Return the texts in the order of what was found of them; alike ones tell no order."""
    if len(set(found.values())) < _FEW:
        return []
    return sorted(found, key=lambda text: found[text])


def carriers(dump: Dump, texts: Iterable[str]) -> Iterator[tuple[str, dict[str, Row]]]:
    """Yield each table that holds the words of cards, and the row of each."""
    known = set(texts)
    for table, rows in dump.rows.items():
        found = {
            value.strip(): row
            for row in rows
            for value in row.values()
            if isinstance(value, str) and value.strip() in known
        }
        if found:
            yield table, found


def columns(found: Mapping[str, Row]) -> set[str]:
    return {name for row in found.values() for name in row}


def by_place(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """Rows lie in a table as they came: rowid, ctid, the order without ORDER BY."""
    for table, found in carriers(dump, texts):
        order = by_key({text: row[PLACE] for text, row in found.items()})
        yield from beside(f"where rows lie in {table}", order, watched)


def by_transaction(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """Each row of PostgreSQL names the transaction that wrote it: xmin counts upwards."""
    for table, found in carriers(dump, texts):
        born = {text: row[BORN] for text, row in found.items() if BORN in row}
        yield from beside(f"transactions of {table}", by_key(born), watched)


def by_number(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """A column that counts: a sequence, a position, a number of one's own."""
    for table, found in carriers(dump, texts):
        for name in columns(found) - {PLACE, BORN}:
            told = {text: row[name] for text, row in found.items() if type(row.get(name)) is int}
            yield from beside(f"{table}.{name}", by_key(told), watched)


def by_identifier(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """Identifiers made from a clock, or counting upwards, tell an order by themselves."""
    for table, found in carriers(dump, texts):
        for name in columns(found):
            ids = {text: _uuid(row.get(name)) for text, row in found.items()}
            times = {
                text: one.time if one.version == 1 else one.int for text, one in ids.items() if one
            }
            yield from beside(f"identifiers {table}.{name}", by_key(times), watched)


def _uuid(value: Any) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except (ValueError, TypeError, AttributeError):
        return None


def by_time(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """A time beside a card: the last stroke before it was its writer's."""
    for table, found in carriers(dump, texts):
        for name in columns(found):
            times = {text: one for text, row in found.items() if (one := _time(row.get(name)))}
            if len(set(times.values())) < _FEW:
                continue
            last = {text: _before(at, watched) for text, at in times.items()}
            yield Join(f"{table}.{name}", last)


def _before(at: datetime, watched: Watched) -> str:
    earlier = [stroke.who for stroke in watched.strokes if stroke.at <= at]
    return earlier[-1] if earlier else watched.strokes[0].who


def _time(value: Any) -> datetime | None:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def by_reference(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """A row that holds both the card and a seat: a participant, an actor, an account."""
    for table, found in carriers(dump, texts):
        named = {
            text: who
            for text, row in found.items()
            for value in row.values()
            if (who := watched.seats.get(_hex(value)))
        }
        yield Join(f"seats in {table}", named, certain=True)


def _hex(value: Any) -> str:
    return value.hex if isinstance(value, UUID) else str(value).replace("-", "")


def by_history(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """A line of history that names a card, by its words or its identifier, and an actor."""
    cards = {
        _hex(row["id"]): text
        for table, found in carriers(dump, texts)
        for text, row in found.items()
        if "id" in row
    }
    words = {text: text for text in texts} | cards
    named: dict[str, str] = {}
    order: list[str] = []
    for row in sorted(dump.rows.get("web_activity", ()), key=lambda row: row["number"]):
        told = str(row["data"]).replace("-", "") + str(row["data"])
        spoken = [text for word, text in words.items() if word in told]
        if row["verb"].startswith(("cause.", "causes.")):
            continue  # what was done with open cards afterwards
        order += spoken
        if who := watched.seats.get(_hex(row["actor_id"])):
            named |= dict.fromkeys(spoken, who)
    yield Join("actors in the history", named, certain=True)
    yield from beside("the order of the history", list(dict.fromkeys(order)), watched)


def by_shared_transaction(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """Rows of one transaction of PostgreSQL belong together: a card and a line, or a seat."""
    lines = {row[BORN]: row["number"] for row in dump.rows["web_activity"] if BORN in row}
    seats = {row[BORN]: _hex(row["id"]) for row in dump.rows["web_participant"] if BORN in row}
    for table, found in carriers(dump, texts):
        told = {text: lines[row[BORN]] for text, row in found.items() if row.get(BORN) in lines}
        yield from beside(f"{table} with the history", by_key(told), watched)
        born = {row.get(BORN) for row in found.values()}
        if len(born) > 1:
            named = {
                text: watched.seats[seats[row[BORN]]]
                for text, row in found.items()
                if row.get(BORN) in seats
            }
            yield Join(f"{table} with seats", named, certain=True)


def by_bytes(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """In the raw bytes, words stand where there was room when they came, or where a journal was."""
    for name, raw in dump.raw.items():
        for way, find in (("first", raw.find), ("last", raw.rfind)):
            places = {text: at for text in texts if (at := find(text.encode())) >= 0}
            yield from beside(f"{way} place in {name}", by_key(places), watched)
        for place, run in enumerate(_runs(raw, texts)):
            yield from beside(f"run {place} in {name}", run, watched)


def _runs(raw: bytes, texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the stretches of a file in which many cards stand, none of them twice."""
    places = sorted((at, text) for text in texts for at in _places(raw, text.encode()))
    run: dict[str, None] = {}
    for text in [*(text for _at, text in places), ""]:
        if text in run or not text:
            if len(run) >= _MANY:
                yield list(run)
            run = {}
        run[text] = None


def by_hidden_identifier(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """Indexes hold no words but identifiers and hashes; those, too, stand where there was room."""
    for table, found in carriers(dump, texts):
        for column in columns(found):
            forms = {text: _forms(row.get(column)) for text, row in found.items()}
            for name, raw in dump.raw.items():
                places = {
                    text: min(at)
                    for text, those in forms.items()
                    if (at := [place for one in those if (place := raw.rfind(one)) >= 0])
                }
                yield from beside(f"{table}.{column} in {name}", by_key(places), watched)


def _forms(value: Any) -> list[bytes]:
    key = _uuid(value)
    if key is not None:
        return [key.bytes] if isinstance(value, UUID) else [key.hex.encode()]
    is_hash = isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value)
    return [value.encode()] if is_hash else []


_XMIN_BEFORE = (
    53,
    65,
    57,
    69,
)  # bytes from a tuple's head to the words of its card, as columns lie
_T_HOFF = 22


def by_old_versions(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """PostgreSQL's old versions of rows, dead or only overwritten in part, name transactions."""
    for name, raw in dump.raw.items():
        births: dict[str, int] = {}
        for text in texts:
            born = [xmin for at in _places(raw, text.encode()) if (xmin := _xmin(raw, at))]
            if born:
                births[text] = min(born)
        yield from beside(f"old versions in {name}", by_key(births), watched)


def _places(raw: bytes, words: bytes) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(words), raw)]


def _xmin(raw: bytes, at: int) -> int:
    for before in _XMIN_BEFORE:
        head = at - before
        if head >= 0 and raw[head + _T_HOFF] in {24, 32}:
            return int.from_bytes(raw[head : head + 4], "little")
    return 0


def by_seized_key(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """Somebody has the cookie of each browser too, and hashes it with each identifier there is."""
    everything = b"\0".join(dump.raw.values())
    named = {
        text: who
        for _table, found in carriers(dump, texts)
        for text, row in found.items()
        for key in _only_its_own(row, found)
        for who, secret in watched.keys.items()
        if card_key(secret, key).encode() in everything
    }
    yield Join("keys of browsers", named, certain=True)


def _only_its_own(row: Row, found: Mapping[str, Row]) -> set[UUID]:
    """Return the identifiers in a card's row, without those that all have, as the review's."""
    others = [other for other in found.values() if other is not row]
    shared = {_uuid(value) for other in others for value in other.values()}
    return {key for value in row.values() if (key := _uuid(value)) and key not in shared}


def by_log(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """A log names an address and a card, or cards in their order."""
    cards = {
        _hex(row["id"]): text
        for _t, found in carriers(dump, texts)
        for text, row in found.items()
        if "id" in row
    }
    words = {text: text for text in texts} | cards
    people = {address: who for who, address in watched.addresses.items()}
    named: dict[str, str] = {}
    order: list[str] = []
    for line in dump.said.get("log", "").splitlines():
        plain = line + line.replace("-", "")
        spoken = [text for word, text in words.items() if word in plain]
        order += spoken
        for address, who in people.items():
            if address in line:
                named |= dict.fromkeys(spoken, who)
    yield Join("addresses in the log", named, certain=True)
    yield from beside("the order of the log", list(dict.fromkeys(order)), watched)


def by_what_is_told(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """Pages, exports and programs' answers show cards in some order."""
    for name, said in dump.said.items():
        places = {text: at for text in texts if (at := said.find(text)) >= 0}
        yield from beside(f"order in {name}", by_key(places), watched)


def by_last_seen(dump: Dump, watched: Watched, texts: Iterable[str]) -> Iterator[Join]:
    """Sessions and seats with a time of their own, laid beside tables that hold cards and a time.

    Where a card has no time, there is nothing to lay beside; `by_time` finds those that have.
    What is left: a time of a seat that equals a time in a card's row to the microsecond.
    """
    seen = {
        at: who
        for row in dump.rows["web_participant"]
        if (who := watched.seats.get(_hex(row["id"])))
        for value in row.values()
        if (at := _time(value))
    }
    for table, found in carriers(dump, texts):
        named = {
            text: seen[at]
            for text, row in found.items()
            for value in row.values()
            if (at := _time(value)) in seen
        }
        yield Join(f"times of seats in {table}", named)


STRATEGIES: tuple[Strategy, ...] = (
    by_place,
    by_transaction,
    by_number,
    by_identifier,
    by_time,
    by_reference,
    by_history,
    by_shared_transaction,
    by_bytes,
    by_hidden_identifier,
    by_old_versions,
    by_seized_key,
    by_log,
    by_what_is_told,
    by_last_seen,
)
