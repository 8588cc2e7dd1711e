"""Secrets of rows, wherever in a long log they stand and however few words hint at them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.evidence.masking import masked
from tests.core.evidence.bits import rows_of

PLAIN = "2026-03-01T09:30:00Z web1 till[7]: open\n"


def said(text: str) -> list[str]:
    return [row.text for row in masked(rows_of(text))]


@pytest.mark.parametrize("before", [1, 255, 256])
@pytest.mark.parametrize(
    ("told", "secret"),
    [
        ("password=hunter2hunter2", "hunter2"),
        ("https://ada:s3cretpw@h.example/ refused", "s3cretpw"),
        ("sent AKIAIOSFODNN7EXAMPLE along", "AKIAIOSFODNN7"),
        ("paid with 4111 1111 1111 1111", "4111 1111"),
    ],
)
def test_one_secret_among_plain_rows_is_covered_alone(before: int, told: str, secret: str) -> None:
    rows = said(PLAIN * before + PLAIN.replace("open", told) + PLAIN)
    assert not any(secret in row for row in rows)
    assert rows[:before] + rows[-1:] == ["open"] * (before + 1)
    assert rows[before] not in {"open", ""}


def test_a_card_beside_a_word_that_hints_at_secrets_is_covered() -> None:
    rows = said(PLAIN * 2 + PLAIN.replace("open", "the key of 4111111111111111 is lost"))
    assert "4111" not in rows[-1]


def test_what_only_hints_at_a_secret_stays_as_it_is() -> None:
    rows = said(PLAIN * 2 + PLAIN.replace("open", "the password was changed, the token was not"))
    assert rows[-1] == "the password was changed, the token was not"


@pytest.mark.parametrize(
    "told",
    [
        "4111111111111111",
        "paid 4111-1111-1111-1111, thanks",
        "12 4111 1111 1111 1111",
        "at 10:00 - 4111 1111 1111 1111 - paid",
        f"{'0 ' * 60}4111111111111111",
        "\u0130stanbul 4111111111111111",
    ],
)
def test_a_card_among_other_digits_is_covered_wherever_it_stands(told: str) -> None:
    rows = said(PLAIN * 2 + PLAIN.replace("open", told) + PLAIN)
    assert not any("4111" in row for row in rows)
    assert rows[3:] == ["open"]


SAID = ("open", "a token", "\u0130", "4111111111111111", "password=hunter2", "high", "\u00df")


@given(st.lists(st.sampled_from(SAID), max_size=600))
def test_many_rows_are_covered_as_each_alone(texts: list[str]) -> None:
    (plain,) = rows_of(PLAIN)
    rows = [plain._replace(text=text) for text in texts]
    alone = [next(masked([row])) for row in rows]
    assert list(masked([plain, *rows])) == [plain, *alone]


@pytest.mark.parametrize(
    "secret",
    [
        "AKIA" + "1" * 16,
        "ghp_" + "1" * 20,
        "github_pat_" + "1" * 20,
        "glpat-" + "1" * 10 + "-" + "1" * 10,
        "xoxb-1111111111",
        "sk_live_" + "1" * 16,
        "eyJ1111111111.11111.11111",
        "Bearer 11111111",
        "SECRET_ACCESS_KEY=1111",
        "api-key: 1111",
        "AccessKeyId=1111",
        "pwd=1111",
    ],
)
def test_every_kind_of_secret_is_found_among_many_rows(secret: str) -> None:
    rows = said(PLAIN * 300 + PLAIN.replace("open", secret))
    assert secret[-4:] not in rows.pop()
    assert set(rows) == {"open"}
