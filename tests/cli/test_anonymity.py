"""The attack on anonymous cards, upon a product as people run it: its folder, its log, its backups."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING
from urllib.request import HTTPCookieProcessor

from tests.cli.conftest import Browser, mortem, serving
from tests.cli.test_many_at_once import begun
from tests.web.anonymity import attack as ways
from tests.web.anonymity.attack import STRATEGIES, attack
from tests.web.anonymity.dump import Dump, dump_of_backup, dump_of_folder
from tests.web.anonymity.room import EACH, WRITERS, Stroke, Watched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHANCE = Random(20260303)


def in_the_room(owner: Browser, data: Path, watched: Watched) -> dict[str, Browser]:
    """Begin an anonymous review, let five more join it, and begin to write."""
    review = begun(owner, "ahead", "migration", "Move orders")
    owner.post(f"{review}plan/frame/", minutes="15", mode="anonymous")
    owner.post(f"{review}room/")
    link = re.search(r"/join/[\w-]+/", owner.get(f"{review}invite/"))
    assert link
    people = {"Ada": owner} | {name: Browser(owner.url) for name in WRITERS[1:]}
    for name, browser in people.items():
        if name != "Ada":
            browser.get(link.group())
            browser.post(link.group())
        with closing(sqlite3.connect(data / "mortem.sqlite3")) as base:
            rows = base.execute("SELECT id FROM web_participant WHERE removed_at IS NULL")
            (seat,) = {key for (key,) in rows} - watched.seats.keys()
        watched.seats[seat] = name
    for seen, to in (("plan", "imagine"), ("imagine", "write")):
        owner.post(f"{review}phase/", seen=seen, to=to)
    for browser in people.values():
        browser.at = review
    return people


def key_of(browser: Browser) -> str:
    """Return the key that this browser keeps for its cards."""
    jars = (
        one.cookiejar
        for one in vars(browser.opener)["handlers"]
        if isinstance(one, HTTPCookieProcessor)
    )
    return next(str(one.value) for jar in jars for one in jar if one.name == "mortem_key")


def write(people: dict[str, Browser], watched: Watched) -> Iterator[dict[str, str]]:
    """Let all of them write in a shuffled order; yield who wrote what after each card."""
    truth: dict[str, str] = {}
    order = [name for name in WRITERS for _ in range(EACH)]
    CHANCE.shuffle(order)
    review = people["Ada"].at
    for who in order:
        text = f"Because of {CHANCE.getrandbits(48):012x} it went down"
        watched.strokes.append(Stroke(datetime.now(UTC), who))
        people[who].post(f"{review}cards/", text=text)
        truth[text] = who
        yield truth


def turned(data: Path) -> int:
    """Return how many cards lie open."""
    with closing(sqlite3.connect(data / "mortem.sqlite3")) as base:
        (count,) = base.execute("SELECT count(*) FROM web_card WHERE revealed").fetchone()
    return int(count)


def packed(data: Path, room: Path) -> Dump:
    """Let the product back itself up while it runs, and open what it packed."""
    file = room.with_suffix(".zip")
    assert mortem("backup", str(file), "--data", str(data)).returncode == 0
    return dump_of_backup(file, room)


def test_neither_folder_log_nor_backup_tells_who_wrote_what(tmp_path: Path) -> None:
    data, watched = tmp_path / "data", Watched()
    clues: dict[str, list[str]] = {}
    with serving(data) as served:
        owner = Browser(served.url)
        link = re.search(r"/sign-in/\S+", served.said)
        assert link
        owner.get(link.group())
        owner.post(link.group())
        owner.post("/you/name/", name="Ada")
        people = in_the_room(owner, data, watched)
        review = owner.at
        for truth in write(people, watched):
            journal = (data / "mortem.sqlite3-wal").read_bytes()
            assert [text for text in truth if text.encode() in journal] == []
        watched.keys = {name: key_of(browser) for name, browser in people.items()}
        before = [one for one in STRATEGIES if one is not ways.by_seized_key]
        dumps = {"folder": dump_of_folder(data, ""), "backup": packed(data, tmp_path / "before")}
        clues |= {f"{n}, before": attack(before, d, watched, truth) for n, d in dumps.items()}
        owner.post(f"{review}phase/", seen="write", to="reveal")
        owner.post(f"{review}reveal/turn/", seen=str(turned(data)), rest="1")
        dumps = {"folder": dump_of_folder(data, ""), "backup": packed(data, tmp_path / "after")}
        clues |= {f"{n}, after": attack(STRATEGIES, d, watched, truth) for n, d in dumps.items()}
        served.process.terminate()
        assert served.process.stdout is not None
        log = served.process.stdout.read()
        served.process.wait()
    clues["what is left"] = attack(STRATEGIES, dump_of_folder(data, log), watched, truth)
    assert (len(clues), [where for where, found in clues.items() if found]) == (5, [])
    assert [row["revealed"] for row in dumps["folder"].rows["web_card"]] == [1] * len(truth)
    assert len(truth) == len(WRITERS) * EACH
    assert log == ""
