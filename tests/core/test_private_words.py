from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mortem.core.private_words import Cover, Private, private_in, without_secrets

PEOPLE = ["Dana Ruiz", "Jun", "李雷"]


def kinds(text: str) -> list[tuple[Private, str]]:
    return [(one.kind, text[one.start : one.end]) for one in private_in(text, PEOPLE)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Write to dana.ruiz@example.org.", Private.ADDRESS, "dana.ruiz@example.org"),
        ("It ran on 10.1.2.3:5432, alone", Private.MACHINE, "10.1.2.3:5432"),
        ("It ran on 203.0.113.9.", Private.MACHINE, "203.0.113.9"),
        ("From fe80::1ff:fe23:4567:890a it came", Private.MACHINE, "fe80::1ff:fe23:4567:890a"),
        ("On db-3.shop.internal it stood", Private.MACHINE, "db-3.shop.internal"),
        ("See https://wiki/runbook?x=1 first", Private.MACHINE, "https://wiki/runbook?x=1"),
        (
            "See http://grafana.corp:3000/d/1 first",
            Private.MACHINE,
            "http://grafana.corp:3000/d/1",
        ),
        ("Call +49 151 2345 6789 at night", Private.NUMBER, "+49 151 2345 6789"),
        ("password: hunter2hunter2", Private.SECRET, "password: hunter2hunter2"),
        ('{"api_key": "abcd-efgh"}', Private.SECRET, 'api_key": "abcd-efgh'),
        ("AKIAABCDEFGHIJKLMNOP leaked", Private.SECRET, "AKIAABCDEFGHIJKLMNOP"),
        ("Authorization: Bearer abc.def-ghi", Private.SECRET, "Bearer abc.def-ghi"),
        ("token=" + "x" * 500, Private.SECRET, "token=" + "x" * 500),
        ("PASSWORD_PROD=hunter2x", Private.SECRET, "PASSWORD_PROD=hunter2x"),
        ("redis://:pw12@cache", Private.SECRET, ":pw12"),
        ("ip:10.0.0.5 it was", Private.MACHINE, "10.0.0.5"),
        ("on db01.INTERNAL. Then", Private.MACHINE, "db01.INTERNAL"),
        ("Then Ruiz restarted it", Private.PERSON, "Ruiz"),
        ("那时李雷重启了它", Private.PERSON, "李雷"),
    ],
)
def test_what_is_private_is_found_where_it_stands(text: str, kind: Private, words: str) -> None:
    assert kinds(text) == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "At 02:10:33 the shop was down for 47 minutes, until 3.5.2026.",
        "Version 2.3.4 came with Python 3.11; 1.2.3.4.5 is no address.",
        "See https://status.example.org/incidents/7 for more.",
        "The secret was kept, and the token was not.",
        "June was warm, and the engineer on call slept.",
        "1 + 2 = 3 and a::b is code",
        "https://landing.example.com/a and https://localize.example.com, www.internal-tools.com",
    ],
)
def test_what_everybody_may_read_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_private_key_goes_whole() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/=\nabc\n-----END RSA PRIVATE KEY-----"
    assert Cover([])(f"It said:\n{key}\nand ended.") == "It said:\n(a secret)\nand ended."
    old = key.replace("MIIE", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB12\n\nMIIE")
    assert Cover([])(old) == "(a secret)"
    assert list(without_secrets(old.splitlines()))[:-1] == ["(a secret)"] * 6


def test_the_same_person_is_the_same_letter_in_every_text() -> None:
    assert Cover(PEOPLE)("Jun woke Dana Ruiz.") == "Person B woke Person A."
    assert Cover(PEOPLE)("Ruiz asked JUN, dana@example.org") == (
        "Person A asked Person B, (an address)"
    )


def test_names_are_found_as_people_write_them() -> None:
    cover = Cover(["lin", "Ana de la Cruz", "Bo Chen", "Will"])
    assert cover("lin and Lin; ana; Cruz; ANA") == "Person A and Person A; ana; Person B; Person B"
    assert cover("Bo asked: de la, will Will?") == "Person C asked: de la, will Person D?"


def test_many_people_have_many_letters() -> None:
    people = [f"Name{n}" for n in "abcdefghijklmnopqrstuvwxyz"] + ["Zoe", "Zora"]
    said = Cover(people)(" ".join(people))
    assert said.startswith("Person A Person B ")
    assert said.endswith(" Person Z Person AA Person AB")


def test_the_words_come_from_whoever_says_them() -> None:
    said = Cover(["Jun"], {"Person {letter}": "Wer {letter}", "(an address)": "(Post)"}.__getitem__)
    assert said("Jun: jun@example.org") == "Wer A: (Post)"


@given(some.text())
def test_nothing_private_is_left_after_covering(text: str) -> None:
    covered = Cover(PEOPLE)(text)
    assert all(one.kind is not Private.ADDRESS for one in private_in(covered, PEOPLE))
    assert "李雷" not in covered


@pytest.mark.large
@pytest.mark.parametrize(
    "piece",
    [
        "a@",
        "https://",
        "a.",
        "1.",
        "::",
        "+1 (",
        "password=",
        "-----BEGIN ",
        "eyJ",
        "Bearer ",
        "a-",
    ],
)
def test_no_text_makes_it_slow(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    began = time.process_time()
    private_in(text, PEOPLE)
    assert time.process_time() - began < 2  # seconds of the processor; it takes hundredths


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("GET /x?access_token=abcd1234&page=2", "GET /x?access_(a secret)&page=2"),
        ("aws_secret_access_key = wJalrXUtnFEMI/K7", "aws_(a secret)"),
        ("postgresql://shop:hunter2@db/orders", "postgresql://(a secret)@db/orders"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: (a secret)"),
        ("paid with 4111 1111 1111 1111 today", "paid with (a secret) today"),
        ("paid with 4111 1111 1111 1112 today", "paid with 4111 1111 1111 1112 today"),
        ("order 4929385 at 1767225600123 by ada@example.org", None),
        ("the token was empty; tokens: 12 in, 7 out", None),
        ("10.0.0.7 said password is wrong", None),
    ],
)
def test_lines_keep_all_but_their_secrets(line: str, left: str | None) -> None:
    assert list(without_secrets([line])) == [left or line]


KEY = ["A" * 64, "b" * 64, "Cc+/=="]


def test_a_key_over_several_lines_goes_whole_also_from_its_middle() -> None:
    lines = ["-----BEGIN PRIVATE KEY-----", *KEY, "-----END PRIVATE KEY-----", "ok", "D" * 64]
    covered = list(without_secrets(lines))
    assert covered == [*["(a secret)"] * 4, "-----END PRIVATE KEY-----", "ok", "D" * 64]
    assert list(without_secrets([*KEY, "-----END"])) == [*["(a secret)"] * 3, "-----END"]
    assert list(without_secrets(["ok", *KEY])) == ["ok", *KEY]


@given(some.lists(some.text()))
def test_no_line_is_lost(lines: list[str]) -> None:
    assert len(list(without_secrets(lines))) == len(lines)
