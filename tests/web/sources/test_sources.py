"""Each source reads something real: HTTP on loopback, SQLite files, and says what is in its way."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from mortem.web.source import Read, Source, read_now, sources
from tests.web.loopback import Reply, Site, site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings

READ_ONLY = "The database says: cannot execute lo_create() in a read-only transaction."
AT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _allowed(settings: Settings) -> None:
    settings.OUTGOING_NETWORKS = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as served:
        yield served


def read(name: str, **values: str) -> Read:
    return read_now(name, values, at=AT)


def answers(here: Site, path: str, document: Any, status: int = 200) -> None:
    here.replies[path] = Reply(json.dumps(document).encode(), status)


def test_they_are_found_by_their_place_and_say_what_they_are() -> None:
    assert list(sources()) == [
        *("heartbeat", "http", "number", "prometheus", "sql", "pushed", "day", "github")
    ]
    with pytest.raises(TypeError, match="what it reads, needs and where it ends"):
        Source(name="mute", label="Mute", reads="", needs="", limits="")


@pytest.mark.parametrize(
    ("reply", "text", "read_as"),
    [
        (Reply(b"all well"), "well", 0),
        (Reply(b"all well", 302), "", 0),
        (Reply(b"all well"), "unwell", 1),
        (Reply(b"no", 503), "", 1),
    ],
)
def test_a_page_answers_as_it_should_or_not(
    here: Site, reply: Reply, text: str, read_as: float
) -> None:
    here.replies["/"] = reply
    assert read("http", url=here.url(), measure="answer", text=text).value == read_as


def test_no_answer_is_an_answer_where_that_is_asked() -> None:
    with site() as gone:
        pass
    answer = read("http", url=gone.url(), measure="answer")
    assert answer == Read(1, "There was no answer: nothing listens there.")
    latency = read("http", url=gone.url(), measure="latency")
    assert latency == Read(trouble="There was no answer: nothing listens there.")


def test_latency_is_what_it_took(here: Site) -> None:
    here.replies["/"] = Reply(seconds=0.2)
    found = read("http", url=here.url(), measure="latency")
    assert found.value is not None
    assert 200 <= found.value < 5000
    assert found.words == f"{found.value:.0f} ms"
    here.replies["/"] = Reply(status=500)
    wrong = read("http", url=here.url(), measure="latency")
    assert wrong.trouble == "It does not answer as it should: status 500."


def test_without_tls_there_is_no_certificate(here: Site) -> None:
    here.replies["/"] = Reply()
    found = read("http", url=here.url(), measure="certificate")
    assert found.trouble == "An address that begins with http:// has no certificate."


def test_a_number_stands_at_its_path(here: Site) -> None:
    answers(here, "/n", {"jobs": [{"ms": 3}, {"ms": 9}]})
    found = read("number", url=here.url("/n"), path="$.jobs[*].ms.max()", headers="X-Key: k")
    assert found == Read(9, "9")
    assert here.asked[0][1]["x-key"] == "k"
    here.replies["/n"] = Reply(b"<html>")
    assert read("number", url=here.url("/n"), path="$").trouble == "What came back is not JSON."
    here.replies["/n"] = Reply(b"[" * 100_000)
    assert read("number", url=here.url("/n"), path="$").trouble == "What came back is not JSON."


@pytest.mark.parametrize("document", ["1e308", "[1e308, 1e308]", "-1.1e100"])
def test_what_cannot_be_reckoned_with_is_no_number(here: Site, document: str) -> None:
    here.replies["/n"] = Reply(document.encode())
    path = "$.sum()" if "[" in document else "$"
    found = read("number", url=here.url("/n"), path=path)
    assert found == Read(trouble="What came is no number between -1e100 and 1e100.")


def test_prometheus_gives_one_number(here: Site) -> None:
    def says(kind: str, result: object) -> Read:
        data = {"status": "success", "data": {"resultType": kind, "result": result}}
        answers(here, "/api/v1/query", data)
        return read("prometheus", url=here.url(""), query="up == 1")

    assert says("vector", [{"metric": {}, "value": [1, "0.25"]}]) == Read(0.25, "0.25")
    assert here.asked[0][0] == "/api/v1/query?query=up+%3D%3D+1"
    assert says("scalar", [1, "3"]) == Read(3, "3")
    assert says("vector", []).trouble == "The query gives 0 series, not one."
    many = [{"value": [1, "1"]}] * 2
    assert says("vector", many).trouble == "The query gives 2 series, not one."
    assert "no number but “NaN”" in says("vector", [{"value": [1, "NaN"]}]).trouble
    answers(here, "/api/v1/query", {"status": "error", "error": "parse error"}, 400)
    refused = read("prometheus", url=here.url(""), query="(")
    assert refused.trouble == "Prometheus refused: parse error."
    silent = read("prometheus", url=here.url(""), query="(", headers="X-Key: k")
    assert "parse error" not in silent.trouble
    answers(here, "/api/v1/query", [1, 2])
    odd = read("prometheus", url=here.url(""), query="(")
    assert odd.trouble == "This is not how Prometheus answers."


def test_a_day_comes_nearer() -> None:
    day = AT.date() + timedelta(days=7)
    assert read("day", day=str(day)) == Read(7, "7 days left")
    assert read("day", day=str(date(2026, 3, 2))).value == -1


def test_what_is_told_is_not_asked() -> None:
    assert read("heartbeat") == read("pushed") == Read()


def test_github_counts_what_waits(here: Site) -> None:
    common = {"server": here.url(""), "repository": "ada/shop", "token": "hush"}
    answers(here, "/search/issues", {"total_count": 4})
    assert read("github", measure="issues", label="a bug", **common) == Read(4, "4 open")
    path, headers = here.asked[0]
    assert "repo%3Aada%2Fshop+type%3Aissue+state%3Aopen+label%3A%22a+bug%22" in path
    assert headers["authorization"] == "Bearer hush"
    answers(here, "/repos/ada/shop/pulls", [{"created_at": "2026-02-01T14:00:00Z"}])
    assert read("github", measure="oldest", **common) == Read(30, "30 days")
    answers(here, "/repos/ada/shop/pulls", [])
    assert read("github", measure="oldest", **common) == Read(0, "none is open")
    answers(here, "/repos/ada/shop", {"default_branch": "main"})
    runs = {"check_runs": [{"conclusion": "failure"}, {"conclusion": "success"}]}
    answers(here, "/repos/ada/shop/commits/main/check-runs", runs)
    assert read("github", measure="broken", **common) == Read(1, "1 checks are broken")
    answers(here, "/repos/ada/shop", {}, 403)
    assert "status 403" in read("github", measure="broken", **common).trouble
    answers(here, "/repos/ada/shop", {"odd": 1})
    assert read("github", measure="broken", **common).trouble == "This is not how GitHub answers."


# ── Databases ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shop(tmp_path: Path, settings: Settings) -> Path:
    """Return a SQLite file that the operator has named."""
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as there:
        there.executescript("CREATE TABLE orders (id, cents); INSERT INTO orders VALUES (1, 250);")
    settings.SQL_CONNECTIONS = {"shop": f"sqlite://{path}"}
    return path


def test_a_query_gives_a_number(shop: Path) -> None:
    assert shop.exists()
    assert read("sql", connection="shop", query="SELECT sum(cents) FROM orders") == Read(250, "250")
    several = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9)"
        " SELECT max(i) FROM n"
    )
    assert read("sql", connection="shop", query=several).value == 9


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("DELETE FROM orders", "not authorized"),
        ("UPDATE orders SET cents = 0", "not authorized"),
        ("DROP TABLE orders", "not authorized"),
        ("CREATE TABLE more (id)", "not authorized"),
        ("ATTACH 'other.db' AS other", "not authorized"),
        ("PRAGMA journal_mode", "not authorized"),
        ("PRAGMA writable_schema = 1", "not authorized"),
        ("VACUUM INTO 'copy.db'", "authorization denied"),
        ("SELECT load_extension('x')", "not authorized"),
        ("SELECT 1; DELETE FROM orders", "one statement at a time"),
        ("SELECT cents FROM orders UNION SELECT 1", "several rows"),
        ("SELECT cents FROM orders WHERE id = 2", "no row"),
        ("SELECT 'many'", "no number but “many”"),
        ("SELECT euros FROM orders", "no such column"),
        ("SELECT length(zeroblob(20000))", "too big"),
        (f"SELECT 'a' LIKE '%{'a' * 300}'", "too complex"),
        ("", "no row"),
    ],
)
def test_a_query_only_reads(shop: Path, query: str, words: str) -> None:
    before = shop.read_bytes()
    assert words in read("sql", connection="shop", query=query).trouble
    assert shop.read_bytes() == before


# Each step of it compares 9,000 letters with 500: ten thousand steps take longer than any asker waits.
HEAVY = (
    "WITH RECURSIVE n(i, t, p) AS (SELECT 1, replace(hex(zeroblob(4500)), '00', 'aa'),"  # noqa: S608 - ours
    " replace(hex(zeroblob(250)), '00', 'bb') || 'a' UNION ALL SELECT i + 1, t, p FROM n)"
    f" SELECT sum({'+'.join(['length(trim(t, p))'] * 80)}) FROM n"
)


def test_a_query_without_end_is_ended(shop: Path) -> None:
    assert shop.exists()
    assert "interrupted" in read("sql", connection="shop", query=HEAVY).trouble


def test_only_what_the_operator_named_is_asked(shop: Path) -> None:
    assert shop.exists()
    found = read("sql", connection="stock", query="SELECT 1")
    assert found.trouble == "There is no connection “stock” here."


@pytest.mark.django_db
def test_mortems_own_database_is_refused_by_its_file_a_link_and_a_copy(
    settings: Settings, tmp_path: Path
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL: see below")
    own = str(connection.settings_dict["NAME"])
    (tmp_path / "link.db").symlink_to(own)
    with sqlite3.connect(own) as old, sqlite3.connect(tmp_path / "copy.db") as copy:
        old.backup(copy)
    for path in (own, tmp_path / "link.db", tmp_path / "copy.db"):
        settings.SQL_CONNECTIONS = {"own": f"sqlite://{path}"}
        found = read("sql", connection="own", query="SELECT count(*) FROM web_card")
        assert "Mortem's own database" in found.trouble


@pytest.fixture
def postgres(settings: Settings, transactional_db: None) -> Iterator[str]:  # noqa: ARG001
    """Return the name of a role that may read one table of a database of its own."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    import psycopg

    own = connection.settings_dict
    where = f"host={own['HOST']} user={own['USER']}"
    with psycopg.connect(f"{where} dbname={own['NAME']}", autocommit=True) as there:
        there.execute("DROP DATABASE IF EXISTS mortem_shop")
        there.execute("CREATE DATABASE mortem_shop")
        there.execute("DROP ROLE IF EXISTS mortem_reader")
        there.execute("CREATE ROLE mortem_reader LOGIN")
    with psycopg.connect(f"{where} dbname=mortem_shop", autocommit=True) as shop:
        shop.execute("CREATE TABLE orders (id int, cents int)")
        shop.execute("INSERT INTO orders VALUES (1, 250)")
        shop.execute("GRANT ALL ON orders TO mortem_reader")
    settings.SQL_CONNECTIONS = {
        name: f"postgresql://{role}@/{database}?host={own['HOST']}"
        for name, role, database in (
            ("shop", "mortem_reader", "mortem_shop"),
            ("root", own["USER"], "mortem_shop"),
            ("own", "mortem_reader", own["NAME"]),
        )
    }
    yield "shop"
    with psycopg.connect(f"{where} dbname={own['NAME']}", autocommit=True) as there:
        there.execute("DROP DATABASE mortem_shop")
        there.execute("DROP ROLE mortem_reader")


def test_postgresql_reads_and_nothing_else(postgres: str) -> None:
    def says(query: str, name: str = postgres) -> str:
        return read("sql", connection=name, query=query).trouble

    assert read("sql", connection=postgres, query="SELECT sum(cents) FROM orders").value == 250
    assert "syntax error" in says("DELETE FROM orders")
    assert "syntax error" in says("SELECT 1; DELETE FROM orders") or "multiple commands" in says(
        "SELECT 1; DELETE FROM orders"
    )
    assert "data-modifying" in says("WITH gone AS (DELETE FROM orders RETURNING 1) SELECT 1")
    assert says("SELECT lo_create(0)") in {"", READ_ONLY}
    made = read("sql", connection=postgres, query="SELECT count(*) FROM pg_largeobject_metadata")
    assert made.value == 0
    assert "statement timeout" in says("SELECT 1 FROM pg_sleep(7)")
    assert "no number but" in says("SELECT 'many'")
    assert "no number between" in says("SELECT 'NaN'::numeric")
    assert "may do everything" in says("SELECT 1", "root")
    assert "Mortem's own database" in says("SELECT count(*) FROM web_card", "own")
    assert read("sql", connection=postgres, query="SELECT sum(cents) FROM orders").value == 250
